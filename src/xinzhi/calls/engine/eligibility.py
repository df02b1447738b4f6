"""Conditions of eligibility: what they may ask of, and whether they are met.

A condition asks a fact of the registry, an answer of the form, a rule of another room, or a person. What cannot be
known (no figure in the registry, no such rule here) is never taken for met or unmet: a person judges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .programme import Condition

# Facts of the applying organisation on the day of the check, and what each is. `measure.NAME` is its latest yearly
# figure of that name in the registry (money in fen).
FACTS = {
    "organisation.kind": "text",
    "organisation.city": "text",
    "organisation.in_region": "yesno",
    "organisation.years": "number",
    "organisation.has_credit_code": "yesno",
    "organisation.is_listed": "yesno",
    "organisation.titles": "texts",
    "organisation.clear_record": "yesno",
}
MEASURE = "measure."
OPS: dict[str, dict[str, Callable[[Any, Any], bool]]] = {
    "text": {
        "is": lambda fact, value: fact == value,
        "in": lambda fact, value: fact in value,
        "not in": lambda fact, value: fact not in value,
    },
    "texts": {
        "has any": lambda fact, value: bool({*fact} & {*value}),
        "has none": lambda fact, value: not {*fact} & {*value},
    },
    "number": {
        ">=": lambda fact, value: fact >= value,
        ">": lambda fact, value: fact > value,
        "<=": lambda fact, value: fact <= value,
        "<": lambda fact, value: fact < value,
        "=": lambda fact, value: fact == value,
    },
    "yesno": {"is": lambda fact, value: fact is value},
}
MET, UNMET, UNKNOWN, JUDGE = "met", "unmet", "unknown", "judge"

# A rule of another room: (verdict, what was found in words, address of the explanation).
RuleJudge = Callable[[str], tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a condition stands: met, unmet, unknown (the fact is missing) or judge (a person must); and the fact itself."""

    condition: Condition
    verdict: str
    found: Any = None
    words: str = ""
    url: str = ""


def fact_type(name: str) -> str | None:
    """What kind of fact this is: text, texts, number, yesno; None when there is no such fact."""
    return "number" if name.startswith(MEASURE) and len(name) > len(MEASURE) else FACTS.get(name)


def judge(
    conditions: tuple[Condition, ...],
    facts: Mapping[str, Any],
    answers: Mapping[str, Mapping[str, Any]],
    rules: RuleJudge | None = None,
) -> list[Verdict]:
    """The verdict of each condition, in their order. `facts` lacks what the registry does not know."""
    return [_judge(condition, facts, answers, rules) for condition in conditions]


def _judge(
    condition: Condition,
    facts: Mapping[str, Any],
    answers: Mapping[str, Mapping[str, Any]],
    rules: RuleJudge | None,
) -> Verdict:
    if condition.rule:
        if rules is None:
            return Verdict(condition, JUDGE)
        verdict, words, url = rules(condition.rule)
        return Verdict(condition, verdict, words=words, url=url)
    if condition.fact:
        kind, found = fact_type(condition.fact) or "", facts.get(condition.fact)
    elif condition.answer:
        section, name = condition.answer.split(".")
        found = answers.get(section, {}).get(name)
        kind = type_of_value(condition.value, condition.op)
    else:
        return Verdict(condition, JUDGE)
    if found is None:
        return Verdict(condition, UNKNOWN)
    return Verdict(condition, MET if OPS[kind][condition.op](found, condition.value) else UNMET, found)


def type_of_value(value: Any, op: str) -> str:
    """Which operators fit a condition on an answer, by the value it compares with."""
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, int | float):
        return "number"
    return "texts" if op.startswith("has") else "text"


def fits(kind: str, op: str, value: Any) -> bool:
    """Whether the operator exists for this kind of fact and the value is of the type it compares with."""
    if op not in OPS.get(kind, {}):
        return False
    if kind == "yesno":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if op == "is":
        return isinstance(value, str)
    return isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
