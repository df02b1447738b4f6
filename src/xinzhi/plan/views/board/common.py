"""What the pages of the board share: the plan by its key, its tabs, and rows as the components take them."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.lists import ListPage
from xinzhi.ledger.queries import proofs_of
from xinzhi.plan import figures
from xinzhi.plan.engine.progress import Health, Standing
from xinzhi.plan.models import Measure, Plan, PlanState
from xinzhi.plan.queries import Board, MeasureRow, TargetRow, board
from xinzhi.plan.rules import visible_plans


def plan_or_404(request: HttpRequest, key: str) -> Plan:
    """The plan of this key. One the reader may not see is not there: 404, not 403."""
    plan = visible_plans(request.user).defer("text").filter(key=key).first()
    if plan is None:
        raise Http404
    return plan


def frame(plan: Plan, current: str = "", above: str = "") -> dict[str, Any]:
    """What every page of a plan shows: the plan, its tabs, and the crumb of the list above a single page."""
    labels = {
        "overview": _("Overview"),
        "targets": _("Targets"),
        "measures": _("Measures"),
        "matrix": _("Responsibility matrix"),
        "timeline": _("Timeline"),
        "departments": _("Departments"),
        "pilots": _("Pilots"),
        "text": _("Text"),
    }
    tabs = [
        {"label": label, "url": reverse(f"plan:{name}", args=[plan.key]), "current": name in {current, above}}
        for name, label in labels.items()
    ]
    return {
        "plan": plan,
        "is_draft": plan.state == PlanState.DRAFT,
        "tabs": tabs,
        "above": {"name": labels[above], "url": reverse(f"plan:{above}", args=[plan.key])} if above else None,
        "parent_rule": figures.PARENT_RULE,
    }


def target_items(plan: Plan, rows: Sequence[TargetRow]) -> list[dict[str, Any]]:
    """Targets as plan/board/target_item.html shows them, with their proofs; one query."""
    proofs = proofs_of("plan.target", [row.target.pk for row in rows])
    return [{**target_item(plan, row), "proof": proofs.get(str(row.target.pk))} for row in rows]


def target_item(plan: Plan, row: TargetRow) -> dict[str, Any]:
    """A target's own part of what plan/board/target_item.html shows."""
    target = row.target
    return {
        "name": target.label,
        "url": reverse("plan:target", args=[plan.key, target.key]),
        "value": figures.shown_value(row),
        "target": target.value,
        "goal": figures.goal_words(target),
        "unit": target.unit_label,
        "expected": row.expected,
        "reckoned": row.reckoned,
        "tone": figures.TONES[row.standing],
        "standing": figures.standing_words(target, row.standing),
        "lead": target.lead,
        "figures": figures.counted(row),
        "as_of": row.current.as_of,
        "simulated": row.is_simulated,
    }


def measure_item(plan: Plan, row: MeasureRow) -> dict[str, Any]:
    """A measure as lists of measures show it."""
    return {
        "number": row.measure.number,
        "name": row.measure.label,
        "url": reverse("plan:measure", args=[plan.key, row.measure.key]),
        "leads": [{"name": d.organisation.label, "url": department_url(plan, d.organisation)} for d in row.leads],
        "tone": figures.TONES[row.health],
        "health": figures.HEALTHS[row.health],
        "overdue": row.overdue,
        "simulated": any(d.is_simulated for d in row.duties),
    }


def department_url(plan: Plan, organisation: Any) -> str:
    """The address of what a department owes under the plan."""
    return reverse("plan:department", args=[plan.key, organisation.key])


def place_in_text(plan: Plan, thing: Any, has_text: bool) -> str:
    """The address of a target's or measure's place in the official text; "" where it is not known."""
    if not has_text or not thing.span:
        return ""
    kind = "m" if isinstance(thing, Measure) else "t"
    return f"{reverse('plan:text', args=[plan.key])}#text-{kind}-{thing.key}"


def has_text(plan: Plan) -> bool:
    """Whether the official text was read here, without fetching it."""
    return Plan.objects.filter(pk=plan.pk).exclude(text="").exists()


def tally(values: list[Any], words: dict[str, Any], order: Any) -> list[dict[str, Any]]:
    """How many stand how: words, tone, count, in the order of the enumeration, without empty ones."""
    return [
        {"key": key, "name": words[key], "tone": figures.TONES[key], "n": values.count(key)}
        for key in order
        if key in values
    ]


def standings(now: Board) -> list[dict[str, Any]]:
    """The tally of the targets by standing."""
    return tally([t.standing for t in now.targets], figures.STANDINGS, Standing)


def healths(now: Board) -> list[dict[str, Any]]:
    """The tally of the measures by health."""
    return tally([m.health for m in now.measures], figures.HEALTHS, Health)


class PlanList(ListPage):
    """A list page below a plan. `tab` names the face of the plan it is."""

    public = True
    template_name = "plan/board/list.html"
    tab = ""
    simulated_path = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.plan = plan_or_404(request, kwargs["plan"])

    @property
    def now(self) -> Board:
        """The board, read once a request."""
        if not hasattr(self, "_now"):
            self._now = board(self.plan)
        return self._now

    def crumbs(self) -> list[tuple[Any, str]]:
        return [(self.plan.label, reverse("plan:overview", args=[self.plan.key]))]

    def extra_context(self) -> dict[str, Any]:
        return frame(self.plan, self.tab)
