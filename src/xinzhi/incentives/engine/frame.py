"""A province in one pass: the checks of a frame's facts, the compiled columns, and the groups of benefits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from .bound import Bound
from .columns import Columns
from .frame_input import checked, fold_titles, shaped
from .graph import Kind
from .model import Edition, Group

CHUNK = 131_072


def assess_frame(
    bound: Bound, frame: pl.DataFrame, *, only: Iterable[str] | None = None, check: bool = True, figures: bool = False
) -> pl.DataFrame:
    """See `RuleBook.assess_frame`."""
    facts = bound.book.facts
    frame = fold_titles(facts, shaped(facts, frame), bound)
    if check:
        frame = checked(facts, frame, bound)
    wanted = _wanted(bound, None if only is None else {*only})
    columns = [c for c in frame.columns if facts.of_column(c)]
    kept = [c for c in frame.columns if c not in columns]
    plan = Columns(bound, [*_roots(bound, wanted, figures=figures)], {c: frame.schema[c] for c in columns})
    output = _output(bound, plan, wanted, figures=figures)
    read = [c for c in columns if c in plan.reads]
    facts_only = frame.select(read) if read else frame.select(pl.int_range(pl.len()).alias("#row"))
    parts = [plan.run(part, output) for part in facts_only.iter_slices(CHUNK)] or [plan.run(facts_only, output)]
    made = pl.concat(parts) if len(parts) > 1 else parts[0]
    made = _grouped(bound, made, wanted)
    return pl.concat([frame.select(kept), made], how="horizontal") if kept else made


@dataclass(frozen=True, slots=True)
class _Asked:
    column: str
    edition: Edition | None
    key: str


def _wanted(bound: Bound, only: set[str] | None) -> list[_Asked]:
    book = bound.book
    if only is not None:
        for key in only:
            if key not in book.statuses and key not in book.benefits:
                raise KeyError(key)
        # A group decides over all its members.
        only |= {key for group in book.groups if only & {*group.benefits} for key in group.benefits}
    asked = [_Asked(f"status.{s.key}", edition, s.key) for s, edition in bound.statuses]
    asked += [_Asked(f"benefit.{b.key}", edition, b.key) for b, edition in bound.benefits]
    return [a for a in asked if only is None or a.key in only]


def _roots(bound: Bound, wanted: list[_Asked], *, figures: bool) -> Iterable[int]:
    for asked in wanted:
        if asked.edition:
            yield from bound.roots(asked.edition)
    if figures:
        yield from (figure.place for figure in bound.figures())


def _output(bound: Bound, plan: Columns, wanted: list[_Asked], *, figures: bool) -> dict[str, pl.Expr]:
    output: dict[str, pl.Expr] = {}
    for asked in wanted:
        edition = asked.edition
        if edition is None:
            empty = pl.lit(None, dtype=pl.Boolean) if asked.column.startswith("status.") else pl.lit(0, dtype=pl.Int64)
            output[asked.column] = empty
            continue
        holds = pl.lit(value=True)
        for condition in edition.conditions:
            holds &= plan.at[condition.place]
        if edition.amount is not None:
            zero = pl.lit(0, dtype=pl.Int64)
            amount = plan.at[edition.amount].expr()
            holds = (
                zero
                if bound.doubts_of(edition)
                else pl.when(holds).then(amount).when(~holds).then(zero).otherwise(None)
            )
        output[asked.column] = holds
    if figures:
        for figure in bound.figures():
            value = plan.at[figure.place]
            output[f"figure.{figure.key}"] = value.expr() if figure_is_number(bound, figure.place) else value[0]
    return output


def figure_is_number(bound: Bound, place: int) -> bool:
    """Whether a figure is a plain number (and not points)."""
    return bound.graph.kind(place) is Kind.NUMBER


def _grouped(bound: Bound, made: pl.DataFrame, wanted: list[_Asked]) -> pl.DataFrame:
    keys = {asked.key for asked in wanted}
    for group in bound.book.groups:
        if keys.issuperset(group.benefits):
            made = made.with_columns(**_shares(bound, group))
    return made


def _shares(bound: Bound, group: Group) -> dict[str, pl.Expr]:
    names = [f"benefit.{key}" for key in group.benefits]
    zero = pl.lit(0, dtype=pl.Int64)
    unknown = pl.any_horizontal(pl.col(n).is_null() for n in names)
    if group.kind == "exclusive":
        most = pl.max_horizontal(names)
        taken = pl.lit(value=False)
        shares = {}
        for name in names:
            first = (pl.col(name) == most) & ~taken
            known = pl.when(first).then(pl.col(name)).otherwise(zero)
            shares[name] = pl.when(unknown).then(pl.when(pl.col(name) == 0).then(zero).otherwise(None)).otherwise(known)
            taken |= pl.col(name) == most
        return shares
    limit = bound.values[group.cap]
    left = pl.lit(None if limit is None else int(limit), dtype=pl.Int64)
    shares = {}
    for name in names:
        amount = pl.col(name)
        share = (
            pl.when(amount == 0)
            .then(zero)
            .when(amount <= left)
            .then(amount)
            .when(amount > left)
            .then(left)
            .otherwise(None)
        )
        shares[name] = share
        left -= share
    return shares
