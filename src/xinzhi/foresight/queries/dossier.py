"""What is known around a candidate: who in the region works on it, which firms and demands are near, where it stands."""

from typing import Any, NamedTuple

from xinzhi.core.search.find import Match, find
from xinzhi.fields.models import Field
from xinzhi.fields.queries import with_descendants
from xinzhi.foresight.engine.hits import short_name
from xinzhi.foresight.models import Candidate
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.rules import visible_entries

WORKERS = ("organisation", "platform", "project", "result", "technology", "discipline", "person")
_NEAR = 6


class Around(NamedTuple):
    """Entries of the registers that name the candidate; `ready` is False while the search has no index."""

    named: list[Match]
    ready: bool
    firms: list[Any]
    demands: list[Any]
    firms_in_field: int
    demands_in_field: int


def around(candidate: Candidate, user: Any) -> Around:
    """Who and what stands around a candidate, as far as the user may see it."""
    named: dict[tuple[str, int], Match] = {}
    ready = True
    for words in filter(None, (candidate.name, short_name(candidate.term))):
        answer = find(words, user, chosen={"kind": [f"registry.{one}" for one in (*WORKERS, "demand")]})
        ready &= answer.mode != "building"
        if answer.mode == "strict":  # anything looser would put words into people's mouths
            named.update({(m.kind, m.pk): m for m in answer.matches})
    firms, in_firms = _in_field("organisations", candidate.field, user, kind="enterprise")
    demands, in_demands = _in_field("demands", candidate.field, user)
    return Around(list(named.values())[:12], ready, firms, demands, in_firms, in_demands)


def _in_field(key: str, field: Field | None, user: Any, **narrow: str) -> tuple[list[Any], int]:
    """The first entries of a register in the field or below it, real ones first, and how many there are."""
    if field is None:
        return [], 0
    rows = visible_entries(user, BY_KEY[key].model).filter(field__in=with_descendants([field]), **narrow)
    return list(rows.order_by("simulated", "-as_of", "key")[:_NEAR]), rows.count()
