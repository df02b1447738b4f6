"""`xinzhi incentives`: assess a firm or a province, print the facts asked, find what lifts a firm. Needs no database."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

FIRST_YEAR, LAST_YEAR = 1990, 2198  # a way up may look two years on

if TYPE_CHECKING:
    import polars as pl

    from xinzhi.core.packs import Problem

    from .engine import Assessment, RuleBook
    from .engine.lift import Lift

app = typer.Typer(help="Statuses and benefits by rule, and what lifts a firm.", no_args_is_help=True)

_On = Annotated[str, typer.Option("--on", help="Day of the application (YYYY-MM-DD); left out: today.")]
_Pack = Annotated[str, typer.Option("--pack", help="A pack's name or directory.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_Set = Annotated[
    list[str] | None, typer.Option("--set", help="Try another value of a parameter: hnte_staff_share=12%.")
]
_WORDS = {"yes": "yes", "no": "no", "unknown": "unknown", "not_in_force": "no rule in force"}


def _fail(message: str, code: int = 2) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text) if text else dt.datetime.now().astimezone().date()
    except ValueError:
        _fail(f"--on: {text!r} is not a date. Write YYYY-MM-DD.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        _fail(f"--on: no rules are kept for {day}. Give a day from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _rules(pack: str, changes: list[str] | None = None) -> RuleBook:
    from xinzhi.core.packs import PackError

    from .engine import RuleError
    from .engine.folders import pack_rules

    try:
        book = pack_rules(pack)
    except (PackError, RuleError) as error:
        _fail(str(error))
    for change in changes or ():
        key, sign, value = change.partition("=")
        if not sign or key not in book.parameters:
            _fail(f"--set: {change!r} changes no parameter. Write KEY=VALUE; see `xinzhi incentives parameters`.")
        try:
            book = book.with_parameters({key: value})
        except ValueError as error:
            _fail(f"--set {key}: {error}. Write 365, 5%, 2/3 or 5000万元.")
    return book


def check_pack_rules(path: Path, _keys: Mapping[str, set[str]]) -> list[Problem]:
    """What `xinzhi pack check` asks of rule files; the engine is only loaded when it is asked."""
    from .engine.folders import check_pack_rules as check

    return check(path)


@app.command()
def assess(
    firm: Annotated[
        Path, typer.Argument(help="FIRM.json, or a province as .parquet or .csv.", exists=True, dir_okay=False)
    ],
    on: _On = "",
    as_json: _Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where a province's result goes (.parquet or .csv).")
    ] = None,
    steps: Annotated[bool, typer.Option("--steps/--no-steps", help="With --json: every step with its clause.")] = True,
    changes: _Set = None,
    pack: _Pack = "shandong",
) -> None:
    """Say what a firm is, what it is owed and what is missing, each with its clause."""
    book, day = _rules(pack, changes), _day(on)
    if firm.suffix in {".parquet", ".csv"}:
        _province(book, firm, day, out)
        return
    result = _assessed(book, firm, day)
    if as_json:
        print(json.dumps(result.as_dict(steps=steps), ensure_ascii=False, indent=1))
    else:
        _print(result)


def _firm(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except (ValueError, OSError) as error:
        _fail(f"{path}: not readable as JSON: {error}. Give one object of facts; see `xinzhi incentives facts`.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{twice!r} stands twice")
    return found


def _assessed(book: RuleBook, path: Path, day: dt.date) -> Assessment:
    from .engine import FirmError

    try:
        return book.assess(_firm(path), day)
    except FirmError as error:
        _fail("\n".join(f"{path}: {problem}" for problem in error.problems))


def _print(result: Assessment) -> None:
    from .engine.units import money

    for warning in result.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(f"On {result.on}:")
    for status in result.statuses.values():
        print(f"\n{status.name} ({status.key}): {_WORDS[status.state]}  [{status.basis.cite}]")
        for gap in (g for g in result.gaps if g.status == status.key):
            needs = f", needs {', '.join(gap.needs)}" if gap.needs else ""
            print(f"  {gap.state}: {gap.name} [{gap.basis.cite}]{needs}")
            for s in gap.shortfalls:
                short = f" (short of {s.short} {s.unit})" if s.short else ""
                print(f"      {s.what}: {s.have}, asked {s.need}{short}")
    print("\nBenefits:")
    for benefit in result.benefits.values():
        amount = "unknown" if benefit.amount is None else money(benefit.amount)
        extra = f", needs {', '.join(benefit.needs)}" if benefit.needs else ""
        extra += f", unverified: {', '.join(benefit.doubts)}" if benefit.doubts else ""
        print(f"  {benefit.name} ({benefit.key}): {benefit.state}, {amount}{extra}  [{benefit.basis.cite}]")


def _frame(path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, try_parse_dates=True)
    except (pl.exceptions.PolarsError, OSError) as error:
        _fail(f"{path}: not readable: {error}")


def _province(book: RuleBook, path: Path, day: dt.date, out: Path | None) -> None:
    from .engine import FirmError

    try:
        result = book.assess_frame(_frame(path), day)
    except FirmError as error:
        _fail("\n".join(f"{path}: {problem}" for problem in error.problems))
    if out is not None:
        if out.suffix not in {".parquet", ".csv"}:
            _fail(f"--out: {out} is neither .parquet nor .csv.")
        (result.write_parquet if out.suffix == ".parquet" else result.write_csv)(out)
    print(f"{result.height} firms on {day}" + (f" -> {out}" if out else ""))
    for column in result.columns:
        values = result[column]
        if column.startswith("status."):
            print(f"  {column}: {values.sum() or 0} yes, {(~values).sum() or 0} no, {values.null_count()} unknown")
        elif column.startswith("benefit."):
            due = int((values > 0).sum() or 0)
            print(f"  {column}: {due} due, {values.sum() or 0} fen, {values.null_count()} unknown")


@app.command()
def facts(as_json: _Json = False, pack: _Pack = "shandong") -> None:
    """Print the input schema: each fact's key, type, unit, period, bounds and meaning."""
    from .engine.describe import HOW, described

    rows = described(_rules(pack))
    if as_json:
        print(json.dumps({"how": HOW, "facts": rows}, ensure_ascii=False, indent=1))
        return
    print("\n".join(HOW.values()))
    for row in rows:
        print(f"\n{row['key']}\t{row['name']} / {row['name_en']}")
        shown = {k: v for k, v in row.items() if k not in {"key", "name", "name_en", "meaning", "used_by"}}
        print("  " + ", ".join(f"{k} {v}" for k, v in shown.items()))
        print(f"  {row['meaning']}")
        if row["used_by"]:
            print(f"  used by {', '.join(row['used_by'])}")


