"""Reading a province's frame: its columns in their own types, each fault with row and column."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import polars as pl

from .bound import Bound
from .facts import Fact, FactSet
from .firm import FIRST_YEAR, FirmError, InputProblem

DTYPES: dict[str, type[pl.DataType]] = {
    "flag": pl.Boolean,
    "title": pl.Boolean,
    "date": pl.Date,
    "choice": pl.String,
    "text": pl.String,
}


def shaped(facts: FactSet, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as our columns: tables by year or term taken apart, texts read as dates, whole floats as whole numbers.

    Raises FirmError for a text that is no date and a number that is not whole.
    """
    for column, dtype in frame.schema.items():
        if isinstance(dtype, pl.Struct) and column in facts:
            parts = {f"{column}.{part.name}": pl.col(column).struct.field(part.name) for part in dtype.fields}
            frame = frame.with_columns(**parts).drop(column)
    made: dict[str, pl.Expr] = {}
    problems = []
    for column, dtype in frame.schema.items():
        asked = _dtype_of(facts, column)
        if asked is None or dtype == asked:
            continue
        value = pl.col(column)
        read, reason = value, ""
        if frame[column].null_count() == frame.height:
            read = pl.lit(None, dtype=asked)
        elif asked == pl.Date and dtype == pl.String:
            read, reason = value.str.to_date("%Y-%m-%d", strict=False), "not a date"
        elif asked == pl.Date and isinstance(dtype, pl.Datetime):
            read = value.dt.date()
        elif asked == pl.Int64 and dtype.is_float():
            value = value.fill_nan(None)
            read, reason = (
                pl.when(value == value.floor()).then(value).cast(pl.Int64, strict=False),
                "not a whole number",
            )
        made[column] = read
        if reason and (bad := first_row(frame, column, value.is_not_null() & read.is_null(), reason)):
            problems.append(bad)
    if problems:
        raise FirmError(problems)
    return frame.with_columns(**made) if made else frame


def _dtype_of(facts: FactSet, column: str) -> type[pl.DataType] | None:
    """The type of a fact's column, or of a title's term."""
    found = facts.of_column(column)
    if found:
        return DTYPES.get(found[0].type, pl.Int64)
    key, _, part = column.partition(".")
    fact = facts.get(key)
    return pl.Date if fact and fact.type == "title" and part in {"from", "to"} else None


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
        raise FirmError([p for name, test in tests.items() if (p := _named_row(frame, name, test))])
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


def _named_row(frame: pl.DataFrame, name: str, test: pl.Expr) -> InputProblem | None:
    column, _, reason = name.partition("|")
    return first_row(frame, column, test, reason)


def first_row(frame: pl.DataFrame, column: str, test: pl.Expr, reason: str) -> InputProblem | None:
    """The fault of the first row for which the test holds."""
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
