"""The forms of the office: calls, decisions on the check, restrictions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.models import Call
from xinzhi.core.inputs import DayInput
from xinzhi.core.picking import PickForm, PickOneField
from xinzhi.registry.models import Organisation


class CallForm(forms.Form):
    """A call's days, places and money. The first day begins at midnight, the last day ends at midnight."""

    name = forms.CharField(label=_("Title"), max_length=300)
    name_en = forms.CharField(label=_("English title"), max_length=300, required=False)
    opens = forms.DateField(label=_("First day of applying"), widget=DayInput)
    closes = forms.DateField(label=_("Last day of applying"), widget=DayInput)
    quota = forms.IntegerField(label=_("Places"), min_value=1, required=False, help_text=_("Empty: no limit."))
    purse = forms.DecimalField(label=_("Money (yuan)"), min_value=0, max_digits=16, decimal_places=2, required=False)
    why = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed to put off the end of a published call."),
    )

    @staticmethod
    def of(call: Call) -> dict[str, Any]:
        """The form's values of a call."""
        return {
            "name": call.name,
            "name_en": call.name_en,
            "opens": timezone.localdate(call.opens_at),
            "closes": call.closes_on,
            "quota": call.quota,
            "purse": call.purse_fen / 100 if call.purse_fen is not None else None,
        }

    def values(self) -> dict[str, Any]:
        """The cleaned form as the actions take it."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "name_en": data["name_en"],
            "opens_at": _midnight(data["opens"]),
            "closes_at": _midnight(data["closes"] + dt.timedelta(days=1)),
            "quota": data["quota"],
            "purse_fen": int(data["purse"] * 100) if data["purse"] is not None else None,
        }


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())


class WhyForm(forms.Form):
    """Why something is done. Whether a reason is needed is the action's word."""

    why = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class RestrictionForm(PickForm):
    """Who may not apply, by which document, from when until when."""

    organisation = PickOneField(
        Organisation.objects.order_by("name"),
        label=_("Organisation"),
        search=("name", "full_name", "name_en", "credit_code", "key"),
        label_of=lambda o: " · ".join(filter(None, (o.label, o.credit_code))),
    )
    person = forms.CharField(
        label=_("Person"), max_length=80, required=False, help_text=_("Empty where the organisation itself is meant.")
    )
    document = forms.CharField(label=_("Document"), max_length=200)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    begins = forms.DateField(label=_("From"), widget=DayInput)
    ends = forms.DateField(label=_("Until"), widget=DayInput, required=False)
