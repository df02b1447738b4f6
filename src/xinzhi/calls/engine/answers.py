"""Answers to a form: are they well made, what is missing, what do they add up to.

A draft may lack anything; `problems_of_shape` asks only what even a draft must be. `missing` is asked on submitting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from .programme import Programme, canonical
from .schema import fields_of

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong at a place: `where` is section.field or section.field.ROW.column (rows from 0), `code` says what.

    Codes: missing, too_short, too_long, too_small, too_large, too_few, too_many, not_offered, wrong_type,
    grant_above, own_below, item_above. `limit` is the bound that is broken.
    """

    where: str
    code: str
    limit: Any = None


_CODES = {
    "minLength": "too_short",
    "maxLength": "too_long",
    "minimum": "too_small",
    "maximum": "too_large",
    "minItems": "too_few",
    "maxItems": "too_many",
    "enum": "not_offered",
}
# What a draft may still fall short of: it is being written.
_ONLY_ON_SUBMIT = frozenset({"too_short", "too_few"})


def problems_of_shape(schema: Mapping[str, Any], answers: Answers, *, whole: bool = False) -> list[Flaw]:
    """What is wrong with the answers as they stand; with `whole` also what a draft may still fall short of."""
    validator = _validator(canonical(schema))
    found = [_flaw(error) for error in validator.iter_errors(answers)]
    return sorted((f for f in found if whole or f.code not in _ONLY_ON_SUBMIT), key=lambda f: f.where)


@lru_cache(maxsize=64)
def _validator(schema: bytes) -> Draft202012Validator:
    import json

    return Draft202012Validator(json.loads(schema), format_checker=FormatChecker(["date"]))


def _flaw(error: Any) -> Flaw:
    where = ".".join(str(part) for part in error.absolute_path)
    code = _CODES.get(str(error.validator), "wrong_type")
    return Flaw(where, code, error.validator_value if code not in {"wrong_type", "not_offered"} else None)


def is_asked(part: Mapping[str, Any], answers: Answers) -> bool:
    """Whether a section or field is asked for, given what its switch holds."""
    when = part.get("x-when")
    if when is None:
        return True
    section, name = when["field"].split(".")
    return bool(answers.get(section, {}).get(name) == when["value"])


def asked_fields(schema: Mapping[str, Any], answers: Answers) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The fields that are asked for now, in the order of the form."""
    for section, name, field in fields_of(schema):
        if is_asked(schema["properties"][section], answers) and is_asked(field, answers):
            yield section, name, field


def without_unasked(schema: Mapping[str, Any], answers: Answers) -> dict[str, dict[str, Any]]:
    """The answers less those to questions that are not asked (a switch was turned off after they were given)."""
    kept: dict[str, dict[str, Any]] = {}
    for section, name, _field in asked_fields(schema, answers):
        if name in answers.get(section, {}):
            kept.setdefault(section, {})[name] = answers[section][name]
    return kept


def missing(schema: Mapping[str, Any], answers: Answers, slots: Collection[str]) -> list[Flaw]:
    """Everything that must still be given, at once. `slots` are the addresses under which files lie."""
    found: list[Flaw] = []
    for section, name, field in asked_fields(schema, answers):
        where = f"{section}.{name}"
        value = answers.get(section, {}).get(name)
        required = name in schema["properties"][section]["x-required"]
        if field["x-type"] == "files":
            if required and where not in slots:
                found.append(Flaw(where, "missing"))
        elif _is_empty(value):
            if required:
                found.append(Flaw(where, "missing"))
        elif field["x-type"] == "rows":
            wanted = field["items"]["x-required"]
            found += [
                Flaw(f"{where}.{place}.{column}", "missing")
                for place, row in enumerate(value or [])
                for column in wanted
                if _is_empty(row.get(column))
            ]
    return found


def _is_empty(value: Any) -> bool:
    if isinstance(value, dict):  # a budget: empty when no line has money in it
        return not any(line.get("grant") or line.get("own") for line in value.values())
    return value is None or value in ("", [])


@dataclass(frozen=True, slots=True)
class Sums:
    """The totals of a budget in fen."""

    grant: int
    own: int

    @property
    def total(self) -> int:
        return self.grant + self.own


def budget_sums(budget: Mapping[str, Mapping[str, int]]) -> Sums:
    """Grant and own money summed over the lines of a budget."""
    lines = budget.values()
    return Sums(sum(line.get("grant") or 0 for line in lines), sum(line.get("own") or 0 for line in lines))


def budget_of(schema: Mapping[str, Any], answers: Answers) -> tuple[str, Mapping[str, Mapping[str, int]]] | None:
    """The address and the lines of the form's budget; None where the form has none."""
    for section, name, field in fields_of(schema):
        if field["x-type"] == "budget":
            return f"{section}.{name}", answers.get(section, {}).get(name) or {}
    return None


def budget_flaws(programme: Programme, schema: Mapping[str, Any], answers: Answers) -> list[Flaw]:
    """What the budget breaks of the programme's rule: the greatest grant, own money, shares of lines."""
    rule, found = programme.budget, budget_of(schema, answers)
    if rule is None or found is None or _is_empty(dict(found[1])):
        return []
    where, lines = found
    sums = budget_sums(lines)
    flaws: list[Flaw] = []
    if rule.grant_most_fen is not None and sums.grant > rule.grant_most_fen:
        flaws.append(Flaw(where, "grant_above", rule.grant_most_fen))
    if rule.own is not None and sums.own * 100 < sums.grant * rule.own:
        flaws.append(Flaw(where, "own_below", rule.own))
    for item in rule.items:
        granted = lines.get(item.key, {}).get("grant") or 0
        if item.most is not None and granted * 100 > sums.grant * item.most:
            flaws.append(Flaw(f"{where}.{item.key}", "item_above", item.most))
    return flaws


def text_of(schema: Mapping[str, Any], answers: Answers) -> str:
    """The free words of the answers, one field a paragraph: what is compared, filed and read by reviewers' affinity.

    What the registry fills in (name, code) says nothing of the work and is left out.
    """
    parts: list[str] = []
    for section, name, field in asked_fields(schema, answers):
        value = answers.get(section, {}).get(name)
        if field["x-type"] in {"text", "long"} and value and "x-prefill" not in field:
            parts.append(value)
        elif field["x-type"] == "rows":
            texts = [k for k, c in field["items"]["properties"].items() if c["x-type"] in {"text", "long"}]
            parts += [str(row[k]) for row in value or [] for k in texts if row.get(k)]
    return "\n".join(parts)
