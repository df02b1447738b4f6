"""`xinzhi api`: the document of the programming interface."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The programming interface.", no_args_is_help=True)


@app.callback()
def api() -> None:
    """The programming interface."""


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the screen.")] = None,
    language: Annotated[str, typer.Option("--language", help="en or zh-hans: the language of its texts.")] = "en",
) -> None:
    """Write the OpenAPI 3.1 document of this installation."""
    import django

    django.setup()
    from django.utils import translation

    from xinzhi.site.api.document import text

    with translation.override(language):
        document = text()
    if out is None:
        typer.echo(document)
    else:
        out.write_text(f"{document}\n", encoding="utf-8")
