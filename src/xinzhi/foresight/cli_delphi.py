"""`xinzhi foresight delphi` and `cross-impact`: statistics of a table of answers, and a matrix played. No Django, no database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def delphi(
    answers: Annotated[
        Path,
        typer.Argument(metavar="ANSWERS.csv", help="Columns round, statement, expert, question, value (and group)."),
    ],
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="A question sheet (TOML); by default the pack's «technology».")
    ] = None,
    pack: Annotated[str, typer.Option("--pack", help="Where the question sheet is looked for.")] = "shandong",
    least: Annotated[
        int | None, typer.Option("--least", min=1, help="Show nothing of fewer answers (default: as the sheet says).")
    ] = None,
    weighted: Annotated[bool, typer.Option("--weighted", help="Weight answers by self-rated expertise.")] = False,
    as_json: _Json = False,
) -> None:
    """Statistics of each statement in its last round, what moved since the round before, and what the stopping rule says."""
    import dataclasses

    from xinzhi.core.packs import PackError, find_pack

    from .engine.delphi import analyse, concordance_by_round
    from .engine.delphi.files import FOLDER, read_sheet
    from .engine.delphi.tables import TableError, read_answers

    try:
        _document, read = read_sheet(sheet or find_pack(pack) / FOLDER / "technology.toml")
        if least is not None:
            read = dataclasses.replace(read, answers_least=least)
        if weighted:
            read = dataclasses.replace(read, weighting="expertise")
        rounds = read_answers(answers, read)
    except (PackError, TableError, OSError) as error:
        _fail(str(error))
    asked: dict[str, int] = {r.statement: n for n, replies in enumerate(rounds, start=1) for r in replies}
    found: dict[str, Any] = {}
    for number in sorted(set(asked.values())):
        told = analyse(read, rounds[:number])
        found |= {s: {"round": number, **told[s]} for s, last in asked.items() if last == number}
    concordance = concordance_by_round(read, rounds)
    if as_json:
        _print_json({"sheet": read.key, "rounds": len(rounds), "concordance": concordance, "statements": found})
        return
    _print_table(read, found, concordance)


def cross_impact(
    matrix: Annotated[
        Path, typer.Argument(metavar="MATRIX.csv", help="Columns event, probability, and one for each event.")
    ],
    strengths: Annotated[
        bool, typer.Option("--strengths", help="Cells are strengths from -3 to 3, not conditional probabilities.")
    ] = False,
    total: Annotated[
        bool, typer.Option("--total", help="Probabilities were judged with the others in mind, not alone.")
    ] = False,
    plays: Annotated[
        int, typer.Option("--plays", min=100, max=1_000_000, help="How often the matrix is played.")
    ] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same answer.")] = 0,
    as_json: _Json = False,
) -> None:
    """Final probabilities of events that change each other's odds, who drives whom, and conditionals that cannot be."""
    import numpy as np

    from .engine.cross_impact import consistency, final_probabilities, sensitivity, structure_of
    from .engine.cross_impact.tables import MatrixError, read_matrix

    try:
        read = read_matrix(matrix, strengths=strengths)
    except MatrixError as error:
        _fail(str(error))
    outcome = final_probabilities(read.initial, read.ratios, total=total, plays=plays, seed=seed)
    moved = sensitivity(read.initial, read.ratios, total=total, plays=plays, seed=seed)
    structure = structure_of(np.abs(np.log(read.ratios)))
    impossible = [
        {**f._asdict(), "cause": read.names[f.cause], "event": read.names[f.event]}
        for f in consistency(read.initial, read.conditional)
    ]
    events: list[dict[str, Any]] = [
        {
            "event": name,
            "initial": float(read.initial[i]),
            "final": float(outcome.final[i]),
            "error": float(outcome.error[i]),
            "direct": structure.direct[i]._asdict(),
            "indirect": structure.indirect[i]._asdict(),
            "moves": {other: float(moved[i, k]) for k, other in enumerate(read.names) if k != i},
        }
        for i, name in enumerate(read.names)
    ]
    if as_json:
        _print_json({"plays": plays, "seed": seed, "total": total, "events": events, "impossible": impossible})
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("Event", "Initial", "Final", "±", "Influence", "Dependence", "Role")
    for e in events:
        place = e["indirect"]
        shown = [f"{e[k]:.3f}" for k in ("initial", "final", "error")]
        table.add_row(
            escape(e["event"]), *shown, f"{place['influence']:.2f}", f"{place['dependence']:.2f}", place["kind"]
        )
    Console().print(table)
    for f in impossible:
        print(
            f"P({f['event']} | {f['cause']}) = {f['given']:.2f} cannot be: from {f['low']:.2f} to {f['high']:.2f}",
            file=sys.stderr,
        )


def _print_table(sheet: Any, found: dict[str, Any], concordance: list[dict[str, Any] | None]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    out = Console(width=max(Console().width, 110))
    for number, w in enumerate(concordance, start=1):
        if w is not None:
            out.print(
                f"round {number}: W = {w['w']:.3f}, p = {w['p']:.4f}, {w['raters']} experts, {w['things']} statements"
            )
    table = Table("Statement", "Round", "Question", "n", "Median", "Middle half", "Agree", "Moved", "Proposal")
    for statement, told in sorted(found.items()):
        proposal = told["proposal"]
        for question in sheet.judged:
            stats = told["questions"][question.key]
            moved = told["change"].get(question.key, {}).get("moved")
            few = stats.get("few") or "median" not in stats
            table.add_row(
                escape(statement),
                str(told["round"]),
                question.key,
                str(stats["n"]),
                "—" if few else str(stats["median"]),
                "too few answers" if few else f"{stats['q1']} to {stats['q3']}",
                f"{stats['agreement']:.0%}" if "agreement" in stats else "—",
                f"{moved:.0%}" if moved is not None else "—",
                f"{'close' if proposal['close'] else 'ask again'} ({proposal['why']}, {proposal['outcome']})",
            )
    out.print(table)


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(2)


def _print_json(data: Any) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(data, ensure_ascii=False, indent=2))
