"""Firms of the YAML cases, and random ones."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import yaml

from xinzhi.incentives.engine.facts import Fact, column_of
from xinzhi.incentives.engine.folders import pack_rules

CASES = Path(__file__).parent / "cases"
BOOK = pack_rules()
BASES: dict[str, dict[str, Any]] = yaml.safe_load((CASES / "bases.yaml").read_text(encoding="utf-8"))


def firm(base: str, changes: dict[str, Any] | None = None, shift: int = 0) -> dict[str, Any]:
    """A base firm with some facts changed ("staff.2025": 3; None removes), its years moved by `shift`."""
    facts = {key: dict(value) if isinstance(value, dict) else value for key, value in BASES[base].items()}
    for path, value in (changes or {}).items():
        key, _, year = path.partition(".")
        if year:
            facts.setdefault(key, {})[year] = value
        else:
            facts[key] = value
    if shift:
        facts = {
            k: {str(int(y) + shift): v for y, v in x.items()} if isinstance(x, dict) else x for k, x in facts.items()
        }
    return facts


def cases(name: str) -> list[Any]:
    """(base, shift, on, changes, expectations) of a file of cases."""
    groups = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [
        (group["base"], group.get("shift", 0), group["day"], case["set"], case["expect"])
        for group in groups
        for case in group["cases"]
    ]


def on(year: int = 2026, month: int = 6, day: int = 1) -> date:
    return date(year, month, day)


DTYPES: dict[str, Any] = {
    "flag": pl.Boolean,
    "title": pl.Boolean,
    "date": pl.Date,
    "choice": pl.String,
    "text": pl.String,
}


def value_of(fact: Fact, chance: Random) -> Any:
    """Any value that the fact may have, or unknown; small numbers and round sums meet the rules' limits."""
    if chance.random() < 0.15:
        return None
    if fact.type in {"flag", "title"}:
        return chance.random() < 0.7
    if fact.type == "date":
        return date(chance.randint(2012, 2023), chance.choice([1, 6, 12]), chance.choice([1, 2, 31 - 1]))
    if fact.type in {"choice", "text"}:
        return chance.choice(fact.choices or ("x",))
    small = chance.randint(max(fact.at_least, -20), min(fact.at_most, 40))
    if fact.type == "money":
        return chance.choice([small, chance.randint(0, 400) * 10**8, chance.randint(fact.at_least, fact.at_most)])
    return chance.choice([small, small, chance.randint(fact.at_least, fact.at_most)])


def random_firms(on: date, seed: int, number: int) -> list[dict[str, Any]]:
    """Firms' facts by column, each of the last three years, consistent or not: the rules must not care."""
    chance = Random(seed)
    years = (on.year - 3, on.year - 2, on.year - 1)
    columns = [(column_of(f.key, y), f) for f in BOOK.facts for y in (years if f.yearly else (None,))]
    return [{column: value_of(fact, chance) for column, fact in columns} for _ in range(number)]


def frame_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The firms as a frame, each column of its fact's type."""
    schema = {c: DTYPES.get(BOOK.facts[c.partition(".")[0]].type, pl.Int64) for c in rows[0]}
    return pl.DataFrame(rows, schema=schema)
