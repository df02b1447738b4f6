"""The command's work: pack, province, figures of how long it took."""

import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from xinzhi.core.packs import Pack
from xinzhi.plan.actions import load_plan
from xinzhi.registry.actions import clear_simulation, load_pack_facts, simulate_province


def run_simulate(*, firms: int, years: int, seed: int, force: bool = False, console: Console | None = None) -> None:
    """Migrate, load the pack where it is missing, simulate, print what was written.

    Exits with code 2 and the reason where it is refused. The same numbers again change nothing.
    """
    out = console or Console()
    started = time.monotonic()
    call_command("migrate", verbosity=0)
    pack = Pack.load(settings.PACK)
    with out.status("Loading the pack…"):
        load_pack_facts(actor=None, pack=pack)
        load_plan(actor=None, pack=pack)
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=out)
    try:
        with bar:
            task = bar.add_task("", total=None)
            made = simulate_province(
                actor=None,
                firms=firms,
                years=years,
                seed=seed,
                force=force,
                progress=lambda what, done, whole: bar.update(task, description=what, completed=done, total=whole),
            )
    except ValidationError as error:
        _refuse(out, error)
    out.print(", ".join(f"{kind} {n:,}" for kind, n in made.counts.items()))
    if not made.new:
        out.print("[dim]This province stood here already; nothing was changed.[/]")
    out.print(
        f"[dim]{time.monotonic() - started:.1f} s. Everything is marked as simulated and counts nowhere as real.[/]"
    )


def run_clear(*, console: Console | None = None) -> None:
    """Take the simulated province out again and print what was removed."""
    out = console or Console()
    call_command("migrate", verbosity=0)
    try:
        removed = clear_simulation(actor=None)
    except ValidationError as error:
        _refuse(out, error)
    out.print(", ".join(f"{kind} {n:,}" for kind, n in removed.items()) or "No simulated province stands here.")


def _refuse(out: Console, error: ValidationError) -> None:
    out.print(f"[red]{' '.join(error.messages)}[/]")
    raise SystemExit(2) from error
