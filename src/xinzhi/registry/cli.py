"""`xinzhi registry`: the registers from the command line."""

import typer

from .cli_import import import_command
from .cli_resolve import resolve

app = typer.Typer(help="Work on the registers.", no_args_is_help=True)


app.command("import")(import_command)
app.command()(resolve)
