"""What the plan office sets on a target."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput
from xinzhi.plan.actions import MilestoneInput
from xinzhi.plan.models import Rule, Target
from xinzhi.registry.models import GOVERNING, Organisation

from .common import day_field, text_field


class TargetForm(forms.Form):
    """Lead, rule, baseline with its source, and why."""

    lead = forms.ModelChoiceField(
        Organisation.objects.filter(kind__in=GOVERNING), label=_("Lead"), required=False, empty_label=_("nobody named")
    )
    rule = forms.ChoiceField(
        label=_("How the current value follows from accepted figures"), choices=Rule.choices, widget=forms.RadioSelect
    )
    baseline = forms.DecimalField(label=_("Baseline"), max_digits=18, decimal_places=4, required=False)
    baseline_on = day_field(_("Baseline of"))
    baseline_source = forms.CharField(
        label=_("Source of the baseline"), max_length=300, required=False, help_text=_("The document or page.")
    )
    why = text_field(_("Reason of the change"), 2)


class MilestoneForm(forms.Form):
    """A value to reach by a day. An empty row says nothing."""

    due = forms.DateField(label=_("Day"), widget=DayInput, required=False)
    value = forms.DecimalField(label=_("Value"), max_digits=18, decimal_places=4, required=False)
    printed = forms.BooleanField(label=_("printed in the plan"), required=False)

    def clean(self) -> dict[str, Any]:
        """Day and value stand together."""
        cleaned = super().clean() or {}
        if not cleaned.get("DELETE") and (cleaned.get("due") is None) != (cleaned.get("value") is None):
            empty = "due" if cleaned.get("due") is None else "value"
            if empty not in self.errors:
                self.add_error(empty, _("A milestone has a day and a value; clear both to leave it out."))
        return cleaned


Milestones = forms.formset_factory(MilestoneForm, extra=2, max_num=40, absolute_max=80, can_delete=True)


def milestone_rows(target: Target, data: Any = None) -> Any:
    """The target's milestones and two empty rows."""
    initial = [
        {"due": m.due, "value": f"{m.value.normalize():f}", "printed": not m.ours} for m in target.milestones.all()
    ]
    return Milestones(data, prefix="milestones", initial=initial)


def milestones_said(rows: Any) -> list[MilestoneInput]:
    """The rows that hold a milestone and are not to be removed."""
    kept = [f.cleaned_data for f in rows.forms if f.cleaned_data.get("due") and not f.cleaned_data.get("DELETE")]
    return [MilestoneInput(c["due"], c["value"], ours=not c["printed"]) for c in kept]
