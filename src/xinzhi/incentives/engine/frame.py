"""A province in one pass: the checks of a frame's facts, the compiled columns, and the groups of benefits."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from .bound import Bound
from .columns import Columns
from .facts import Fact, FactSet
from .firm import FIRST_YEAR, FirmError, InputProblem
from .graph import Kind
from .model import Edition, Group

CHUNK = 131_072
DTYPES: dict[str, type[pl.DataType]] = {
    "flag": pl.Boolean,
    "title": pl.Boolean,
    "date": pl.Date,
    "choice": pl.String,
    "text": pl.String,
}


def assess_frame(
    bound: Bound, frame: pl.DataFrame, *, only: Iterable[str] | None = None, check: bool = True, figures: bool = False
) -> pl.DataFrame:
    """See `RuleBook.assess_frame`."""
    facts = bound.book.facts
    frame = fold_titles(facts, frame, bound)
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


def fold_titles(facts: FactSet, frame: pl.DataFrame, bound: Bound) -> pl.DataFrame:
    """`holds_x.from` and `holds_x.to` become the column `holds_x`: whether the title is valid on the day."""
    made, gone = {}, []
    for fact in facts:
        start, end = f"{fact.key}.from", f"{fact.key}.to"
        if fact.type == "title" and end in frame.columns:
            day = pl.lit(bound.on)
            begun = pl.col(start).is_null() | (pl.col(start) <= day) if start in frame.columns else pl.lit(value=True)
            made[fact.key] = begun & (pl.col(end) >= day)
            gone += [c for c in (start, end) if c in frame.columns]
    return frame.with_columns(**made).drop(gone) if made else frame


def checked(facts: FactSet, frame: pl.DataFrame, bound: Bound) -> pl.DataFrame:
    """The frame with its facts in their own types. Raises FirmError naming column and first bad row."""
    problems: list[InputProblem] = []
    casts: list[pl.Expr] = []
    tests: dict[str, pl.Expr] = {}
    for column in frame.columns:
        found = facts.of_column(column)
        if found is None:
            problems += _misspelt(facts, column)
            continue
        fact, year = found
        dtype = DTYPES.get(fact.type, pl.Int64)
        have = frame.schema[column]
        if have != dtype:
            if not (have == pl.Null or (dtype == pl.Int64 and have.is_integer())):
                problems.append(
                    InputProblem(column, str(have), f"the column holds {have}", f"Give {dtype} ({fact.unit})")
                )
                continue
            casts.append(pl.col(column).cast(dtype))
        if year is not None and not FIRST_YEAR <= year <= bound.on.year:
            reason = f"the year {year} is not possible for an application on {bound.on}"
            problems.append(InputProblem(column, str(year), reason, f"Give years from {FIRST_YEAR} to {bound.on.year}"))
        tests |= dict(_tests(fact, column, year, frame, bound))
    if problems:
        raise FirmError(problems)
    frame = frame.with_columns(casts) if casts else frame
    bad = frame.select(pl.any_horizontal(list(tests.values())).any()).item() if tests else False
    if bad:
        raise FirmError([p for name, test in tests.items() if (p := _first(frame, name, test))])
    return frame


def _tests(
    fact: Fact, column: str, year: int | None, frame: pl.DataFrame, bound: Bound
) -> Iterable[tuple[str, pl.Expr]]:
    """Named conditions under which a row is wrong."""
    value = pl.col(column)
    if fact.is_number:
        low = "negative" if fact.at_least == 0 else f"below {fact.at_least}"
        yield f"{column}|{low}", value < fact.at_least
        yield f"{column}|above {fact.at_most} {fact.unit}, the most it can be", value > fact.at_most
        whole = f"{fact.part_of}.{year}" if year is not None else fact.part_of
        if fact.part_of and whole in frame.columns:
            yield f"{column}|more than {whole}, of which it is a part", value > pl.col(whole)
    if fact.type == "date":
        yield f"{column}|after the application date {bound.on}", value > pl.lit(bound.on)
        yield f"{column}|too early to be true", value.dt.year() < FIRST_YEAR
    if fact.choices:
        yield f"{column}|not one of {', '.join(fact.choices)}", ~value.is_in(list(fact.choices))
    if year is not None and "registered_on" in frame.columns:
        yield (
            f"{column}|from before the firm was registered",
            value.is_not_null() & (pl.col("registered_on").dt.year() > year),
        )


def _first(frame: pl.DataFrame, name: str, test: pl.Expr) -> InputProblem | None:
    column, _, reason = name.partition("|")
    rows = frame.lazy().with_row_index("#row").filter(test).select("#row", column).head(1).collect()
    if not len(rows):
        return None
    row, value = rows.row(0)
    return InputProblem(
        f"row {row + 1}, {column}", str(value), reason, "Correct the value, or leave it empty where unknown"
    )


def _misspelt(facts: FactSet, column: str) -> list[InputProblem]:
    """A column that is no fact is carried along, unless it looks like one."""
    key, dot, year = column.partition(".")
    if key in facts:
        fact = facts[key]
        reason = "a figure of a year without its year" if fact.yearly else "the fact has no year"
        return [
            InputProblem(
                column, year or "(no year)", reason, f"Name it {key}.2025" if fact.yearly else f"Name it {key}"
            )
        ]
    near = difflib.get_close_matches(key, facts.facts, n=1, cutoff=0.85)
    if near or (dot and year.isdigit()):
        hint = f"Did you mean {near[0]}? " if near else ""
        return [InputProblem(column, column, "there is no such fact", f"{hint}`xinzhi incentives facts` lists them")]
    return []
