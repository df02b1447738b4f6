"""`xinzhi calls`: assign reviewers to applications, and measure how near reviewers' works are to applications."""

from __future__ import annotations

import json
import pickle
import secrets
import sys
import time
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(help="Calls: reviewers and applications.", no_args_is_help=True)

_LOADS = "A number for all, or an .npy file with one each."


@app.callback()
def calls() -> None:
    """Keep the verbs' names, however few there are."""


@app.command()
def assign(
    scores: Annotated[
        Path,
        typer.Option(
            "--scores", exists=True, dir_okay=False, help=".npy (dense), or .npz (scipy sparse: only stored pairs)."
        ),
    ],
    per_paper: Annotated[str, typer.Option("--per-paper", help=f"Reviewers of each application. {_LOADS}")],
    max_load: Annotated[str, typer.Option("--max-load", help=f"Highest load of each reviewer. {_LOADS}")],
    min_load: Annotated[str, typer.Option("--min-load", help=f"Lowest load of each reviewer. {_LOADS}")] = "0",
    conflicts: Annotated[
        Path | None,
        typer.Option(
            "--conflicts",
            exists=True,
            dir_okay=False,
            help=".npy or .npz of the scores' shape (other than 0: conflict), or pairs (reviewer, application), n x 2.",
        ),
    ] = None,
    transpose: Annotated[bool, typer.Option("--transpose", help="The files' rows are applications.")] = False,
    sum_only: Annotated[bool, typer.Option("--sum-only", help="The highest total alone, whatever the worst.")] = False,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0, help="Time limit; at its end the best so far, with its gap.")
    ] = 60,
    max_probability: Annotated[
        float,
        typer.Option(
            "--max-probability",
            help="Against collusion: no pair is drawn with more than this probability (below 1: drawn by chance).",
        ),
    ] = 1.0,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Of the draw; without it one is chosen and printed.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the pairs: .npy or .csv.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the pairs.")] = False,
) -> None:
    """Maximise the worst application's total affinity, then the sum. Rows are reviewers, columns applications.

    Exit 0: found (whether certified or not); 2: a file cannot be read; 3: there is no assignment.
    """
    from .engine.assign import InfeasibleError, InputError, draw
    from .engine.assign import assign as solve

    found: Any
    proven: dict[str, Any]
    try:
        matrix, barred = _read(scores), None if conflicts is None else _read(conflicts)
        if transpose:
            pairs = barred is not None and barred.shape != matrix.shape  # a list of pairs names the reviewer first
            matrix, barred = matrix.T, barred if pairs or barred is None else barred.T
        given = (matrix, _count(per_paper), _count(max_load), _count(min_load), barred)
        if max_probability == 1:
            found = solve(*given, seconds=seconds, fair=not sum_only)
            proven = {"certified": found.certified}
        else:
            seed = secrets.randbits(32) if seed is None else seed
            found = draw(*given, most=max_probability, seed=seed, seconds=seconds, fair=not sum_only)
            expected = {"expected_total": found.expected_total, "expected_worst": found.expected_worst}
            proven = {**expected, "max_probability": max_probability, "seed": seed}
    except InputError as error:
        _fail(str(error))
    except InfeasibleError as error:
        _fail(f"There is no assignment: {error}", 3)
    figures = {
        "total": found.total,
        "worst": found.worst,
        "bound": found.bound,
        "worst_bound": found.worst_bound,
        **proven,
        "seconds": round(found.seconds, 3),
    }
    if out is not None:
        _write(out, found.pairs)
    if as_json:
        print(json.dumps({**figures, "pairs": found.pairs.tolist()}))
        return
    print(*(f"{name} {value}" for name, value in figures.items()), sep="\n")


@app.command()
def affinity(
    dataset: Annotated[
        Path, typer.Option("--dataset", exists=True, file_okay=False, help="Folder in OpenReview's form.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Where to write {reviewer: {submission: affinity}}.")],
    ratings: Annotated[
        Path | None,
        typer.Option(
            "--ratings", exists=True, dir_okay=False, help="evaluations.csv: print the weighted Kendall loss, too."
        ),
    ] = None,
) -> None:
    """How near each reviewer's works are to each submission, from the texts alone."""
    from .engine.affinity_dataset import DatasetError, loss, predict
    from .engine.affinity_dataset import ratings as read

    begun = time.perf_counter()
    try:
        predicted = predict(dataset)
    except DatasetError as error:
        _fail(str(error))
    out.write_text(json.dumps(predicted), encoding="utf-8")
    submissions = len(next(iter(predicted.values())))
    print(f"{len(predicted)} reviewers x {submissions} submissions, {time.perf_counter() - begun:.1f} s: {out}")
    if ratings is not None:
        print(f"loss {loss(predicted, read(ratings)):.4f}")


def _fail(message: str, code: int = 2) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def _read(path: Path) -> Any:
    """A dense or sparse matrix from an .npy or .npz file."""
    import numpy as np
    import scipy.sparse as sp

    try:
        if path.suffix == ".npz":
            return sp.load_npz(path)
        return np.load(path, allow_pickle=False)
    except (OSError, ValueError, KeyError, EOFError, pickle.UnpicklingError) as error:
        _fail(f"{path}: not a matrix of numbers ({error}); .npy holds a NumPy array, .npz a scipy.sparse matrix")


def _count(given: str) -> Any:
    """A whole number, or a file of them."""
    if given.lstrip("-").isdigit():
        return int(given)
    path = Path(given)
    if not path.is_file():
        _fail(f"{given}: neither a whole number nor a file")
    return _read(path)


def _write(path: Path, pairs: Any) -> None:
    """The pairs as .npy (n, 2), else as CSV with a heading."""
    import numpy as np

    if path.suffix == ".npy":
        np.save(path, pairs)
        return
    np.savetxt(path, pairs, fmt="%d", delimiter=",", header="reviewer,application", comments="")
