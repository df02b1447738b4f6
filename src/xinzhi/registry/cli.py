"""`xinzhi registry`: the registers from the command line."""

import typer

from .cli_import import import_command

app = typer.Typer(help="Work on the registers.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep the verbs a group however few they are."""


app.command("import")(import_command)
