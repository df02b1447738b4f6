"""Look for organisations that are registered twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.registry import match_rules  # noqa: F401  registers the permissions
from xinzhi.registry.engine.resolve import Pair, Record, resolve
from xinzhi.registry.models import MatchCandidate, MatchState, Organisation
from xinzhi.registry.registers.bodies import ORGANISATIONS

KIND = "organisation"
_BLOCK = 1000


@dataclass(frozen=True)
class FoundMatches:
    """How many pairs are new, changed, no longer found, and were left alone since a person had decided them."""

    new: int
    changed: int
    gone: int
    decided: int


def find_matches(*, actor: Any) -> FoundMatches:
    """Candidates for every pair of organisations that may be one or of which one may be a part of the other.

    Run again, it changes only what is different: decided pairs stay as they are, undecided ones that are no longer
    found go. Raises PermissionDenied.
    """
    require(actor, "registry.find_matches")
    rows = ORGANISATIONS.entries().order_by("pk")
    pairs = {_ids(pair): pair for pair in resolve([_record(row) for row in rows.iterator(_BLOCK)]).pairs}
    subject = MatchCandidate(kind=KIND)
    with recorded("registry.find_matches", actor=actor, subject=subject, new=True) as change:
        found = _keep(pairs)
        change.note("pairs", None, vars(found))
    return found


def _record(organisation: Organisation) -> Record:
    name, *others = organisation.names
    return Record(
        str(organisation.pk),
        organisation.full_name or name,
        tuple(others) if not organisation.full_name else (name, *others),
        credit_code=organisation.credit_code,
        city=organisation.city.key if organisation.city else "",
    )


def _ids(pair: Pair) -> tuple[int, int]:
    one, other = int(pair.left), int(pair.right)
    return min(one, other), max(one, other)


def _values(pair: Pair) -> dict[str, Any]:
    """The columns of a candidate that the resolver fills."""
    return {
        "whole_id": int(pair.whole) if pair.whole else None,
        "probability": round(pair.probability, 6),
        "reasons": [{"comparison": r.comparison, "level": r.level, "weight": r.weight} for r in pair.reasons],
    }


def _keep(pairs: dict[tuple[int, int], Pair]) -> FoundMatches:
    """Bring the candidates into line with what was found."""
    kept = {(row.first_id, row.second_id): row for row in MatchCandidate.objects.filter(kind=KIND)}
    decided = {ids for ids, row in kept.items() if row.state != MatchState.UNDECIDED}
    changed: list[MatchCandidate] = []
    for ids, row in kept.items():
        if ids in decided or ids not in pairs:
            continue
        values = _values(pairs[ids])
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    gone = [row.pk for ids, row in kept.items() if ids not in decided and ids not in pairs]
    new = list(_new({ids: pair for ids, pair in pairs.items() if ids not in kept}))
    MatchCandidate.objects.bulk_create(new, batch_size=_BLOCK)
    MatchCandidate.objects.bulk_update(changed, ["whole_id", "probability", "reasons"], batch_size=_BLOCK)
    for start in range(0, len(gone), _BLOCK):
        MatchCandidate.objects.filter(pk__in=gone[start : start + _BLOCK]).delete()
    return FoundMatches(len(new), len(changed), len(gone), len(decided))


def _new(pairs: dict[tuple[int, int], Pair]) -> Iterable[MatchCandidate]:
    for (first, second), pair in pairs.items():
        yield MatchCandidate(kind=KIND, first_id=first, second_id=second, **_values(pair))
