"""A form as a programme writes it: sections of fields, from which `schema.compile_form` makes JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

# What a field may be. rows: a repeating group with columns; budget: the programme's budget items with their sums.
FIELD_TYPES = (
    "text",
    "long",
    "integer",
    "number",
    "money",
    "date",
    "yesno",
    "choice",
    "choices",
    "files",
    "rows",
    "budget",
)
COLUMN_TYPES = ("text", "long", "integer", "number", "money", "date", "yesno", "choice")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    key: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class When:
    """A part of a form is asked for only while the yes/no or choice `field` (section.field) holds `value`."""

    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Field:
    """A question. `least` and `most` bound a number, the length of a text, or the count of rows, files and choices.

    `prefill` names a fact of the organisation's profile; `blind` marks what identifies the applicant (hidden from a
    reviewer in double-blind steps); `floor` a figure that the contract may not fall below, `ceiling` one (such as a cost)
    that it may not rise above. Rows may say so each by themselves (see `engine.floors`).
    """

    key: str
    label: str
    label_en: str
    type: str
    required: bool = False
    least: float | None = None
    most: float | None = None
    help: str = ""
    help_en: str = ""
    unit: str = ""
    unit_en: str = ""
    narrow: bool = False
    prefill: str = ""
    blind: bool = False
    floor: bool = False
    ceiling: bool = False
    options: tuple[Option, ...] = ()
    columns: tuple[Field, ...] = ()
    when: When | None = None

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> Self:
        """The field of a checked table of a programme's document."""
        plain = {k: v for k, v in table.items() if k not in {"option", "column", "when"}}
        return cls(
            **plain,
            options=tuple(Option(**o) for o in table.get("option", ())),
            columns=tuple(cls.parse(c) for c in table.get("column", ())),
            when=When(**table["when"]) if "when" in table else None,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form that is saved, and protected against lost updates, on its own."""

    key: str
    title: str
    title_en: str
    help: str = ""
    help_en: str = ""
    when: When | None = None
    fields: tuple[Field, ...] = ()

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> Self:
        """The section of a checked table of a programme's document."""
        plain = {k: v for k, v in table.items() if k not in {"field", "when"}}
        return cls(
            **plain,
            when=When(**table["when"]) if "when" in table else None,
            fields=tuple(Field.parse(f) for f in table.get("field", ())),
        )


def every_field(sections: tuple[Section, ...]) -> Iterator[tuple[str, Field]]:
    """Each field with its address «section.field», in the order of the form."""
    for section in sections:
        for field in section.fields:
            yield f"{section.key}.{field.key}", field
