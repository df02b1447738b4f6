"""`xinzhi foresight`: corpora in, and the back-test of the list of emerging terms. No Django, no database."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from .cli_delphi import cross_impact, delphi
from .cli_list import add_commands

if TYPE_CHECKING:
    from .engine.protocol import BackTest

app = typer.Typer(name="foresight", help="Emerging technologies, with their own hit rate.", no_args_is_help=True)
add_commands(app)
app.command("delphi")(delphi)
app.command("cross-impact")(cross_impact)

_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
_Corpus = Annotated[Path, typer.Argument(metavar="CORPUS.parquet", help="Dated papers or patents; see the README.")]
_Engine = Annotated[
    str, typer.Option("--engine", help="What counts: duckdb (here) or spark (needs xinzhi[spark] and Java).")
]
_PARTS = ("all", "tuned", "held-out")


@app.command()
def backtest(
    corpus: _Corpus,
    text: Annotated[str, typer.Option("--text", help="Columns of text, the title first, with commas.")] = "",
    date: Annotated[str, typer.Option("--date", help="The column of dates or years.")] = "",
    first: Annotated[int | None, typer.Option("--from", help="First origin (default: ten origins).")] = None,
    last: Annotated[
        int | None, typer.Option("--to", help="Last origin (default: the last with a known outcome).")
    ] = None,
    horizon: Annotated[int, typer.Option("--horizon", min=1, max=10, help="Years ahead.")] = 2,
    part: Annotated[
        str, typer.Option("--part", help="all, tuned or held-out: papers by hash of their first category.")
    ] = "all",
    top: Annotated[int, typer.Option("--top", min=0, max=1000, help="How many terms of each list to show.")] = 20,
    engine: _Engine = "duckdb",
    as_json: _Json = False,
) -> None:
    """Forecast which terms will grow, at each origin from what was known then, beside methods that need no learning."""
    from .engine.base import read_base
    from .engine.corpus import CorpusError, find_columns
    from .engine.protocol import back_test, span_of
    from .engine.report import to_dict

    if part not in _PARTS:
        _fail(f"--part {part}: give one of {', '.join(_PARTS)}.")
    try:
        columns = find_columns(corpus, text=[t for t in text.split(",") if t.strip()], date=date)
        _tell(f"reading {corpus.name}: text {', '.join(columns.text)}; date {columns.date}")
        base = read_base(corpus, columns, part=part, engine=engine)
        span = span_of(base, first, last, horizon)
        test = back_test(base, span, tell=_tell)
    except CorpusError as error:
        _fail(str(error))
    report = to_dict(base, span, test, top=top)
    report["corpus"]["part"] = part
    if as_json:
        _print_json(report)
        return
    _print_report(report, test)


@app.command()
def count(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="CORPUS.parquet, or a folder of tables made before.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="A new folder for the tables.")],
    at: Annotated[int | None, typer.Option("--at", help="The origin (default: the last year).")] = None,
    horizon: Annotated[int, typer.Option("--horizon", min=1, max=10, help="Years ahead.")] = 2,
    engine: _Engine = "duckdb",
    master: Annotated[str, typer.Option("--master", help="Spark's master (default: this machine).")] = "",
    memory: Annotated[
        str, typer.Option("--memory", help="What the engine may hold, such as 1500MB or 4GB.")
    ] = "1500MB",
    threads: Annotated[int, typer.Option("--threads", min=1, help="Of this machine.")] = 2,
    top: Annotated[int, typer.Option("--top", min=0, max=1000, help="How many terms to show.")] = 20,
    as_json: _Json = False,
) -> None:
    """Counts, features and scores of an origin as tables in Parquet, by the same expressions on DuckDB and Spark."""
    from .engine.corpus import CorpusError
    from .engine.scale import connect
    from .engine.scale.run import count as count_all
    from .engine.scale.run import first_terms, last_year, score
    from .engine.scale.tables import read_tables

    if out.exists() and any(out.iterdir()):
        _fail(f"{out} is not empty: give a new folder.")
    try:
        tables_in = source
        if source.is_file():
            tables_in = out / "tables"
            _write_tables(source, tables_in)
        with connect(engine, memory=memory, threads=threads, master=master) as running:
            tables = read_tables(running, tables_in)
            counted = count_all(running, tables, out, tell=_tell)
            origin = last_year(running, counted) if at is None else at
            scored = score(running, tables, counted, origin, horizon, out, tell=_tell)
            number, shown = first_terms(running, tables, scored, top)
    except CorpusError as error:
        _fail(str(error))
    if as_json:
        _print_json({"engine": engine, "origin": origin, "terms": number, "weights": scored.weights, "first": shown})
        return
    print(f"{number:,} terms alive at {origin}, scored by {engine}; tables in {out}")
    for row in shown:
        print(f"{row['score']:+8.3f}  {row['recent']:7,}  {row['text']}")


def _write_tables(source: Path, folder: Path) -> None:
    from .engine.base import read_base
    from .engine.corpus import find_columns
    from .engine.scale.tables import write_tables

    columns = find_columns(source)
    _tell(f"reading {source.name}: text {', '.join(columns.text)}; date {columns.date}")
    write_tables(read_base(source, columns), folder)


@app.command()
def corpus(
    files: Annotated[list[Path], typer.Argument(metavar="FILES…", help="Exports of literature, patents or grants.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The Parquet file to write.")],
    refusals: Annotated[Path | None, typer.Option("--refused", help="Write all refusals there, one a line.")] = None,
    as_json: _Json = False,
) -> None:
    """Read files of many forms into one corpus, each document once; what was refused is told with file, line and reason."""
    from .engine.corpora import FormError, write_corpus

    try:
        report = write_corpus(files, out, keep=1_000_000 if refusals else 1_000)
    except (FormError, OSError) as error:
        _fail(str(error))
    if refusals:
        refusals.write_text("".join(f"{r}\n" for r in report.refused), encoding="utf-8")
    if as_json:
        _print_json({**report._asdict(), "refused": [r._asdict() for r in report.refused[:1_000]]})
        return
    for name, count in report.files.items():
        print(f"{name}: {count:,}")
    print(f"{report.taken:,} documents written to {out}; {sum(report.reasons.values()):,} refused")
    for reason, count in report.reasons.most_common():
        print(f"  {count:,} {reason}")
    for refusal in report.refused[:20]:
        print(refusal, file=sys.stderr)


@app.command()
def links(
    corpus: _Corpus,
    at: Annotated[int, typer.Option("--at", help="The origin: what is tested are the years after it.")],
    horizon: Annotated[int, typer.Option("--horizon", min=1, max=10, help="Years ahead.")] = 3,
    terms: Annotated[int, typer.Option("--terms", min=100, max=5000, help="How many terms, by C-value.")] = 2000,
    weight: Annotated[int, typer.Option("--weight", min=1, help="Papers that make a pair joined.")] = 1,
    top: Annotated[int, typer.Option("--top", min=0, max=1000, help="How many pairs to show.")] = 20,
    as_json: _Json = False,
) -> None:
    """Forecast which pairs of terms will first stand in one paper, beside one-line rules."""
    from .engine.base import read_base
    from .engine.corpus import CorpusError, find_columns
    from .engine.links import foresee_links

    try:
        base = read_base(corpus, find_columns(corpus))
        last = base.first_year + len(base.papers) - 1
        if not base.first_year + 2 * horizon <= at <= last - horizon:
            _fail(
                f"--at {at}: with a horizon of {horizon} it lies in {base.first_year + 2 * horizon} to {last - horizon}."
            )
        found = foresee_links(base, at, horizon, terms=terms, weight=weight, show=top)
    except CorpusError as error:
        _fail(str(error))
    if as_json:
        estimates = {key: {n: e._asdict() for n, e in getattr(found, key).items()} for key in ("auc", "lead")}
        _print_json({**found._asdict(), **estimates})
        return
    print(
        f"{found.pairs:,} unjoined pairs of {found.terms:,} terms at {at}, {found.joined:,} joined within {horizon} years"
    )
    for name, auc in found.auc.items():
        lead = found.lead.get(name)
        beside = f"  led by {lead.value:+.3f} [{lead.low:+.3f}, {lead.high:+.3f}]" if lead else ""
        print(f"{name:24} AUC {auc.value:.3f} [{auc.low:.3f}, {auc.high:.3f}]{beside}")
    for first, second, chance, joined in found.first:
        print(f"{chance:.3f}  {'joined' if joined else '      '}  {first} + {second}")


@app.command()
def themes(
    corpus: _Corpus,
    first: Annotated[int | None, typer.Option("--from", help="First year (default: ten years).")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Last year (default: the last whole one).")] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="How many themes of a year to show.")] = 20,
    as_json: _Json = False,
) -> None:
    """Follow communities of terms over the years: born, grown, shrunk, split, merged, died."""
    from .engine.base import read_base
    from .engine.corpus import CorpusError, find_columns
    from .engine.protocol import last_complete_year
    from .engine.themes import follow_themes

    try:
        base = read_base(corpus, find_columns(corpus))
    except CorpusError as error:
        _fail(str(error))
    end = last or last_complete_year(base)
    years = range(first or max(end - 9, base.first_year + 3), end + 1)
    if not years or years[0] < base.first_year + 3 or years[-1] >= base.first_year + len(base.papers):
        _fail(
            f"The corpus has years {base.first_year} to {base.first_year + len(base.papers) - 1}; themes begin in its fourth."
        )
    course = follow_themes(base, years)
    if as_json:
        shown = {
            y: [t._replace(terms=frozenset())._asdict() | {"terms": len(t.terms)} for t in of]
            for y, of in course.themes.items()
        }
        _print_json({"themes": shown, "died": [d._asdict() for d in course.died]})
        return
    for year, of in course.themes.items():
        events = ", ".join(f"{n} {e}" for e, n in sorted(Counter(t.event for t in of).items()))
        print(f"{year}: {len(of)} themes ({events}); died: {sum(d.year == year for d in course.died)}")
    for theme in course.themes[years[-1]][:top]:
        print(f"#{theme.number:<4} {theme.event:7} {theme.papers:6,} papers  {', '.join(theme.names)}")


def _print_report(report: dict[str, Any], test: BackTest) -> None:
    from rich.console import Console
    from rich.table import Table

    from .engine.metrics import METRICS

    out = Console(width=max(Console().width, 118))
    corpus, protocol = report["corpus"], report["protocol"]
    out.print(
        f"{corpus['papers']:,} papers {corpus['first_year']}–{corpus['last_year']} ({corpus['rows_left_out']:,} rows left out), "
        f"part: {corpus['part']}; origins {protocol['first']}–{protocol['last']}, horizon {protocol['horizon']} y"
    )
    for row in report["skipped"]:
        out.print(f"{row['origin']} left out: {row['reason']}")
    table = Table("Method", *METRICS, "ECE", title="Mean over origins, 95 % interval", title_justify="left")
    for name, row in test.table.items():
        error = test.calibration_error.get(name)
        shown = [
            f"{e.value:.3f} [{e.low:.3f}, {e.high:.3f}]".replace("0.", ".")
            for e in (*row.values(), *([error] if error else []))
        ]
        table.add_row(name, *shown, *([] if error else ["—"]))
    out.print(table)
    for line in report["verdict"]:
        lead = line["lead"]
        out.print(
            f"{line['metric']}: {lead['value']:+.3f} [{lead['low']:+.3f}, {lead['high']:+.3f}] against {line['best_other']}, "
            + ("ahead of every baseline by more than the interval" if line["leads_all"] else _where_not(line))
        )
    _print_list(out, report["origins"][-1])


def _where_not(line: dict[str, Any]) -> str:
    said = []
    if line["not_certain_over"]:
        said.append(f"ahead, but not by more than the interval, of {', '.join(line['not_certain_over'])}")
    if line["behind"]:
        said.append(f"behind {', '.join(line['behind'])}")
    return "; ".join(said)


def _print_list(out: Any, origin: dict[str, Any]) -> None:
    from rich.markup import escape
    from rich.table import Table

    if not origin["list"]:
        return
    table = Table(
        "Term", "Papers", "Chance", "Because", "Came true", "Share, times", title=f"The list of {origin['origin']}"
    )
    for row in origin["list"]:
        because = ", ".join(f"{family} {value:+.1f}" for family, value in row["because"].items())
        came = "yes" if row["positive"] else "no"
        table.add_row(
            escape(row["term"]), str(row["papers"]), f"{row['chance']:.2f}", because, came, f"{row['ratio']:.2f}"
        )
    out.print(table)


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(2)


def _print_json(data: Any) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(data, ensure_ascii=False, indent=2))
