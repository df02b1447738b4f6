"""Pilot policies: a measure tried first in one place, with its stated result."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from xinzhi.core.roles import Role, organisations_of
from xinzhi.plan.actions import record_pilot
from xinzhi.plan.forms.common import show_refusal
from xinzhi.plan.forms.pilot import PilotForm
from xinzhi.plan.models import PilotPolicy
from xinzhi.plan.rules import is_plan_office, visible_pilots, visible_plans


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Record a pilot; `?measure=` fills in the measure. For the plan office and duty officers; others: 403."""
    if not is_plan_office(request.user) and not organisations_of(request.user, Role.DUTY_OFFICER):
        raise PermissionDenied
    initial = {k: request.GET[k] for k in ("measure", "city") if request.GET.get(k, "").isdecimal()}
    return _page(request, PilotPolicy(), initial)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a pilot. One that is only proposed elsewhere is 404; a public one that is not one's own, 403."""
    pilot = get_object_or_404(visible_pilots(request.user).select_related("measure__plan", "city"), pk=pk)
    if not request.user.has_perm("plan.edit_pilot", pilot):
        raise PermissionDenied
    return _page(request, pilot, {})


def _page(request: HttpRequest, pilot: PilotPolicy, initial: dict[str, Any]) -> HttpResponse:
    office = is_plan_office(request.user)
    mine = None if office else organisations_of(request.user, Role.DUTY_OFFICER)
    is_new = pilot.pk is None
    form = PilotForm(
        request.POST or None,
        instance=pilot,
        initial=initial,
        plans=visible_plans(request.user),
        organisations=mine,
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_pilot(actor=request.user, pilot=form.instance, why=form.cleaned_data.get("why", ""))
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("plan:pilot_edit", form.instance.pk)
    return render(request, "plan/desk/pilot.html", {"form": form, "pilot": None if is_new else pilot})
