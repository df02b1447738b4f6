"""A period to report on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.plan.actions.open_period import REPORT_WITHIN_WORKDAYS
from xinzhi.plan.models import Plan

from .common import day_field


class PeriodForm(forms.Form):
    """Span and time limit."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"), empty_label=None)
    label = forms.CharField(label=_("Name"), max_length=20, required=False)
    begins = day_field(_("First day"), required=True)
    ends = day_field(_("Last day"), required=True)
    within = forms.IntegerField(
        label=_("Reports due within"),
        min_value=1,
        max_value=60,
        initial=REPORT_WITHIN_WORKDAYS,
        help_text=_("Working days after the last day; public holidays are left out."),
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
