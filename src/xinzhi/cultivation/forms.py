"""The forms of the room."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from xinzhi.core.roles import Role, organisations_of
from xinzhi.registry.models import Organisation

from .queries.list_files import list_files, payment_files


class DayInput(forms.DateInput):
    """The browser's own calendar, ISO in both directions."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DraftForm(forms.Form):
    """Which list, of which year's figures, published by whom."""

    key = forms.ChoiceField(label=_("List"))
    organisation = forms.ModelChoiceField(label=_("Published by"), queryset=Organisation.objects.none())
    year = forms.IntegerField(label=_("Year of the figures"), min_value=2000, max_value=2100)
    simulated = forms.BooleanField(
        label=_("Of simulated firms"), required=False, help_text=_("For a rehearsal; the edition is marked everywhere.")
    )

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data, initial={"year": timezone.localdate().year - 1})
        self.fields["key"].choices = [(key, key) for key in list_files()]  # type: ignore[attr-defined]
        kept = organisations_of(user, Role.PROGRAMME_MANAGER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=kept)  # type: ignore[attr-defined]

    def clean_year(self) -> int:
        """A year whose figures can be there."""
        year: int = self.cleaned_data["year"]
        if year >= timezone.localdate().year:
            raise forms.ValidationError(_now("The figures of this year are not complete yet."))
        return year


class RunForm(forms.Form):
    """Which payment, of which day, from which table."""

    key = forms.ChoiceField(label=_("Payment"))
    organisation = forms.ModelChoiceField(label=_("Paid by"), queryset=Organisation.objects.none())
    on = forms.DateField(
        label=_("Day of the rules"), widget=DayInput, help_text=_("The rules in force on this day decide.")
    )
    table = forms.FileField(
        label=_("Table of facts"),
        help_text=_(
            "CSV or XLSX from the agency that knows: a column id (key or credit code), and facts of the rules."
        ),
    )
    simulated = forms.BooleanField(
        label=_("Of simulated firms"), required=False, help_text=_("For a rehearsal; the run is marked everywhere.")
    )

    def __init__(self, user: Any, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"on": timezone.localdate()})
        self.fields["key"].choices = [(key, key) for key in payment_files()]  # type: ignore[attr-defined]
        kept = organisations_of(user, Role.PROGRAMME_MANAGER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=kept)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a step is taken."""

    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
