"""`xinzhi`: the command line, assembled from the rooms'. Django is set up only by the verbs that need it."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from xinzhi.calls.cli import app as calls_app
from xinzhi.calls.engine.programme_files import check_programmes
from xinzhi.core.identifiers.cli import app as id_app
from xinzhi.core.packs import also_check
from xinzhi.core.packs.cli import app as pack_app
from xinzhi.core.search.cli import app as search_app
from xinzhi.cultivation.cli import app as cultivation_app
from xinzhi.cultivation.cli import check_pack_files
from xinzhi.fields.cli import app as fields_app
from xinzhi.foresight.cli import app as foresight_app
from xinzhi.foresight.pack_files import check_pack_files as check_foresight
from xinzhi.incentives.cli import app as incentives_app
from xinzhi.incentives.cli import check_pack_rules
from xinzhi.integrity.cli import app as records_app
from xinzhi.ledger.cli import app as ledger_app
from xinzhi.plan.cli import app as plan_app
from xinzhi.registry.cli import app as registry_app
from xinzhi.site.api_cli import app as api_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinzhi.site.settings")

app = typer.Typer(
    help="Xinzhi (新质): from a plan's text to provable outcomes.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)
app.add_typer(plan_app, name="plan")
app.add_typer(pack_app, name="pack")
app.add_typer(id_app, name="id")
app.add_typer(search_app, name="search")
app.add_typer(ledger_app, name="ledger")
app.add_typer(records_app, name="records")
app.add_typer(cultivation_app, name="cultivation")
app.add_typer(fields_app, name="fields")
app.add_typer(foresight_app, name="foresight")
app.add_typer(registry_app, name="registry")
app.add_typer(calls_app, name="calls")
app.add_typer(incentives_app, name="incentives")
app.add_typer(api_app, name="api")
for _check in (check_programmes, check_pack_rules, check_pack_files, check_foresight):
    also_check(_check)  # what the rooms keep in a pack is checked with it


DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where database and files lie (default: ./var).")]
Port = Annotated[int, typer.Option("--port", help="Port of the web server.")]


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def manage(ctx: typer.Context) -> None:
    """Django's own commands: xinzhi manage migrate, createsuperuser, …"""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["xinzhi manage", *ctx.args])


@app.command()
def assets(data_dir: DataDir = None) -> None:
    """Write the chart library's browser bundle, so that pages load nothing from elsewhere."""
    _use(data_dir)
    from xinzhi.site.assets import write_chart_bundle

    typer.echo(write_chart_bundle())


@app.command()
def demo(
    plan: Annotated[Path | None, typer.Option("--plan", help="An official text to read first.")] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the web afterwards.")] = True,
    data_dir: DataDir = None,
    port: Port = 8000,
) -> None:
    """Load the pack with its real facts and a marked simulated layer, print the plan's standing, serve the web."""
    _use(data_dir)
    import django

    django.setup()
    from xinzhi.site.demo import run_demo

    run_demo(plan_file=plan)
    if serve:
        _serve(port)


@app.command()
def simulate(
    firms: Annotated[int, typer.Option("--firms", help="How many firms.")] = 35_000,
    years: Annotated[int, typer.Option("--years", help="How many years of figures, up to last year.")] = 5,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same province.")] = 0,
    clear: Annotated[bool, typer.Option("--clear", help="Remove the simulated province instead.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Even on a production installation.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Fill the registers with a marked simulated province, or remove it again."""
    _use(data_dir)
    import django

    django.setup()
    from xinzhi.site.simulate import run_clear, run_simulate

    if clear:
        run_clear()
    else:
        run_simulate(firms=firms, years=years, seed=seed, force=force)


@app.command()
def serve(data_dir: DataDir = None, port: Port = 8000, host: str = "127.0.0.1") -> None:
    """Serve the web and work off the jobs."""
    _use(data_dir)
    import django

    django.setup()
    _serve(port, host)


@app.command()
def digest(data_dir: DataDir = None) -> None:
    """Write and mail the weekly digest; run it once a week (running it twice does no harm)."""
    _use(data_dir)
    import django

    django.setup()
    from xinzhi.core.actions import send_digest
    from xinzhi.plan.actions import send_weekly_digest

    typer.echo(f"{send_weekly_digest()} digests written, {send_digest()} mails sent")


def _use(data_dir: Path | None) -> None:
    """Point the settings at the data folder; must come before Django reads them."""
    if data_dir is not None:
        os.environ["XINZHI_DATA_DIR"] = str(data_dir.resolve())


def _serve(port: int, host: str = "127.0.0.1") -> None:
    from xinzhi.site.server import run

    run(host=host, port=port)


if __name__ == "__main__":
    sys.exit(app())
