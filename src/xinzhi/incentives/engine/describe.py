"""The input schema and the parameters as tables, for the command line, the API and the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from .book import RuleBook
from .facts import Fact
from .model import Benefit, Status
from .units import shown

HOW = {
    "form": 'A firm is one JSON object: {"FACT": value, …}. A fact left out, or null, is unknown: never a no.',
    "year": 'A fact of period «year» is a table by calendar year: "revenue": {"2025": 320000000, "2024": …}. The rules read '
    "the years before that of the application: [-1] is the year before.",
    "now": "A fact of period «now» stands as on the day of the application; «application» as said in the one application.",
    "money": 'Money is a whole number of fen, or a text with its unit: "3200万元", "1.5亿元", "88.05元".',
    "percent": 'A percent is a whole number of basis points (1050), or a text: "10.5%". Dollars: whole, or "10亿美元".',
    "title": 'A title is true, false, or its validity {"from": "2024-11-05", "to": "2027-11-04"}.',
    "expert": "Points of experts are whole numbers in the range given; where unknown, the rules say what they must reach.",
    "frame": "In Parquet or CSV the columns are revenue.2025, registered_on, holds_hnte (or holds_hnte.from and .to); empty is "
    "unknown. Numbers are whole numbers of the unit. Columns that are no facts are carried along.",
}


def described(book: RuleBook) -> list[dict[str, Any]]:
    """Each fact of the schema: key, names, type, unit, period, bounds, meaning, and the statuses and benefits it serves."""
    uses = _uses(book)
    return [_row(fact, sorted(uses.get(fact.key, ()))) for fact in book.facts]


def _row(fact: Fact, used_by: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"key": fact.key, "name": fact.name, "name_en": fact.name_en, "type": fact.type}
    if fact.unit:
        row["unit"] = fact.unit
    row["period"] = fact.period
    if fact.is_number:
        row |= {"at_least": fact.at_least, "at_most": fact.at_most}
    optional = {
        "choices": list(fact.choices),
        "part_of": fact.part_of,
        "default": fact.default,
        "expert": fact.expert or None,
    }
    row |= {name: value for name, value in optional.items() if value not in (None, "", [])}
    row["example"] = example(fact)
    return row | {"meaning": fact.meaning, "used_by": used_by}


def example(fact: Fact) -> Any:
    """A value in the right form."""
    simple: dict[str, Any] = {
        "money": "3200万元",
        "dollars": "2亿美元",
        "percent": "10.5%",
        "count": 12,
        "points": min(5, fact.at_most),
        "flag": True,
        "date": "2019-03-02",
        "title": {"from": "2024-11-05", "to": "2027-11-04"},
    }
    value = fact.choices[0] if fact.choices else simple.get(fact.type, "…")
    return {"2025": value} if fact.yearly else value


def _uses(book: RuleBook) -> dict[str, set[str]]:
    """For each fact, the statuses and benefits whose editions (of any day) read it."""
    found: dict[str, set[str]] = {}
    owners: list[Status | Benefit] = [*book.statuses.values(), *book.benefits.values()]
    for owner in owners:
        for edition in owner.editions:
            roots = [c.place for c in edition.conditions] + ([] if edition.amount is None else [edition.amount])
            for place in book.graph.below(*roots):
                node = book.graph.nodes[place]
                if node.op == "fact":
                    found.setdefault(node.data[0], set()).add(owner.key)
    return found


def parameters_on(book: RuleBook, day: date) -> list[dict[str, Any]]:
    """Each parameter that has a value on a day, with its document; `verified` says whether it may pay out."""
    rows = []
    for parameter in book.parameters.values():
        setting = parameter.on(day)
        if setting is None:
            continue
        value = book.changed.get(parameter.key, setting.value)
        rows.append(
            {
                "key": parameter.key,
                "name": parameter.name,
                "name_en": parameter.name_en,
                "unit": parameter.unit,
                "region": parameter.region,
                "value": str(value),
                "shown": shown(value, parameter.unit),
                "from": setting.term.start.isoformat(),
                "from_stated": setting.term.stated,
                "to": setting.term.end.isoformat() if setting.term.end else None,
                "document": setting.basis.document,
                "clause": setting.basis.clause,
                "confidence": setting.basis.confidence,
                "verified": setting.basis.verified,
                "note": setting.basis.note,
            }
        )
    return rows
