"""The registers' forms."""

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.fields.models import Field

from .actions import OrganisationInput
from .filters import LabelledChoice
from .models import City, Organisation, OrganisationKind


class DayInput(forms.DateInput):
    """The browser's own calendar, ISO in both directions."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class GrantRoleForm(forms.Form):
    """Whom to give which role, where, and from when to when. People and organisations are named by their keys."""

    user = forms.CharField(max_length=150, label=_("Sign-in name"), help_text=_("The name the person signs in with."))
    organisation = LabelledChoice(label=_("Organisation"), queryset=Organisation.objects.all(), to_field_name="key")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    begins = forms.DateField(label=_("From"), required=False, widget=DayInput)
    ends = forms.DateField(label=_("Until"), required=False, widget=DayInput)
    why = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_user(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["user"]).first()
        if user is None:
            raise forms.ValidationError(_("Nobody signs in with this name."))
        return user


class OrganisationForm(forms.Form):
    """An organisation as a person enters it; every fact comes with its source and its day."""

    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("English name"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    full_name = forms.CharField(label=_("Full name"), max_length=300, required=False)
    aliases = forms.CharField(label=_("Other names"), required=False, help_text=_("Separate them with ;"))
    credit_code = forms.CharField(label=_("Credit code"), max_length=18, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=60, required=False)
    city = LabelledChoice(label=_("City"), queryset=City.objects.all(), to_field_name="key", required=False)
    place = forms.CharField(label=_("Place"), max_length=60, required=False)
    field = LabelledChoice(
        label=_("Field of the plan"), queryset=Field.objects.all(), to_field_name="key", required=False
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("The document or page, in words."))
    source_url = forms.URLField(label=_("Source address"), max_length=600, required=False, assume_scheme="https")
    as_of = forms.DateField(label=_("As of"), widget=DayInput, help_text=_("The day on which this was true."))
    why = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_aliases(self) -> list[str]:
        return [part.strip() for part in self.cleaned_data["aliases"].replace("；", ";").split(";") if part.strip()]

    def values(self) -> OrganisationInput:
        """The cleaned form as the action takes it."""
        names = {f.name for f in dataclasses.fields(OrganisationInput)}
        return OrganisationInput(**{k: v for k, v in self.cleaned_data.items() if k in names})


def initial_of(organisation: Organisation) -> dict[str, Any]:
    """The form's first values for an organisation to correct."""
    values = {f.name: getattr(organisation, f.name) for f in dataclasses.fields(OrganisationInput)}
    return values | {
        "aliases": "; ".join(organisation.aliases),
        "city": organisation.city.key if organisation.city else None,
        "field": organisation.field.key if organisation.field else None,
    }
