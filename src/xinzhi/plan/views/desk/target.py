"""What the plan office sets on a target."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from xinzhi.plan.actions import edit_target
from xinzhi.plan.forms.common import show_refusal
from xinzhi.plan.forms.target import TargetForm, milestone_rows, milestones_said
from xinzhi.plan.models import Target
from xinzhi.plan.rules import visible_plans


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead, rule, baseline and milestones. Targets are public: whoever may not change them is told so (403)."""
    rows = Target.objects.filter(plan__in=visible_plans(request.user)).select_related("plan", "lead", "measure")
    target = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm("plan.edit_plan", target.plan):
        raise PermissionDenied
    initial = {
        "lead": target.lead_id,
        "rule": target.rule,
        "baseline": f"{target.baseline.normalize():f}",
        "baseline_on": target.baseline_on,
        "baseline_source": target.baseline_source,
    }
    posted = request.POST if request.method == "POST" else None
    form, milestones = TargetForm(posted, initial=initial), milestone_rows(target, posted)
    if posted is not None and all([form.is_valid(), milestones.is_valid()]):
        values = form.cleaned_data | {"baseline": form.cleaned_data["baseline"] or Decimal(0)}
        try:
            edit_target(actor=request.user, target=target, milestones=milestones_said(milestones), **values)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("plan:target", target.plan.key, target.key)
    context = {"target": target, "plan": target.plan, "form": form, "milestones": milestones}
    return render(request, "plan/desk/target_edit.html", context)
