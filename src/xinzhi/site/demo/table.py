"""What the demo prints: the plan's standing, and who may sign in."""

from rich.console import Console
from rich.table import Table

from xinzhi.core.packs import Pack
from xinzhi.plan.models import Plan
from xinzhi.plan.queries import board
from xinzhi.registry.actions import LoadReport

from .people import Person

_COLOUR = {
    "met": "green",
    "done": "green",
    "on_track": "green",
    "behind": "yellow",
    "blocked": "red",
    "overdue": "red",
    "at_risk": "red",
}


def print_load(pack: Pack, report: LoadReport, out: Console) -> None:
    """One line for the registers, one for each row that was left out."""
    kinds = ", ".join(f"{kind} {r.total}" for kind, r in report.kinds.items())
    out.print(f"Pack [bold]{pack.name}[/] ({pack.key} {pack.version}): {kinds}")
    for problem in report.problems:
        out.print(f"[yellow]left out[/] {problem}")


def print_standing(plan: Plan, out: Console) -> None:
    """Targets with value, what should be there by now, standing and the figures behind; then measures by state."""
    now = board(plan)
    targets = Table(title=f"{plan.name} — {now.today.isoformat()}", title_justify="left")
    for name, right in (
        ("Target", False),
        ("Goal", True),
        ("Due", False),
        ("Now", True),
        ("Expected", True),
        ("Standing", False),
        ("Figures", True),
        ("", False),
    ):
        targets.add_column(name, justify="right" if right else "left", no_wrap=name != "Target")
    for row in now.targets:
        t = row.target
        targets.add_row(
            t.name,
            f"{t.comparator} {t.value.normalize():f} {t.unit}",
            "every year" if t.is_yearly else str(t.due or "—"),
            f"{row.current.value.normalize():f}",
            "—" if row.expected is None else f"{row.expected:.1f}",
            f"[{_COLOUR.get(row.standing, 'dim')}]{row.standing}[/]",
            str(sum(c.counted for c in row.current.lineage)),
            "◇ simulated" if row.is_simulated else "",
        )
    out.print(targets)
    measures = Table(title="Measures (a measure stands as its worst reporting duty)", title_justify="left")
    for name in ("Action", "Measures", "State"):
        measures.add_column(name)
    for area in now.areas:
        marks = " ".join(f"[{_COLOUR.get(m.health, 'dim')}]■[/]" for m in area.measures)
        measures.add_row(
            area.area.name if area.area else "—", marks, f"[{_COLOUR.get(area.health, 'dim')}]{area.health}[/]"
        )
    out.print(measures)


def print_sign_ins(people: dict[str, Person], out: Console) -> None:
    """User names with the run's random password."""
    table = Table(title="Demonstration sign-ins (a new password at every run)", title_justify="left")
    for name in ("User", "Password", "Role", "Organisation"):
        table.add_column(name)
    for name, p in people.items():
        table.add_row(name, p.password, p.role.value, p.organisation.name)
    out.print(table)
