"""What waits and what was decided: statements, relations, titles; reading them, and deciding on them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from ninja import Field, Router, Schema

from xinzhi.core.api import PROBLEMS, Listing, collection, needs, require_match, signed_in, tagged
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.actions import accept_claim, reject_claim, retract_claim
from xinzhi.registry.models import Claim, Relation, Statement, Title
from xinzhi.registry.queries.claims import only_visible
from xinzhi.registry.queries.find import entries_by_row
from xinzhi.registry.rules import visible_claims
from xinzhi.registry.views.claims import ClaimList, Relations, Statements, Titles

from .shapes import RelationFacts, StatementFacts, TitleFacts, relations_told, statements_told, titles_told

SCOPE = "registry:write"


class Reason(Schema):
    why: str = Field("", max_length=500)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three things a source may say: its list page, its schema, and how rows are told with their entries."""

    path: str
    model: type[Claim]
    page: type[ClaimList]
    schema: type[Schema]
    told: Callable[[Any, Any], list[dict[str, Any]]]
    words: str

    def listing(self) -> Listing:
        """The list page with rows of the kind's own schema."""
        address = reverse_lazy(f"registry:{self.page.address_name}")
        return Listing(self.page, self.schema.__name__, self.model, lambda _row: str(address), told_by=self._seen)

    def _seen(self, request: HttpRequest, rows: list[Any]) -> list[dict[str, Any]]:
        return self.told(rows, only_visible(ends_of(rows), request.user))


STATEMENTS = Kind("statements", Statement, Statements, StatementFacts, statements_told, _("One statement"))
RELATIONS = Kind("relations", Relation, Relations, RelationFacts, relations_told, _("One relation"))
TITLES = Kind("titles", Title, Titles, TitleFacts, titles_told, _("One title"))
VERBS: tuple[tuple[str, Callable[..., Claim], str], ...] = (
    ("accept", accept_claim, _("Accept what somebody else recorded")),
    ("reject", reject_claim, _("Reject what somebody else recorded")),
    ("retract", retract_claim, _("Take back what was recorded")),
)


def add(router: Router) -> None:
    """For each kind: its list, one of it, and the three decisions."""
    for kind in (STATEMENTS, RELATIONS, TITLES):
        answers = {200: kind.schema, **PROBLEMS}
        collection(router, f"/{kind.path}", kind.listing(), summary=cast("str", kind.page.title), row=kind.schema)
        router.get(f"/{kind.path}/{{number}}", auth=signed_in(), response=answers, summary=kind.words)(_one(kind))
        for name, act, words in VERBS:
            path = f"/{kind.path}/{{number}}/{name}"
            router.post(path, auth=needs(SCOPE), response=answers, summary=words)(_decision(kind, act))


def facts(kind: Kind, claim: Claim) -> Schema:
    """A claim, which the caller may see, with its entries."""
    [told] = kind.told([claim], entries_by_row(ends_of([claim])))
    made: Schema = kind.schema(**told)
    return made


def ends_of(rows: list[Any]) -> set[tuple[str, int]]:
    """The entries that these claims speak of."""
    return {c.about for c in rows} | {(c.to_kind, c.to_id) for c in rows if isinstance(c, Relation)}


def found(request: HttpRequest, kind: Kind, number: int) -> Claim:
    """The claim of this number, when the caller may see it and what it speaks of. Raises Http404."""
    claim: Claim = get_object_or_404(visible_claims(request.user, kind.model), pk=number)
    ends = ends_of([claim])
    if len(only_visible(ends, request.user)) != len(ends):
        raise Http404
    return claim


def _one(kind: Kind) -> Callable[..., Any]:
    def one(request: HttpRequest, number: Big) -> Any:
        return tagged(request, facts(kind, found(request, kind, number)))

    return one


def _decision(kind: Kind, act: Callable[..., Claim]) -> Callable[..., Any]:
    def decide(request: HttpRequest, number: Big, body: Reason) -> Any:
        claim = found(request, kind, number)
        require_match(request, facts(kind, claim))
        return tagged(request, facts(kind, act(actor=request.user, claim=claim, why=body.why)))

    return decide
