"""`xinzhi foresight load`, `run`, `score`, `recompute`: from a corpus to a judged list, at the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

_DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where database and files lie (default: ./var).")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands to `xinzhi foresight`."""
    for command in (load, run, score, recompute):
        app.command()(command)


def load(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS.parquet", exists=True, dir_okay=False)],
    name: Annotated[str, typer.Option("--name", help="What the corpus is called.")],
    source: Annotated[str, typer.Option("--source", help="Where it comes from, in words.")],
    source_url: Annotated[str, typer.Option("--source-url", help="Where it can be had.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="The day it was taken from its source (YYYY-MM-DD).")] = "",
    text: Annotated[str, typer.Option("--text", help="Columns of text, the title first, with commas.")] = "",
    date: Annotated[str, typer.Option("--date", help="The column of dates or years.")] = "",
    simulated: Annotated[bool, typer.Option("--simulated", help="It is invented: mark it everywhere.")] = False,
    data_dir: _DataDir = None,
    as_json: _Json = False,
) -> None:
    """Register a corpus. Exit 2 with the reason where it cannot be used."""
    _django(data_dir)
    import datetime as dt

    from django.core.files.base import File

    from .actions import register_corpus

    try:
        day = dt.date.fromisoformat(as_of) if as_of else None
    except ValueError:
        _fail(f"--as-of {as_of}: give a day as YYYY-MM-DD.")
    with corpus.open("rb") as file:
        made = _refused(
            lambda: register_corpus(
                actor=None,
                file=File(file, name=corpus.name),
                name=name,
                source=source,
                source_url=source_url,
                as_of=day,
                text=tuple(t for t in text.split(",") if t.strip()),
                date=date,
                simulated=simulated,
            )
        )
    told = {
        "corpus": made.pk,
        "documents": made.documents,
        "left_out": made.left_out,
        "years": [made.first_year, made.last_year],
        "sha256": made.digest,
    }
    _print(
        told,
        [f"corpus {made.pk}: {made.documents:,} documents {made.first_year}–{made.last_year}, {made.digest}"],
        as_json,
    )


def run(
    corpus: Annotated[str, typer.Argument(help="Number, name or digest of a registered corpus.")],
    at: Annotated[int, typer.Option("--at", help="The origin: the last year that is known.")],
    horizon: Annotated[int, typer.Option("--horizon", min=1, max=10, help="Years ahead.")] = 2,
    most: Annotated[int, typer.Option("--most", min=1, max=5000, help="How many candidates to keep.")] = 500,
    top: Annotated[int, typer.Option("--top", min=0, help="How many to print.")] = 20,
    data_dir: _DataDir = None,
    as_json: _Json = False,
) -> None:
    """Run a registered corpus at an origin and keep its candidates. The same corpus and numbers give the same run."""
    _django(data_dir)
    from .actions import make_run

    found = _corpus(corpus)
    made = _refused(lambda: make_run(actor=None, corpus=found, origin=at, horizon=horizon, most=most, tell=_tell))
    rows = list(made.candidates.order_by("rank")[:top])
    told = {
        "run": made.pk,
        "origin": made.origin,
        "horizon": made.horizon,
        "terms": made.about["terms"],
        "digest": made.digest,
        "candidates": [{"rank": c.rank, "term": c.term, "chance": c.chance, "papers": c.papers} for c in rows],
    }
    lines = [f"run {made.pk}: {made.about['terms']:,} terms at {made.origin}, digest {made.digest}"]
    lines += [f"{c.rank:>4}  {c.chance:.2f}  {c.papers:>6,}  {c.term}" for c in rows]
    _print(told, lines, as_json)


def score(
    edition: Annotated[int, typer.Argument(help="Number of the edition (in its address).")],
    corpus: Annotated[str, typer.Option("--corpus", help="The later corpus; default: the edition's own.")] = "",
    data_dir: _DataDir = None,
    as_json: _Json = False,
) -> None:
    """Judge a published edition by what became of its technologies, beside every baseline."""
    _django(data_dir)
    from .actions import score_edition
    from .models import ForesightEdition

    found = ForesightEdition.objects.filter(pk=edition).select_related("run__corpus").first()
    if found is None:
        _fail(f"There is no edition {edition}.")
    by = _corpus(corpus) if corpus else found.run.corpus
    scores = _refused(lambda: score_edition(actor=None, edition=found, corpus=by, tell=_tell))
    lines = []
    for one in scores:
        lines.append(f"after {one.horizon} years ({one.result['positives']} of {one.result['terms']} terms positive):")
        for name, row in one.result["lists"].items():
            value, low, high = row["rate"]
            lines.append(f"  {name:18} {row['hits']:>3} of {row['listed']:<3} {value:.3f} [{low:.3f}, {high:.3f}]")
    _print({"scores": [{"horizon": s.horizon, **s.result} for s in scores]}, lines, as_json)


def recompute(
    bundle: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A downloaded edition.")],
    corpus: Annotated[Path | None, typer.Option("--corpus", help="The corpus: run it again too.")] = None,
    as_json: _Json = False,
) -> None:
    """Look at a downloaded edition again, and with the corpus run it again. No database. Exit 1 when it does not agree."""
    from .engine.bundle import BundleError
    from .engine.bundle import recompute as look_again

    try:
        found = look_again(bundle.read_bytes())
    except BundleError as error:
        _fail(str(error))
    problems = found.problems + (_again(found.stated, corpus) if corpus else [])
    told = {"digest": found.digest, "entries": len(found.stated["entries"]), "problems": problems}
    last = "does not agree with its own files" if problems else "recomputed: ranks, rings, baselines and digests agree"
    _print(told, [*problems, f"{bundle.name}: {told['entries']} entries, digest {found.digest}", last], as_json)
    raise typer.Exit(1 if problems else 0)


def _again(stated: dict[str, Any], path: Path) -> list[str]:
    from .engine.corpus import CorpusError
    from .engine.run import Parameters, digest_of_file, run_corpus

    about = stated["about"]
    digest = digest_of_file(path)
    if digest != about["corpus"]["sha256"]:
        return [f"{path.name} has the digest {digest}, the edition rests on {about['corpus']['sha256']}"]
    columns, wanted = about["corpus"]["columns"], about["run"]
    parameters = Parameters(
        wanted["origin"], wanted["horizon"], wanted["most"], tuple(columns.get("text", ())), columns.get("date", "")
    )
    try:
        made = run_corpus(path, parameters, tell=_tell)
    except CorpusError as error:
        _fail(str(error))
    return (
        [] if made.digest == stated["terms"] else [f"the run gives {made.digest}, the edition states {stated['terms']}"]
    )


def _corpus(word: str) -> Any:
    from django.db.models import Q

    from .models import Corpus

    wanted = Q(name=word) | Q(digest=word) | (Q(pk=int(word)) if word.isdigit() else Q(pk__in=[]))
    found = Corpus.objects.filter(wanted).first()
    if found is None:
        known = ", ".join(f"{c.pk} ({c.name})" for c in Corpus.objects.all()[:20]) or "none"
        _fail(f"There is no corpus {word!r}. Registered: {known}. Register one with `xinzhi foresight load`.")
    return found


def _django(data_dir: Path | None) -> None:
    import os

    if data_dir is not None:
        os.environ["XINZHI_DATA_DIR"] = str(data_dir.resolve())
    import django

    django.setup()


def _refused(act: Callable[[], Any]) -> Any:
    """What the action gives; a refusal is printed and ends the command."""
    from django.core.exceptions import ValidationError

    try:
        return act()
    except ValidationError as error:
        _fail("; ".join(error.messages))


def _tell(what: str, done: int) -> None:
    print(f"{done:>3} % {what}", file=sys.stderr, flush=True)


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(2)


def _print(told: dict[str, Any], lines: list[str], as_json: bool) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
