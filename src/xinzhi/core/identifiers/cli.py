"""`xinzhi id`: check an identifier, list the kinds."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from . import KINDS, IdentifierError, parse

app = typer.Typer(name="id", help="Identifiers: credit codes, patents, standards, …", no_args_is_help=True)


@app.command()
def kinds() -> None:
    """Print every kind: key, name, rule, an example; * marks those whose form is not from a printed rule."""
    for kind in KINDS.values():
        typer.echo(f"{kind.key}\t{kind.name}{'' if kind.verified else ' *'}\t{kind.rule}\t{kind.example}")


@app.command(context_settings={"ignore_unknown_options": True})
def check(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="One of `xinzhi id kinds`.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The identifier as you have it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the parts as JSON.")] = False,
) -> None:
    """Print the one form of an identifier, with its parts. Exit 1 when it is not sound, 2 for an unknown kind."""
    if kind not in KINDS:
        typer.echo(f"There is no kind {kind!r}: {', '.join(KINDS)}.", err=True)
        raise typer.Exit(2)
    try:
        found = parse(kind, value)
    except IdentifierError as error:
        hint = {"suggestion": error.suggestion} if error.suggestion else {}
        if as_json:
            typer.echo(json.dumps({"code": error.code, "message": str(error), **hint}, ensure_ascii=False))
        else:
            typer.echo(f"{error}{f' Perhaps {error.suggestion}?' if hint else ''}", err=True)
        raise typer.Exit(1) from error
    notices = [{"code": n.code, "message": str(n.message)} for n in found.notices]
    if as_json:
        typer.echo(json.dumps({"normal": found.normal, **found.parts, "notices": notices}, ensure_ascii=False))
        return
    typer.echo(found.normal)
    for name, part in found.parts.items():
        typer.echo(f"  {name}: {part}")
    for notice in notices:
        typer.echo(f"  ! {notice['message']}")
