"""Where a firm stands on the ladder of titles: what comes next and how near it is, what may be lost; and how cohorts fared.

The titles, their rungs and conditions are the rule book's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinzhi.incentives.engine import FirmError, RuleBook
from xinzhi.incentives.engine.assessment import Assessment

from .payments import nested

NEXT, WATCH = "next", "watch"


@dataclass(frozen=True, slots=True)
class Held:
    """A title that a firm holds or held: key of the status, from a day to a day (None: not known)."""

    status: str
    issued: date | None
    expires: date | None

    def on(self, day: date) -> bool:
        """Whether it is valid on the day; the last day counts."""
        return (self.issued is None or self.issued <= day) and (self.expires is None or day <= self.expires)


@dataclass(frozen=True, slots=True)
class Standing:
    """A firm and a title.

    kind `next`: the rung above what it holds, with the conditions that do not hold (`failing`) or cannot be told
    (`unknown`); in a gap `short` are the comparisons that fail (`Shortfall.as_row`) and `needs` the columns that are missing. kind `watch`: a title that it holds and may lose, by its end or by its figures. `meets` is the rules' answer.
    """

    kind: str
    status: str
    meets: bool | None
    failing: int
    unknown: int
    expires: date | None
    gaps: tuple[dict[str, Any], ...]


def standings(
    book: RuleBook, facts: Mapping[str, Any], held: Iterable[Held], on: date, warn_days: int
) -> list[Standing]:
    """The standings of one firm. `facts` by column; a title that ends within `warn_days` is watched. Raises FirmError."""
    now = {one.status: one for one in held if one.on(on)}
    assessment = book.assess(nested(facts), on)
    rungs = {key: status.rung for key, status in book.statuses.items()}
    top = max((rungs[key] for key in now), default=0)
    above = min((rung for rung in rungs.values() if rung > top), default=0)
    found = [
        _standing(assessment, NEXT, key, None)
        for key, rung in rungs.items()
        if rung == above and key not in now and assessment.statuses[key].in_force
    ]
    if now:
        checked = book.assess(nested({**facts, "recheck": True}), on) if "recheck" in book.facts else assessment
        found += [
            standing
            for key, one in now.items()
            if _at_risk(standing := _standing(checked, WATCH, key, one.expires), on, warn_days)
        ]
    return found


def _standing(assessment: Assessment, kind: str, key: str, expires: date | None) -> Standing:
    gaps = [gap for gap in assessment.gaps if gap.status == key]
    return Standing(
        kind=kind,
        status=key,
        meets=assessment.statuses[key].value,
        failing=sum(gap.state == "no" for gap in gaps),
        unknown=sum(gap.state == "unknown" for gap in gaps),
        expires=expires,
        gaps=tuple(
            {
                "name": gap.name,
                "name_en": gap.name_en,
                "state": gap.state,
                "cite": gap.basis.cite,
                "needs": list(gap.needs),
                "short": [s.as_row() for s in gap.shortfalls if s.have != "unknown"],
            }
            for gap in gaps
        ),
    )


def _at_risk(standing: Standing, on: date, warn_days: int) -> bool:
    ends = standing.expires is not None and (standing.expires - on).days <= warn_days
    return ends or standing.meets is False


@dataclass(frozen=True, slots=True)
class Cohort:
    """Firms whose first title of a status is of one year: how many, how many hold it still, how many hold a higher rung now."""

    status: str
    year: int
    firms: int
    still: int
    higher: int


def cohorts(titles: Mapping[Any, Iterable[Held]], rungs: Mapping[str, int], on: date) -> list[Cohort]:
    """Cohorts by status and year of the first title, over every firm's titles."""
    counts: dict[tuple[str, int], list[int]] = {}
    for held in titles.values():
        owned = [one for one in held if one.status in rungs and one.issued is not None and one.issued <= on]
        top = max((rungs[one.status] for one in owned if one.on(on)), default=0)
        for status in {one.status for one in owned}:
            own = [one for one in owned if one.status == status]
            year = min(one.issued.year for one in own if one.issued)
            count = counts.setdefault((status, year), [0, 0, 0])
            count[0] += 1
            count[1] += any(one.on(on) for one in own)
            count[2] += top > rungs[status]
    return [
        Cohort(*key, *count) for key, count in sorted(counts.items(), key=lambda item: (rungs[item[0][0]], item[0]))
    ]


def conversions(titles: Mapping[Any, Iterable[Held]], rungs: Mapping[str, int], on: date) -> dict[tuple[str, str], int]:
    """How many firms got a higher title after a lower one: (lower, higher) to their number."""
    counts: dict[tuple[str, str], int] = {}
    for held in titles.values():
        first: dict[str, date] = {}
        for one in held:
            if one.status in rungs and one.issued is not None and one.issued <= on:
                first[one.status] = min(one.issued, first.get(one.status, one.issued))
        for low, began in first.items():
            for high, reached in first.items():
                if rungs[high] > rungs[low] and reached > began:
                    counts[low, high] = counts.get((low, high), 0) + 1
    return counts


__all__ = ["NEXT", "WATCH", "Cohort", "FirmError", "Held", "Standing", "cohorts", "conversions", "standings"]
