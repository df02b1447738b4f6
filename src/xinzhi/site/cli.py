"""`xinzhi`: the command line, assembled from the rooms'."""

import os
import sys

import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinzhi.site.settings")

app = typer.Typer(
    help="Xinzhi (新质): from a plan's text to provable outcomes.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)


@app.callback()
def main() -> None:
    """The command line; each room adds its own verbs."""


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def manage(ctx: typer.Context) -> None:
    """Django's own commands: xinzhi manage migrate, createsuperuser, …"""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["xinzhi manage", *ctx.args])


if __name__ == "__main__":
    sys.exit(app())
