"""What the search for ways up answers, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .facts import Value


@dataclass(frozen=True, slots=True)
class Changed:
    """One fact that changes. `cost` is the effort in fen by the weights of facts.yaml."""

    column: str
    name: str
    name_en: str
    before: Value
    after: Value
    shown_from: str
    shown_to: str
    cost: int


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """An unknown fact that the way rests on, with a value that would do."""

    column: str
    name: str
    name_en: str
    value: Value
    shown: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A benefit that changes: before and after, in fen (None: unknown, see `state`)."""

    key: str
    name: str
    name_en: str
    before: int | None
    after: int | None
    state: str
    clause: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way up. `firm` holds the facts by column after the changes, for an application on `apply_on`."""

    apply_on: date
    cost: int
    changes: tuple[Changed, ...]
    to_confirm: tuple[ToConfirm, ...]
    benefits: tuple[Brought, ...]
    firm: Mapping[str, Value]

    @property
    def what(self) -> dict[str, Value]:
        """The facts that change, and to what."""
        return {change.column: change.after for change in self.changes}

    @property
    def brings(self) -> int:
        """What is surely gained a year in fen: payable or saved as tax, by right, after less before."""
        return sum(
            (b.after or 0) - (b.before or 0) for b in self.benefits if b.before is not None and b.after is not None
        )


@dataclass(frozen=True, slots=True)
class Blocked:
    """A condition that no change of the firm's can bring about. `needs` are facts of it that are unknown."""

    condition: str
    name: str
    name_en: str
    clause: str
    facts: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumed:
    """A fact taken for granted: as that of another year (`same_as`), or, without one, as it stands."""

    column: str
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Lift:
    """The answer.

    state: met (already), ways, blocked, unknown (facts are missing that cannot be assumed), or undecided (the solver ran out
    of time: there may be ways).
    """

    status: str
    name: str
    name_en: str
    on: date
    state: str
    ways: tuple[Way, ...]
    blocked: tuple[Blocked, ...]
    assumptions: tuple[Assumed, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; each way with the whole firm as FIRM.json after the changes."""
        found: dict[str, Any] = _plain(asdict(self))
        for way, row in zip(self.ways, found["ways"], strict=True):
            row["brings"] = way.brings
            row["firm"] = _nested(row["firm"])
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _nested(firm: Mapping[str, Any]) -> dict[str, Any]:
    """Columns back to the form of FIRM.json."""
    found: dict[str, Any] = {}
    for column, value in firm.items():
        key, dot, year = column.partition(".")
        if dot:
            found.setdefault(key, {})[year] = value
        else:
            found[key] = value
    return found
