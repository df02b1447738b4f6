"""The form of rule files, as JSON Schema over what YAML gives; described for people in docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import jsonschema

from xinzhi.core.packs.model import Problem

from .source import REMEDY, Source

NAME = r"^[a-z][a-z0-9_]*$"
CONFIDENCE = ("P", "G", "M", "C", "?")
VERIFIED = frozenset({"P", "G"})


def _table(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = required | (optional or {})
    return {"type": "object", "required": [*required], "properties": properties, "additionalProperties": False}


def _by_key(row: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "patternProperties": {NAME: row}, "additionalProperties": False}


TEXT = {"type": "string", "minLength": 1}
DATE = {"type": "date"}
QUANTITY = {"type": ["integer", "number", "string"]}
WHOLE = {"type": "integer"}
EXPRESSION = {"type": ["string", "boolean", "integer"]}
POINTS = {"oneOf": [WHOLE, {"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 2}]}
NAMES = {"name": TEXT, "name_en": TEXT}
BASIS = {
    "document": TEXT,
    "clause": TEXT,
    "evidence": TEXT,
    "confidence": {"enum": [*CONFIDENCE]},
    "note": TEXT,
    "source": TEXT,
}
TERM = {"from": DATE, "to": DATE, "first_day": {"enum": ["not_stated"]}}
# Who takes applications: what is not said here is not inherited from the head of the file.
OFFICE = {
    "type": "object",
    "required": ["office", "office_en", "how", "how_en", "confidence"],
    "properties": {"office": TEXT, "office_en": TEXT, "how": TEXT, "how_en": TEXT, "url": {"type": "string", "pattern": "^https://"},
                   "document": TEXT, "clause": TEXT, "confidence": {"enum": [*CONFIDENCE]}, "source": TEXT},
    "additionalProperties": False,
}  # fmt: skip

FACT = _table(
    {**NAMES, "type": {"enum": ["money", "dollars", "percent", "points", "count", "flag", "date", "choice", "text", "title"]},
     "meaning": TEXT},
    {
        "period": {"enum": ["year", "now", "application"]},
        "unit": {"enum": ["person", "item", "day", "year", "month"]},
        "at_least": WHOLE,
        "at_most": WHOLE,
        "choices": {"type": "array", "items": TEXT, "minItems": 1},
        "part_of": TEXT,
        "plausible": WHOLE,
        "expert": {"type": "boolean"},
        "default": {"type": "boolean"},
        "usual": {"type": ["boolean", "integer", "string"]},
        "estimate": TEXT,
        "status": TEXT,
        "change": _table({}, {"up": WHOLE, "down": WHOLE}),
    },
)  # fmt: skip
VALUE = _table({"value": QUANTITY}, {**TERM, **BASIS})
PARAMETER = _table({**NAMES}, {"unit": TEXT, "value": QUANTITY, "values": {"type": "array", "items": VALUE, "minItems": 1},
                               **TERM, **BASIS})  # fmt: skip
BAND = _table(
    {"points": POINTS},
    {"when": EXPRESSION, "at_least": QUANTITY, "above": QUANTITY, "at_most": QUANTITY, "below": QUANTITY},
)
GRID = _table(
    {**NAMES, "bands": {"type": "array", "items": BAND, "minItems": 1}},
    {"of": TEXT, "else": POINTS, "expert": TEXT, **BASIS},
)
DEFINITION = _table({**NAMES, "value": EXPRESSION}, {"unit": TEXT, **BASIS})
CONDITION = _table({"key": {"type": "string", "pattern": NAME}, **NAMES, "when": EXPRESSION}, BASIS)
CONDITIONS = {"type": "array", "items": CONDITION, "minItems": 1}
STATUS = _table(
    {
        **NAMES,
        "editions": {"type": "array", "items": _table({"from": DATE, "conditions": CONDITIONS}, {**TERM, **BASIS})},
    },
    {"rung": WHOLE, "holds": TEXT, "valid_years": WHOLE, "apply": OFFICE},
)
BENEFIT = _table(
    {
        **NAMES,
        "kind": {"enum": ["subsidy", "reward", "tax", "loss_share", "investment"]},
        "payer": {"enum": ["central", "province", "city"]},
        "editions": {
            "type": "array",
            "items": _table({"from": DATE, "conditions": CONDITIONS, "amount": EXPRESSION}, {**TERM, **BASIS}),
        },
    },
    {"figures": {"type": "array", "items": TEXT}, "award": {"enum": ["right", "ceiling"]}, "apply": OFFICE},
)
GROUP = _table(
    {
        **NAMES,
        "kind": {"enum": ["exclusive", "cumulative"]},
        "benefits": {"type": "array", "items": TEXT, "minItems": 2},
    },
    {"cap": TEXT, **BASIS},
)
FILE = _table(
    {},
    {
        "region": {"type": "string", "pattern": r"^(CN|\d{6})$"},
        "from": DATE,
        "first_day": TERM["first_day"],
        **BASIS,
        "facts": _by_key(FACT),
        "parameters": _by_key(PARAMETER),
        "definitions": _by_key(DEFINITION),
        "grids": _by_key(GRID),
        "statuses": _by_key(STATUS),
        "benefits": _by_key(BENEFIT),
        "groups": _by_key(GROUP),
    },
)

_checker = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("date", lambda _, value: isinstance(value, date))
_Validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=_checker)


def check_form(source: Source) -> Iterable[Problem]:
    """What in the file is not of the form, each with its line."""
    for error in _Validator(FILE).iter_errors(source.data):
        path = [*error.absolute_path]
        extra = _unknown_key(error)
        field = ".".join(map(str, [*path, extra] if extra else path))
        reason = f"there is no key {extra!r} here" if extra else error.message[:160]
        yield Problem(source.name, source.line_of([*path, extra] if extra else path), field, reason, REMEDY)


def _unknown_key(error: Any) -> str:
    if error.validator != "additionalProperties":
        return ""
    known = error.schema.get("properties", {})
    patterns = error.schema.get("patternProperties")
    return next((key for key in error.instance if key not in known and not (patterns and _fits(key))), "")


def _fits(key: str) -> bool:
    import re

    return re.fullmatch(NAME, key) is not None