@app.command()
def parameters(on: _On = "", as_json: _Json = False, pack: _Pack = "shandong") -> None:
    """Print the dated parameters with their documents; unverified ones are marked."""
    from .engine.describe import parameters_on

    rows = parameters_on(_rules(pack), _day(on))
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        mark = "" if row["verified"] else f"  UNVERIFIED ({row['confidence']})"
        print(
            f"{row['key']}\t{row['shown']}\t{row['from']} – {row['to'] or ''}\t{row['document']} {row['clause']}{mark}"
        )


@app.command()
def sandbox(
    firms: Annotated[Path, typer.Argument(help="A province as .parquet or .csv.", exists=True, dir_okay=False)],
    changes: Annotated[list[str], typer.Option("--set", help="KEY=VALUE; may stand several times.")],
    on: _On = "",
    by: Annotated[list[str] | None, typer.Option("--by", help="Columns to count by (city, field).")] = None,
    assume: Annotated[bool, typer.Option("--assume", help="Fill gaps with usual values and estimates.")] = False,
    as_json: _Json = False,
    pack: _Pack = "shandong",
) -> None:
    """Change parameters and see the effect on a province: firms and budget, before and after."""
    from dataclasses import asdict

    from .engine import FirmError
    from .engine.sandbox import effect_of
    from .engine.units import money

    tried = _rules(pack, changes).changed
    try:
        effect = effect_of(_rules(pack), _frame(firms), _day(on), tried, by=by or ("city", "field"), assume=assume)
    except FirmError as error:
        _fail("\n".join(f"{firms}: {problem}" for problem in error.problems))
    if as_json:
        print(json.dumps(asdict(effect) | {"on": str(effect.on)}, ensure_ascii=False, indent=1, default=str))
        return
    print(f"{effect.firms} firms on {effect.on}; assumed: {', '.join(effect.assumed) or 'nothing'}")
    for row in effect.rows:
        where = f" {row.by} {row.group or '(not stated)'}" if row.by else ""
        sides = " -> ".join(f"{s.yes} yes, {s.unknown} unknown, {money(s.fen)}" for s in (row.before, row.after))
        print(f"  {row.key}{where}: {sides}")


@app.command()
def lift(
    firm: Annotated[Path, typer.Argument(help="FIRM.json", exists=True, dir_okay=False)],
    to: Annotated[str, typer.Option("--to", help="The status: its key or its name (高新技术企业).")],
    on: _On = "",
    ways: Annotated[int, typer.Option("--ways", min=1, max=20, help="How many distinct ways to show.")] = 5,
    hindsight: Annotated[
        bool, typer.Option("--hindsight", help="What last year's figures should have been, for the same day.")
    ] = False,
    as_json: _Json = False,
    pack: _Pack = "shandong",
) -> None:
    """Find the least changes that a firm can make to reach a status, and what each way brings."""
    from .engine import FirmError
    from .engine.lift import find_ways

    book, day = _rules(pack), _day(on)
    status = next((s.key for s in book.statuses.values() if to in {s.key, s.name, s.name_en}), None)
    if status is None:
        _fail(
            f"--to: there is no status {to!r}. There are {', '.join(f'{s.name} ({k})' for k, s in book.statuses.items())}."
        )
    try:
        found = find_ways(book, _firm(firm), day, status, most=ways, hindsight=hindsight)
    except FirmError as error:
        _fail("\n".join(f"{firm}: {problem}" for problem in error.problems))
    if as_json:
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        _print_ways(found)


def _print_ways(found: Lift) -> None:
    from .engine.units import money

    print(f"{found.name} ({found.status}) on {found.on}: {found.state}")
    for assumption in found.assumptions:
        print(
            f"  assumed: {assumption.column} {f'as {assumption.same_as}' if assumption.same_as else 'stays as it is'}"
        )
    for number, way in enumerate(found.ways, 1):
        print(f"\nWay {number}: apply on {way.apply_on}; effort {money(way.cost)}; brings {money(way.brings)} a year")
        for change in way.changes:
            print(f"  {change.name} ({change.column}): {change.shown_from} -> {change.shown_to}")
        for fact in way.to_confirm:
            print(f"  to confirm: {fact.name} ({fact.column}), for instance {fact.shown}")
        for benefit in way.benefits:
            sums = [("unknown" if amount is None else money(amount)) for amount in (benefit.before, benefit.after)]
            print(f"  {benefit.name}: {sums[0]} -> {sums[1]} ({benefit.state})  [{benefit.clause}]")
    for blocked in found.blocked:
        needs = f"; needs {', '.join(blocked.needs)}" if blocked.needs else ""
        print(f"  in the way: {blocked.name} [{blocked.clause}]: {', '.join(blocked.facts)}{needs}")
