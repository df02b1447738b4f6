"""Who is behind, and pressing several at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import BulkAction
from xinzhi.core.lists.bulk import preview, run
from xinzhi.core.roles import Role, organisations_of
from xinzhi.plan.actions import next_level, press_duty
from xinzhi.plan.forms.press import BulkPressForm
from xinzhi.plan.models import Duty, PlanState
from xinzhi.plan.queries import LateDuty, late_duties, pressing_words
from xinzhi.plan.rules import is_overseer, visible_plans


def _press(actor: Any, duty: Duty, data: dict[str, Any]) -> str:
    press = press_duty(actor=actor, duty=duty, text=data["letters"][duty.pk])
    return str(press.get_level_display())


PRESS = BulkAction("press", gettext_lazy("Press the chosen departments"), "plan.press_duty", _press, BulkPressForm)


@login_required
def overdue(request: HttpRequest) -> HttpResponse:
    """Late reports by department: all for the plan office and auditors, one's own for a duty officer.

    Posting chosen duties shows each letter first (`confirmed` is missing), then sends them one by one.
    """
    rows = _rows(request)
    if request.method == "POST":
        return _post(request, rows)
    groups: dict[Any, list[LateDuty]] = {}
    for row in rows:
        groups.setdefault(row.duty.organisation, []).append(row)
    listed = sorted(groups.items(), key=lambda g: (-max(r.overdue for r in g[1]), g[0].name))
    context = {
        "groups": listed,
        "count": sum(len(r.late) for r in rows),
        "longest": max((r.overdue for r in rows), default=0),
        "today": timezone.localdate(),
        "may_press": request.user.has_perm("plan.press_duty"),
        "actions": [{"value": PRESS.key, "label": PRESS.label}],
    }
    return render(request, "plan/desk/overdue.html", context)


def _rows(request: HttpRequest) -> list[LateDuty]:
    rows = late_duties(visible_plans(request.user).filter(state=PlanState.PUBLISHED))
    if is_overseer(request.user):
        return rows
    mine = organisations_of(request.user, Role.DUTY_OFFICER)
    return [r for r in rows if r.duty.organisation_id in mine]


def _post(request: HttpRequest, rows: list[LateDuty]) -> HttpResponse:
    if not request.user.has_perm("plan.press_duty"):
        raise PermissionDenied
    wanted = set(request.POST.getlist("row"))
    chosen = [r for r in rows if str(r.duty.pk) in wanted]
    if not chosen:
        messages.warning(request, _("Choose at least one entry."))
        return redirect("plan:overdue")
    confirmed = "confirmed" in request.POST
    form = BulkPressForm(request.POST if confirmed else None)
    if confirmed and form.is_valid():
        note = form.cleaned_data["note"].strip()
        words = {r.duty.pk: "\n\n".join(filter(None, (pressing_words(r.duty, r.late), note))) for r in chosen}
        outcomes = run(PRESS, request.user, [r.duty for r in chosen], {"letters": words})
        done = sum(o.ok for o in outcomes)
        context = {"outcomes": outcomes, "done": done, "failed": len(outcomes) - done}
        return render(request, "plan/desk/overdue_result.html", context)
    allowed = {d.pk for d, may in preview(PRESS, request.user, [r.duty for r in chosen]) if may}
    letters = [(r, next_level(r.duty), pressing_words(r.duty, r.late)) for r in chosen if r.duty.pk in allowed]
    return render(request, "plan/desk/overdue_confirm.html", {"letters": letters, "form": form})
