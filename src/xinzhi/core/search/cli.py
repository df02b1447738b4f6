"""`xinzhi search`: build the index anew, or say how it stands."""

from __future__ import annotations

import time

import typer

app = typer.Typer(name="search", help="The search index of this host.", no_args_is_help=True)


@app.callback()
def ready() -> None:
    """Set Django up; every command here asks the database."""
    import django

    django.setup()


@app.command()
def reindex() -> None:
    """Build the index anew while the old one serves, swap, prune old changes."""
    from .folder import size
    from .keep import rebuild

    started = time.monotonic()
    built = rebuild()
    if built is None:
        typer.echo("the index vanished while it was built: is the folder being cleaned by another program?", err=True)
        raise typer.Exit(1)
    typer.echo(f"{built.index.size} things, {size() / 1e6:.1f} MB, {time.monotonic() - started:.1f} s")


@app.command()
def status() -> None:
    """Say how many things are indexed and how many changes wait. Exit 1 where an index must be built."""
    from .changes import Lost, pending
    from .folder import current, size

    generation = current()
    if generation is None:
        typer.echo("no index yet: it is built by the first search, or by `xinzhi search reindex`")
        raise typer.Exit(1)
    try:
        waiting = len(pending(generation.position)[0])
    except Lost:
        typer.echo("the index is of another state of the database; it is built anew by the next search")
        raise typer.Exit(1) from None
    typer.echo(f"{generation.index.size} things, {size() / 1e6:.1f} MB, {waiting} changes waiting")
