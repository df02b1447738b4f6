"""Forms as JSON Schema (draft 2020-12) with a small layout of our own.

`compile_form` turns a programme's sections into one schema. Answers are an object: section to field to value. What a
JSON Schema reader needs is standard JSON Schema; what a page needs besides stands in these keywords:

| keyword | at | says |
|---|---|---|
| `x-layout` | root | the sections in order: key, title, title_en, help, help_en, when, fields (keys in order) |
| `x-type` | field, column | the type in the programme's words (see `form.FIELD_TYPES`) |
| `x-label-en`, `x-help`, `x-help-en`, `x-unit`, `x-unit-en` | field, column | texts; `title` is the Chinese label |
| `x-options` | choice | key, label, label_en of each; `enum` has the keys |
| `x-required` | section, column | what must be there on submitting: a draft may lack it, so it is not `required` |
| `x-when` | field, section | asked for only while `field` (section.field) holds `value` |
| `x-items` | budget | the budget lines; a line is {grant, own} in fen |
| `x-prefill`, `x-blind`, `x-floor`, `x-ceiling`, `x-narrow` | field | see `form.Field` |

Money is whole fen. Files are not in the answers: a `files` field stands for the files deposited under its address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .form import Field, Section, When
from .programme import BudgetItem, DocumentRule, Programme

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS = "documents"
# No answer is longer than this, whatever the form says, and no figure greater than what a database keeps exactly.
LONGEST_TEXT, LONGEST_LONG = 300, 20_000
GREATEST = 2**53 - 1
MOST_ROWS = 60
# What every database can keep as text: no NUL and no half of a surrogate pair.
KEEPABLE = "^[^\\u0000\\ud800-\\udfff]*$"


def compile_form(programme: Programme) -> dict[str, Any]:
    """The schema of the programme's form; its last section holds the documents to be handed in."""
    sections = [*programme.sections, *_documents(programme.documents)]
    items = programme.budget.items if programme.budget else ()
    return {
        "$schema": DIALECT,
        "title": programme.name,
        "type": "object",
        "additionalProperties": False,
        "properties": {s.key: _section(s, items) for s in sections},
        "x-layout": [_layout(s) for s in sections],
    }


def _documents(rules: tuple[DocumentRule, ...]) -> list[Section]:
    if not rules:
        return []
    fields = tuple(
        Field(
            key=rule.key,
            label=rule.name,
            label_en=rule.name_en,
            type="files",
            required=rule.required,
            help=rule.help,
            help_en=rule.help_en,
            blind=rule.blind,
        )
        for rule in rules
    )
    return [Section(DOCUMENTS, "附件材料", "Documents", fields=fields)]


def _section(section: Section, items: tuple[BudgetItem, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object",
        "title": section.title,
        "additionalProperties": False,
        "properties": {f.key: _field(f, items) for f in section.fields},
        "x-required": [f.key for f in section.fields if f.required],
    }
    return made | _when(section.when)


def _layout(section: Section) -> dict[str, Any]:
    texts = {"title": section.title, "title_en": section.title_en, "help": section.help, "help_en": section.help_en}
    return {"key": section.key, **texts, **_when(section.when), "fields": [f.key for f in section.fields]}


def _when(when: When | None) -> dict[str, Any]:
    return {"x-when": {"field": when.field, "value": when.value}} if when else {}


def _field(field: Field, items: tuple[BudgetItem, ...] = ()) -> dict[str, Any]:
    """The schema of a field or of a column of rows."""
    texts = {
        "x-help": field.help,
        "x-help-en": field.help_en,
        "x-unit": field.unit,
        "x-unit-en": field.unit_en,
        "x-prefill": field.prefill,
    }
    marks = {
        "x-blind": field.blind,
        "x-floor": field.floor,
        "x-ceiling": field.ceiling,
        "x-narrow": field.narrow,
    }
    shown = {name: value for name, value in {**texts, **marks}.items() if value}
    options = [{"key": o.key, "label": o.label, "label_en": o.label_en} for o in field.options]
    return {
        "title": field.label,
        "x-label-en": field.label_en,
        "x-type": field.type,
        **shown,
        **({"x-options": options} if options else {}),
        **_when(field.when),
        **_kind(field, items),
    }


def _kind(field: Field, items: tuple[BudgetItem, ...]) -> dict[str, Any]:
    """The JSON Schema proper of a field's type."""
    if field.type == "budget":
        return _budget(items)
    return _MAKERS[field.type](field)


def _text(field: Field) -> dict[str, Any]:
    longest = LONGEST_TEXT if field.type == "text" else LONGEST_LONG
    most = int(min(field.most or longest, longest))
    return {"type": "string", **_bound("minLength", field.least), "maxLength": most, "pattern": KEEPABLE}


def _number(field: Field) -> dict[str, Any]:
    """Whole numbers and money are integers; the file bounds money in yuan, answers are in fen."""
    times = 100 if field.type == "money" else 1
    least, most = (field.least or 0) * times, GREATEST if field.most is None else field.most * times
    if field.type == "number":
        return {"type": "number", "minimum": least, "maximum": most}
    return {"type": "integer", "minimum": int(least), "maximum": int(most)}


def _choices(field: Field) -> dict[str, Any]:
    one = {"type": "string", "enum": [o.key for o in field.options]}
    if field.type == "choice":
        return one
    bounds = {**_bound("minItems", field.least), **_bound("maxItems", field.most)}
    return {"type": "array", "uniqueItems": True, "items": one, **bounds}


def _rows(field: Field) -> dict[str, Any]:
    row = {
        "type": "object",
        "additionalProperties": False,
        "properties": {c.key: _field(c) for c in field.columns},
        "x-required": [c.key for c in field.columns if c.required],
        "x-columns": [c.key for c in field.columns],
    }
    most = MOST_ROWS if field.most is None else min(field.most, MOST_ROWS)
    return {"type": "array", "items": row, **_bound("minItems", field.least), "maxItems": int(most)}


def _budget(items: tuple[BudgetItem, ...]) -> dict[str, Any]:
    amount = {"type": "integer", "minimum": 0, "maximum": GREATEST // 100}
    line = {"type": "object", "additionalProperties": False, "properties": {"grant": amount, "own": amount}}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {i.key: line for i in items},
        "x-items": [{"key": i.key, "label": i.name, "label_en": i.name_en} for i in items],
    }


def _files(field: Field) -> dict[str, Any]:
    """Nothing of it is an answer: the files are deposited under the field's address."""
    return {"not": {}, **_bound("x-least", field.least), **_bound("x-most", field.most)}


_MAKERS: dict[str, Callable[[Field], dict[str, Any]]] = {
    "text": _text,
    "long": _text,
    "integer": _number,
    "number": _number,
    "money": _number,
    "date": lambda _: {"type": "string", "format": "date"},
    "yesno": lambda _: {"type": "boolean"},
    "choice": _choices,
    "choices": _choices,
    "rows": _rows,
    "files": _files,
}


def _bound(name: str, value: float | None) -> dict[str, int]:
    return {} if value is None else {name: int(value)}


def fields_of(schema: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(section, field, its schema) of every field, in the order of the form."""
    return [
        (part["key"], name, schema["properties"][part["key"]]["properties"][name])
        for part in schema["x-layout"]
        for name in part["fields"]
    ]
