"""The sandbox: change a parameter and see what it does to a province, by group, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from .book import RuleBook
from .facts import column_of

ALL = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    For a status, yes / unknown / no count firms; for a benefit, firms that are paid, whose claim is unknown, and that get
    nothing. `fen` is the budget: what is surely payable.
    """

    yes: int
    unknown: int
    no: int
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A status or benefit in one group (`group` "" is the whole province)."""

    key: str
    kind: str
    by: str
    group: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: the keys that it can touch, and their rows; `assumed` are the facts filled in."""

    on: date
    changes: Mapping[str, Fraction]
    touched: tuple[str, ...]
    rows: tuple[Row, ...]
    assumed: tuple[str, ...]
    firms: int

    def of(self, key: str, by: str = ALL) -> list[Row]:
        """The rows of one status or benefit by city, by field, or for the whole."""
        return [row for row in self.rows if row.key == key and row.by == by]


def effect_of(
    book: RuleBook,
    frame: pl.DataFrame,
    on: date,
    changes: Mapping[str, Fraction | int | str],
    *,
    by: Sequence[str] = ("city", "field"),
    assume: bool = False,
) -> Effect:
    """Before and after of every status and benefit that the parameters touch on that day.

    `frame` is as for `assess_frame`, with the columns named in `by`. With `assume`, what the frame does not know is taken
    as the facts' `usual` value or `estimate`. Raises KeyError, ValueError for parameters, FirmError for facts.
    """
    tried = book.with_parameters(changes)
    touched = touched_by(book, on, {*changes})
    assumed: tuple[str, ...] = ()
    if assume:
        frame, assumed = assuming(book, frame, on, touched)
    rows: list[Row] = []
    if touched:
        sides = [rules.assess_frame(frame, on, only=touched) for rules in (book, tried)]
        for key in touched:
            kind = "status" if key in book.statuses else "benefit"
            for group_by in (ALL, *(column for column in by if column in frame.columns)):
                rows += _rows(key, kind, group_by, frame, sides)
    new = {key: tried.changed[key] for key in changes}
    return Effect(on, new, tuple(touched), tuple(rows), assumed, frame.height)


def touched_by(book: RuleBook, on: date, parameters: set[str]) -> list[str]:
    """The statuses and benefits in force whose rules read one of the parameters, and those that share a group with them."""
    bound = book.on(on)
    found = []
    for owner, edition in bound.owners:
        places = bound.graph.below(*bound.roots(edition)) if edition else []
        nodes = [bound.graph.nodes[place] for place in places]
        if any(node.op == "param" and node.data in parameters for node in nodes):
            found.append(owner.key)
    grouped = [k for g in book.groups if g.cap in parameters or {*found} & {*g.benefits} for k in g.benefits]
    return list(dict.fromkeys([*found, *grouped]))


def assuming(
    book: RuleBook, frame: pl.DataFrame, on: date, keys: Sequence[str]
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The frame with its gaps filled by `usual` values and `estimate` facts, and which columns were filled."""
    bound = book.on(on)
    wanted = [e for owner, e in bound.owners if e and owner.key in keys]
    roots = [place for edition in wanted for place in bound.roots(edition)]
    filled: dict[str, pl.Expr] = {}
    for place in bound.graph.below(*roots):
        node = bound.graph.nodes[place]
        if node.op != "fact":
            continue
        key, offset = node.data
        fact = book.facts[key]
        year = None if offset is None else on.year + offset
        column = column_of(key, year)
        stand_in: Any = None
        if fact.usual is not None:
            stand_in = pl.lit(fact.usual)
        elif fact.estimate and (other := column_of(fact.estimate, year)) in frame.columns:
            stand_in = pl.col(other).clip(fact.at_least, fact.at_most)
        if stand_in is not None:
            filled[column] = pl.coalesce(pl.col(column), stand_in) if column in frame.columns else stand_in
    return frame.with_columns(**filled), tuple(filled)


def _rows(key: str, kind: str, by: str, frame: pl.DataFrame, sides: Sequence[pl.DataFrame]) -> list[Row]:
    counted = [_counted(f"{kind}.{key}", kind, by, frame, side) for side in sides]
    groups = sorted({*counted[0], *counted[1]})
    none = Side(0, 0, 0)
    return [Row(key, kind, by, group, counted[0].get(group, none), counted[1].get(group, none)) for group in groups]


def _counted(column: str, kind: str, by: str, frame: pl.DataFrame, side: pl.DataFrame) -> dict[str, Side]:
    value = side[column]
    group = (
        frame[by].cast(pl.String).fill_null("") if by else pl.Series([ALL]).extend_constant(ALL, max(len(value) - 1, 0))
    )
    table = pl.DataFrame({"group": group.head(len(value)), "value": value})
    yes = pl.col("value") if kind == "status" else pl.col("value") > 0
    fen = pl.lit(0) if kind == "status" else pl.col("value").sum()
    counts = table.group_by("group").agg(
        yes=yes.sum(), unknown=pl.col("value").null_count(), no=(~yes).sum(), fen=fen.cast(pl.Int64)
    )
    return {row["group"]: Side(row["yes"], row["unknown"], row["no"], row["fen"] or 0) for row in counts.to_dicts()}
