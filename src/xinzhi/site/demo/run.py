"""The main job from an empty folder to a living board."""

import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from rich.console import Console

from xinzhi.core.packs import Pack
from xinzhi.ledger.actions import integrate_all
from xinzhi.plan.actions import load_plan
from xinzhi.plan.models import Plan
from xinzhi.registry.actions import load_pack_facts, relate_by_name

from .calls import simulate_calls
from .cultivation import simulate_cultivation
from .foresight import simulate_foresight
from .layer import simulate
from .people import make_people
from .registry import simulate_registry
from .table import print_load, print_sign_ins, print_standing
from .text import read_official_text


def run_demo(*, plan_file: Path | None = None, console: Console | None = None) -> Plan:
    """Migrate, load the pack, read the text where one is given, simulate progress, print the standing.

    Running it again changes nothing but the demonstration passwords. Exits with code 2 and the reader's words when the
    text cannot be read.
    """
    out = console or Console()
    if not out.is_terminal:
        out.width = 140  # a log is not folded at 80 columns
    started = time.monotonic()
    call_command("migrate", verbosity=0)
    pack = Pack.load(settings.PACK)
    with out.status("Loading the pack…"):
        facts = load_pack_facts(actor=None, pack=pack)
        relate_by_name(actor=None)
        plan = load_plan(actor=None, pack=pack)
    print_load(pack, facts, out)
    if plan_file is not None:
        try:
            out.print(read_official_text(plan_file, plan))
        except ValidationError as error:
            out.print(f"[red]{plan_file}: {' '.join(error.messages)}[/]")
            raise SystemExit(2) from error
    # Each layer is there as a whole or not at all: a run that was cut off is taken up by the next.
    with out.status("Simulating progress reports…"), transaction.atomic():
        people = make_people(pack)
        simulate(plan, people)
        people["editor"] = simulate_registry(pack, people)
        people |= simulate_calls(pack, people)
        simulate_cultivation(pack, people)
    with out.status("Simulating a list of future technologies…"), transaction.atomic():
        simulate_foresight(people)
    integrate_all()
    print_standing(plan, out)
    print_sign_ins(people, out)
    out.print(f"[dim]{time.monotonic() - started:.1f} s[/]")
    return plan
