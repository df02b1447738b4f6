"""The forms of the room."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from xinzhi.core.roles import Role, organisations_of
from xinzhi.registry.models import Organisation

from .queries.list_files import list_files


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


class ReasonForm(forms.Form):
    """Why a step is taken."""

    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
