"""`xinzhi cultivation`: rank a list, look at a bundle again, check a list file. No Django, no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from xinzhi.core.packs.model import Problem

app = typer.Typer(help="Ranked lists, the ladder of firms, payments without application.", no_args_is_help=True)

_List = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A list file (TOML).", show_default=False)]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def check_pack_files(path: Path, _keys: Mapping[str, set[str]]) -> list[Problem]:
    """Every problem of a pack's lists, payments, libraries and finance schemes, for `xinzhi pack check`."""
    from .engine import check_list
    from .engine.library import check_library
    from .engine.programme import check_programme
    from .engine.scheme import check_scheme

    found = [
        (file, problem)
        for folder, check_file in (
            ("payments", check_programme),
            ("libraries", check_library),
            ("finance", check_scheme),
        )
        for file in sorted((path / folder).glob("*.toml"))
        for problem in check_file(file)
    ]
    lists = sorted((path / "lists").glob("*.toml"))
    found += [(file, problem) for file in lists for problem in check_list(file.read_bytes(), file.name)]
    return [problem._replace(file=f"{file.parent.name}/{file.name}") for file, problem in found]


def _fail(message: str, code: int = 2) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


@app.command()
def check(listed: _List) -> None:
    """Check a list file: each problem with line, reason and remedy. Exit 1 when there are any."""
    from .engine import check_list

    problems = check_list(listed.read_bytes(), listed.name)
    for problem in problems:
        typer.echo(str(problem))
    typer.echo(f"{listed.name}: {len(problems)} problem(s)" if problems else f"{listed.name}: sound")
    raise typer.Exit(1 if problems else 0)


@app.command()
def rank(
    listed: _List,
    data: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Parquet.", show_default=False)],
    before: Annotated[Path | None, typer.Option("--before", help="The bundle of the last edition: what moved.")] = None,
    bundle: Annotated[Path | None, typer.Option("--bundle", help="Write the edition here as a bundle.")] = None,
    top: Annotated[int, typer.Option("--top", min=1, help="How many firms to print.")] = 20,
    as_json: _Json = False,
) -> None:
    """Rank firms: score, rank, interval, tier; who is left out and why; coherence. Exit 2 on unusable files."""
    from .engine import ListError, moves, read_firms, read_list, recompute, write_bundle
    from .engine import rank as rank_firms
    from .report import as_dict, lines

    try:
        wanted = read_list(listed)
        ranking = rank_firms(wanted, read_firms(data, wanted))
        moved = moves(recompute(before.read_bytes()).ranking, ranking) if before else None
    except ListError as error:
        _fail(str(error))
    found = as_dict(ranking, moved)
    if bundle:
        content, found["digest"] = write_bundle(ranking, listed.read_bytes(), {})
        bundle.write_bytes(content)
    _print(found, lines(found, top), as_json=as_json)


@app.command()
def recompute(
    bundle: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A published bundle.", show_default=False)
    ],
    as_json: _Json = False,
) -> None:
    """Rank a published edition again from its own files. Exit 1 when its results are not what they give."""
    from .engine import ListError
    from .engine import recompute as look_again

    try:
        found = look_again(bundle.read_bytes())
    except ListError as error:
        _fail(str(error))
    listed = found.ranking.listed
    said = {
        "list": listed.key,
        "firms": len(found.ranking.ids),
        "digest": found.digest,
        "problems": list(found.problems),
    }
    text = [*found.problems, f"{listed.name}: {said['firms']} firms, digest {found.digest}"]
    text.append(
        "does not agree with its own files" if found.problems else "recomputed: every rank, score and tier agrees"
    )
    _print(said, text, as_json=as_json)
    raise typer.Exit(1 if found.problems else 0)


def _print(said: dict[str, Any], text: list[str], *, as_json: bool) -> None:
    typer.echo(json.dumps(said, ensure_ascii=False, indent=2, allow_nan=False) if as_json else "\n".join(text))
