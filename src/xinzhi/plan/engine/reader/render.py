"""A read plan, and a comparison of two, for the terminal. Uses rich; the only reader module that prints."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from .compare import Comparison
from .model import Measure, PlanField, ReadPlan, Section, Target

_SYMBOL = {"yearly": "每年", "quarterly": "每季度", "monthly": "每月"}


def amount(target: Target) -> str:
    """Comparator, value (range) and unit as a reader would write them: ≥ 100名."""
    value = f"{target.value:g}" if target.value < 1e6 else f"{target.value:.0f}"
    high = "" if target.value_high is None else f"—{target.value_high:g}"
    return f"{target.comparator} {value}{high}{target.unit}"


def _when(target: Target) -> str:
    return " ".join(filter(None, (_SYMBOL.get(target.cadence or "", ""), target.due or "")))


def _duties(measure: Measure) -> str:
    parts = (("牵头", measure.lead), ("配合", measure.support), ("负责", measure.shared))
    words = "；".join(f"{role} {'、'.join(names)}" for role, names in parts if names)
    return words + (f"；{measure.deadline}" if measure.deadline else "")


def _field(field: PlanField) -> str:
    parts = (("技术", field.technologies), ("产品", field.products), ("应用", field.applications))
    words = "；".join(f"{role} {'、'.join(names)}" for role, names in parts if names)
    return escape(f"{field.number} {field.name}".strip()) + (f" [dim]{escape(words)}[/dim]" if words else "")


def _outline(branch: Tree, sections: Sequence[Section]) -> None:
    for section in sections:
        title = section.title if len(section.title) <= 40 else section.title[:39] + "…"
        _outline(branch.add(escape(f"{section.number} {title}")), section.children)


def plan_tree(plan: ReadPlan) -> Tree:
    """The plan as a tree: header, outline, fields, targets, measures, instruments."""
    tree = Tree(f"[bold]{escape(plan.title or '—')}[/bold]")
    facts = (("文号", plan.number), ("印发机关", plan.issuer), ("日期", plan.issued), ("通知", plan.notice_title))
    for name, value in facts:
        if value:
            tree.add(f"[dim]{name}[/dim] {escape(value)}")
    if plan.addressees:
        tree.add(f"[dim]主送[/dim] {escape('；'.join(plan.addressees))}")
    _outline(tree.add("[bold cyan]结构[/bold cyan]"), plan.outline)
    branch = tree.add(f"[bold cyan]领域[/bold cyan] {len(plan.fields)}")
    for field in plan.fields:
        branch.add(_field(field))
    branch = tree.add(f"[bold cyan]目标[/bold cyan] {len(plan.targets)}")
    for target in plan.targets:
        branch.add(f"{escape(target.quantity)} [green]{escape(amount(target))}[/green] {_when(target)}")
    branch = tree.add(f"[bold cyan]措施[/bold cyan] {len(plan.measures)}")
    for measure in plan.measures:
        title = measure.title if len(measure.title) <= 40 else measure.title[:39] + "…"
        branch.add(escape(f"{'.'.join(measure.path)} {title}")).add(
            f"[yellow]{escape(_duties(measure)) or '—'}[/yellow]"
        )
    branch = tree.add(f"[bold cyan]载体[/bold cyan] {len(plan.instruments)}")
    for instrument in plan.instruments:
        branch.add(f"{escape(instrument.name)} [dim]{instrument.kind}[/dim]")
    for warning in plan.warnings:
        tree.add(f"[red]{escape(warning)}[/red]")
    return tree


def print_plan(plan: ReadPlan) -> None:
    """Print the plan's tree to standard output."""
    Console().print(plan_tree(plan))


def comparison_tables(comparison: Comparison) -> tuple[Table, Table]:
    """Two tables: targets and fields, one column for each plan."""
    targets = Table(title="目标", show_lines=False)
    fields = Table(title="领域")
    for table in (targets, fields):
        table.add_column("")
        for title in comparison.titles:
            table.add_column(escape(title))
    for goal in comparison.targets:
        sides = (f"{amount(side)} {_when(side)}" if side else "—" for side in (goal.first, goal.second))
        targets.add_row(escape(goal.key), *(escape(side) for side in sides))
    for pair in comparison.fields:
        fields.add_row(
            escape(pair.key),
            *(escape("、".join(side.technologies[:6]) or "✓") if side else "—" for side in (pair.first, pair.second)),
        )
    return targets, fields


def print_comparison(comparison: Comparison) -> None:
    """Print both tables to standard output."""
    console = Console()
    for table in comparison_tables(comparison):
        console.print(table)
