"""A pilot policy: what is tried where, and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput
from xinzhi.plan.models import Measure, PilotPolicy
from xinzhi.registry.models import GOVERNING, Organisation


class PilotForm(forms.ModelForm):
    """All of a pilot. The action says what may not be missing."""

    why = forms.CharField(label=_("Reason of the change"), required=False, max_length=300)

    class Meta:
        model = PilotPolicy
        fields = [
            *("measure", "city", "organisation", "name", "name_en", "content", "begins", "ends", "state", "result"),
            *("source", "source_url"),
        ]
        widgets = {
            "content": forms.Textarea(attrs={"rows": 4}),
            "result": forms.Textarea(attrs={"rows": 3}),
            "begins": DayInput,
            "ends": DayInput,
        }
        labels = {"measure": _("Measure"), "organisation": _("Tried by"), "source": _("Source")}
        help_texts = {
            "source": _("The document or page this rests on."),
            "result": _("An ended pilot states its result, also when it failed."),
        }

    def __init__(self, *args: Any, plans: Any, organisations: Any = None, **kwargs: Any) -> None:
        """`organisations`: ids of those that may be named; None for all that govern."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["measure"].queryset = Measure.objects.filter(plan__in=plans).select_related("plan")
        trying = Organisation.objects.filter(kind__in=GOVERNING)
        if organisations is not None:
            trying = trying.filter(pk__in=organisations)
            fields["organisation"].required = True
        fields["organisation"].queryset = trying
        if self.instance.pk is None:
            del fields["why"]
