"""`xinzhi pack`: which packs there are, and whether one is sound."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from .check import check_pack
from .find import find_pack, list_packs
from .model import PackError

app = typer.Typer(name="pack", help="Packs: a region as data.", no_args_is_help=True)


@app.command("list")
def list_command() -> None:
    """Print the name and the directory of every pack."""
    for name, path in list_packs().items():
        typer.echo(f"{name}\t{path}")


@app.command()
def check(
    pack: Annotated[str, typer.Argument(metavar="NAME|DIR", help="A pack's name or its directory.")] = "shandong",
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """Check a pack: each problem with file, line, reason and remedy. Exit 1 when there are any, 2 when no such pack."""
    try:
        path = find_pack(pack)
    except PackError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    problems = check_pack(path)
    if as_json:
        typer.echo(json.dumps([problem._asdict() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{path.name}: {len(problems)} problem(s)" if problems else f"{path.name}: sound")
    raise typer.Exit(1 if problems else 0)
