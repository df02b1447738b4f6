"""What a pack holds, as plain immutable data. The keys are described in docs/packs.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Problem(NamedTuple):
    """One fault in a pack: where it is, what is wrong and what to do. Sorts by file and line."""

    file: str
    line: int
    field: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}"
        return (
            f"{at}: {self.field}: {self.reason}. {self.remedy}" if self.field else f"{at}: {self.reason}. {self.remedy}"
        )


class PackError(ValueError):
    """A pack cannot be used; `problems` says where and why (empty when there is no such pack)."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__("\n".join([message, *map(str, problems)]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class City:
    """A city and its place on the tile map (col, row from 1, west to east, north to south)."""

    key: str
    name: str
    name_en: str
    adcode: str
    col: int
    row: int
    full_name: str = ""
    former_names: tuple[str, ...] = ()
    former_adcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Department:
    """A department. kind: party, government, central, bank or association. full_name is "" where unsure."""

    key: str
    name: str
    name_en: str
    kind: str
    full_name: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name it is known by, the usual one first, without repeats."""
        return tuple(dict.fromkeys(n for n in (self.name, self.full_name, *self.aliases) if n))


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A node of the field tree with its children. kind: priority or frontier; number only on numbered tracks.

    placed is "ours" where the plan names the node without saying what it belongs to.
    """

    key: str
    name: str
    name_en: str
    kind: str
    number: int | None = None
    parent: str | None = None
    placed: str = "plan"
    path: tuple[str, ...] = ()
    chain: str = ""
    chain_en: str = ""
    aliases: tuple[str, ...] = ()
    terms_zh: tuple[str, ...] = ()
    terms_en: tuple[str, ...] = ()
    children: tuple[FieldNode, ...] = ()

    def walk(self) -> tuple[FieldNode, ...]:
        """This node and all below it, parents first, in the order of the file."""
        return (self, *(node for child in self.children for node in child.walk()))


@dataclass(frozen=True, slots=True)
class GoalFile:
    """A stage goal in words."""

    key: str
    due: date
    path: tuple[str, ...]
    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class BaselineFile:
    """Where a target starts, from a real fact of the pack."""

    value: float
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class ContextFile:
    """A fact (by id) that stands near a target without being its baseline."""

    fact: str
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class TargetFile:
    """A number the plan promises. One of `due` (one-off) and `cadence` (yearly …) is set.

    due_basis: "stated" in the plan, or "horizon" where the plan prints no deadline and its horizon is taken.
    change: total, new or growth. stage: place in the chain. lead: lead department of the carrying measure.
    """

    key: str
    name: str
    name_en: str
    quantity: str
    comparator: str
    value: float
    unit: str
    unit_en: str
    change: str
    stage: str
    path: tuple[str, ...]
    due: date | None = None
    due_basis: str = ""
    cadence: str | None = None
    measure: str | None = None
    lead: str | None = None
    field: str | None = None
    baseline: BaselineFile | None = None
    context: tuple[ContextFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionFile:
    """One of the plan's actions; `short` is the word it is known by."""

    key: str
    number: int
    name: str
    name_en: str
    short: str
    short_en: str
    stage: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureFile:
    """A measure and the departments (keys) that owe it: lead and support, or shared by division of duties."""

    key: str
    action: str
    path: tuple[str, ...]
    title: str
    title_en: str
    summary: str
    summary_en: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def departments(self) -> tuple[str, ...]:
        """All that owe it, leads first."""
        return self.lead + self.shared + self.support


@dataclass(frozen=True, slots=True)
class InstrumentFile:
    """A named instrument. kind: list, library, programme, event, platform or place."""

    key: str
    measure: str
    kind: str
    name: str
    name_en: str
    city: str | None = None


@dataclass(frozen=True, slots=True)
class MilestoneRule:
    """How yearly milestones are drawn; `ours` means it is our arithmetic and not the plan's."""

    rule: str
    ours: bool


@dataclass(frozen=True, slots=True)
class PlanFile:
    """The published structure of a plan."""

    key: str
    title: str
    title_en: str
    issuer: str
    issuer_en: str
    issued: date
    horizon: date
    public: bool
    milestones: MilestoneRule
    number: str | None = None
    system: str = ""
    goals: tuple[GoalFile, ...] = ()
    targets: tuple[TargetFile, ...] = ()
    actions: tuple[ActionFile, ...] = ()
    measures: tuple[MeasureFile, ...] = ()
    instruments: tuple[InstrumentFile, ...] = ()


FactValue = str | int | float | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of facts/<kind>.csv with typed values; `line` is its line in the file.

    Empty cells are None (lists: ()). The columns of each kind are in docs/packs.md.
    """

    kind: str
    line: int
    values: Mapping[str, FactValue]

    def __getitem__(self, column: str) -> FactValue:
        return self.values[column]

    def text(self, column: str) -> str:
        """The cell as text, "" when empty or when this kind has no such column."""
        value = self.values.get(column)
        return "" if value is None or value == () else ";".join(value) if isinstance(value, tuple) else str(value)

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def name(self) -> str:
        return self.text("name")

    @property
    def city(self) -> str | None:
        return self.text("city") or None

    @property
    def field(self) -> str | None:
        return self.text("field") or None

    @property
    def as_of(self) -> date | None:
        value = self.values.get("as_of")
        return value if isinstance(value, date) else None
