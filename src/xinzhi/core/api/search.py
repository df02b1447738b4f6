"""The one box for programs: the same hits, facets and rules of who sees what as on its page."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext
from ninja import Field, Query, Router, Schema

from xinzhi.core.search.engine import FACETS, MOST_CHARACTERS
from xinzhi.core.search.find import MOST_PAGES, find

from .callers import anyone
from .problems import Problem
from .schemas import PROBLEMS
from .words import gettext_lazy as _

router = Router(tags=["search"])


class SearchQuery(Schema):
    """Each facet may be given several times: one of its keys must hold."""

    q: str = Field(max_length=MOST_CHARACTERS, description=_("words, each of which must occur"))
    kind: list[str] = Field([], max_length=12, description=_("kinds of things"))
    field: list[str] = Field([], max_length=12, description=_("keys of fields"))
    city: list[str] = Field([], max_length=12, description=_("keys of cities"))
    year: list[str] = Field([], max_length=12)
    simulated: list[Literal["yes", "no"]] = Field([], max_length=2)
    sort: Literal["best", "newest"] = "best"
    page: int = Field(1, ge=1, le=MOST_PAGES)


class Hit(Schema):
    """`label` and `note` are HTML: text with «mark» around what was looked for."""

    kind: str
    kind_name: str
    name: str
    label: str
    note: str
    url: str
    simulated: bool


class FacetChoice(Schema):
    key: str
    label: str
    count: int = Field(description=_("hits that have it"))
    chosen: bool


class FacetFacts(Schema):
    key: str
    title: str
    choices: list[FacetChoice]


class SearchAnswer(Schema):
    """One page of hits, twenty of them, at most fifty pages."""

    items: list[Hit]
    next: str | None
    total: int
    pages: int
    mode: str = Field(description=_("how the query was matched; «building» while there is no index yet"))
    meant: str = Field(description=_("the query as it was probably meant; empty where it was found as written"))
    facets: list[FacetFacts]


@router.get("/search", auth=anyone(), response={200: SearchAnswer, **PROBLEMS}, summary=_("Search everything"))
def search(request: HttpRequest, query: Query[SearchQuery]) -> dict[str, Any]:
    unknown = [name for name in request.GET if name not in SearchQuery.model_fields]
    if unknown:
        reason = gettext("There is no such parameter here.")
        raise Problem(422, gettext("Look at the parameters named."), errors=[(name, reason) for name in unknown])
    chosen = {facet: getattr(query, facet) for facet in FACETS}
    newest = query.sort == "newest"
    answer = find(query.q, request.user, chosen=chosen, newest_first=newest, page=query.page)
    return {
        "items": [
            {
                "kind": m.kind,
                "kind_name": str(m.kind_name),
                "name": m.name,
                "label": m.label,
                "note": m.note,
                "url": m.url,
                "simulated": m.simulated,
            }
            for m in answer.matches
        ],
        "next": _next(request, query.page) if query.page < answer.pages else None,
        "total": answer.total,
        "pages": answer.pages,
        "mode": answer.mode,
        "meant": answer.meant,
        "facets": [
            {
                "key": facet.key,
                "title": str(facet.title),
                "choices": [{"key": c.key, "label": c.label, "count": c.count, "chosen": c.chosen} for c in choices],
            }
            for facet, choices in answer.facets
        ],
    }


def _next(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page + 1)
    return f"{request.path}?{urlencode(list(query.lists()), doseq=True)}"
