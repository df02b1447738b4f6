"""Giving a role."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput
from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.registry.filters import LabelledChoice
from xinzhi.registry.models import GOVERNING, Organisation, Standing


class GrantRoleForm(forms.Form):
    """Whom to give which role, where, and from when to when. People and organisations are named by their keys."""

    user = forms.CharField(max_length=150, label=_("Sign-in name"), help_text=_("The name the person signs in with."))
    organisation = LabelledChoice(
        label=_("Organisation"),
        queryset=Organisation.objects.filter(standing=Standing.PUBLISHED, kind__in=GOVERNING),
        to_field_name="key",
        required=False,
        help_text=_("A department or a city government. For any other organisation give its key below."),
    )
    organisation_key = forms.CharField(
        label=_("Key of another organisation"),
        max_length=120,
        required=False,
        help_text=_("The last part of the address of its page."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    begins = forms.DateField(label=_("From"), required=False, widget=DayInput)
    ends = forms.DateField(label=_("Until"), required=False, widget=DayInput)
    why = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_user(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["user"]).first()
        if user is None:
            raise forms.ValidationError(_("Nobody signs in with this name."))
        return user

    def clean(self) -> dict[str, Any]:
        """The organisation by list or by key: a list of tens of thousands would serve nobody."""
        cleaned = super().clean() or {}
        key = cleaned.pop("organisation_key", "")
        if not cleaned.get("organisation") and "organisation" not in self.errors:
            found = Organisation.objects.filter(standing=Standing.PUBLISHED, key=key).first() if key else None
            if found is None:
                self.add_error("organisation_key" if key else "organisation", _("There is no such organisation."))
            cleaned["organisation"] = found
        return cleaned
