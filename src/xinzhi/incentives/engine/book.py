"""The rule book: what rule files say, ready to assess firms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from xinzhi.core.packs.model import Problem

from .bound import Bound
from .facts import FactSet
from .firm import Firm, read_firm
from .graph import Graph
from .model import Benefit, Group, Named, Parameter, Status

if TYPE_CHECKING:
    import polars as pl

    from .assessment import Assessment


FIRST_YEAR, LAST_YEAR = 1990, 2200


class RuleError(ValueError):
    """Rule files cannot be used; `problems` says where and why."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__("\n".join([message, *map(str, problems)]))
        self.problems = problems


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Facts asked, parameters, statuses and benefits over one graph. `changed` are parameters tried in the sandbox."""

    facts: FactSet
    graph: Graph
    parameters: Mapping[str, Parameter]
    named: Mapping[str, Named]
    statuses: Mapping[str, Status]
    benefits: Mapping[str, Benefit]
    groups: tuple[Group, ...] = ()
    changed: Mapping[str, Fraction] = field(default_factory=dict)

    def on(self, day: date) -> Bound:
        """The rules that hold on a day (kept for the next call). Raises ValueError for a day no rule is kept for."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(f"no rules are kept for {day}: give a day from {FIRST_YEAR} to {LAST_YEAR}")
        return _bound(self, day)

    def assess(self, firm: Firm | Mapping[str, Any], on: date) -> Assessment:
        """Statuses, benefits and gaps of one firm that applies on this day, each with its clause.

        `firm` is as FIRM.json (see `xinzhi incentives facts`). Raises FirmError where its facts cannot be used.
        """
        from .assessment import assess

        return assess(self.on(on), firm if isinstance(firm, Firm) else read_firm(self.facts, firm, on))

    def assess_frame(
        self,
        frame: pl.DataFrame,
        on: date,
        *,
        only: Iterable[str] | None = None,
        check: bool = True,
        figures: bool = False,
    ) -> pl.DataFrame:
        """A row for each row: other columns as they came, `status.KEY` (Boolean) and `benefit.KEY` (fen, Int64).

        Facts stand in columns `staff.2025`, `registered_on`; null or absent is unknown, and so is a null in the
        result. `only` names statuses and benefits; `figures` adds the `figure.KEY` columns that benefits print.
        Equal to `assess` row by row. Raises FirmError naming row and column where facts cannot be used.
        """
        from .frame import assess_frame

        return assess_frame(self.on(on), frame, only=only, check=check, figures=figures)

    def with_parameters(self, changes: Mapping[str, Fraction | int | str]) -> RuleBook:
        """The same rules with other values of some parameters, on whatever day. Raises KeyError, ValueError."""
        from .units import exact

        for key in changes:
            if key not in self.parameters:
                raise KeyError(key)
        new = {key: value if isinstance(value, Fraction) else exact(value) for key, value in changes.items()}
        return replace(self, changed={**self.changed, **new})

    @cached_property
    def steps_at(self) -> dict[int, list[Named]]:
        """The named steps at each node."""
        found: dict[int, list[Named]] = {}
        for step in self.named.values():
            found.setdefault(step.place, []).append(step)
        return found


@lru_cache(maxsize=64)
def _bound(book: RuleBook, day: date) -> Bound:
    return Bound(book, day)
