"""What reading a plan yields: plain, immutable data with spans into the text.

Every piece carries the span of the words it was read from, so that a reviewer can
see the evidence and a correction can be checked against the source.
Offsets are Unicode code points into `ReadPlan.text` (the normalised text), half open.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple


class Span(NamedTuple):
    """Half-open range of code points in the normalised text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered heading with everything below it.

    `path` is the chain of bare number labels, without brackets or points: ("四", "一", "1");
    第一章 and 专栏1 stay whole. `number` is the last of them.
    `level` counts from 1 (the document's outermost numbering) whatever style it uses.
    `body` excludes the heading but includes the sub-sections.
    """

    path: tuple[str, ...]
    number: str
    level: int
    title: str
    heading: Span
    body: Span
    children: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One number the plan promises to reach.

    comparator: one of ≥ > ≈ = ≤ <. value: number as written (万/亿 kept in the unit);
    value_high: upper end of a range such as 8—10. unit: 家, 个, %, 亿元 …
    due: ISO date of the last day of the deadline, or None; cadence: "yearly",
    "quarterly", "monthly" or None for a one-off; change: "total" (stock to reach),
    "new" (to be added), "growth" (a rate of change). base: the year or period that a
    change is measured from, as written.
    """

    quantity: str
    comparator: str
    value: float
    unit: str
    text: str
    span: Span
    value_high: float | None = None
    due: str | None = None
    cadence: str | None = None
    scope: str | None = None
    change: str = "total"
    base: str | None = None
    aspirational: bool = False
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanField:
    """A field of industry or technology the plan names (人工智能 …)."""

    name: str
    number: str
    kind: str  # "priority" or "frontier"
    technologies: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    subfields: tuple[str, ...] = ()
    span: Span = Span(0, 0)  # noqa: RUF009 - immutable


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with the departments that owe it.

    `shared` holds departments named side by side (按职责分工负责, or 负责 without a
    lead); one department alone is in `lead`, whatever the words. `note` is the responsibility note as printed, `note_span` its place.
    A measure with several notes keeps one `Measure` each, told apart by `part`.
    Where the text says that the first department named leads, it is in `lead` and the
    others are in `support`. `deadline` is the note's own time limit, as printed.
    `span` runs from the heading (or the part's first word) to the note's end.
    """

    path: tuple[str, ...]
    title: str
    text: str
    span: Span
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    note: str = ""
    note_span: Span | None = None
    part: int = 0
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A named instrument: kind is list, library, programme, event, platform or place."""

    name: str
    kind: str
    span: Span
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """Everything read from one text."""

    title: str
    text: str
    number: str | None = None
    notice_title: str | None = None  # of the notice that the plan is attached to
    issuer: str | None = None
    issued: str | None = None  # ISO date
    addressees: tuple[str, ...] = ()
    outline: tuple[Section, ...] = ()
    fields: tuple[PlanField, ...] = ()
    targets: tuple[Target, ...] = ()
    measures: tuple[Measure, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: tuples become lists, spans become [start, end]."""
        return asdict(self)


class NotAPlan(ValueError):  # noqa: N818 - a verdict on the text, not a fault
    """The text has no numbered outline, targets or duties: nothing of a plan."""


class UnreadableSource(ValueError):  # noqa: N818 - reads as what it says
    """The file cannot be turned into text; the message says why and what to do."""
