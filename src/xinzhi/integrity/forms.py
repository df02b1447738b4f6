"""The forms of research records."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput
from xinzhi.core.models import User
from xinzhi.registry.forms.inputs import KeyField
from xinzhi.registry.models import Organisation, Project

from .actions import Description
from .models import Openness, RecordKind, ResearchRecord, RoleKind


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class PersonField(forms.CharField):
    """A person by the name they sign in with; the value is the account."""

    def clean(self, value: Any) -> User | None:
        name = super().clean(value)
        user = User.objects.filter(username=name).first() if name else None
        if name and user is None:
            raise forms.ValidationError(_("Nobody signs in with this name."))
        return user


class DepositForm(forms.Form):
    """A file and what it records."""

    file = forms.FileField(label=_("File"))
    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=RecordKind.choices)
    happened_on = forms.DateField(
        label=_("Work done on"), widget=DayInput, help_text=_("The day of the work itself, not of this deposit.")
    )
    instrument = forms.CharField(label=_("Instrument"), max_length=200, required=False)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @classmethod
    def of(cls, record: ResearchRecord, data: Any = None, files: Any = None) -> "DepositForm":
        """The form of a new version, filled with what the record says now."""
        said = {name: getattr(record, name) for name in ("title", "kind", "happened_on", "instrument")}
        return cls(data, files, initial=said)

    def description(self) -> Description:
        """What a valid form says of the work."""
        c = self.cleaned_data
        return Description(c["kind"], c["title"], c["happened_on"], c["instrument"])


class EmbargoForm(forms.Form):
    """Until when a record is kept from everyone outside."""

    until = forms.DateField(
        label=_("Embargo until"), required=False, widget=DayInput, help_text=_("The last day. Empty: none.")
    )
    why = _reason()


class WithdrawForm(forms.Form):
    """Why a record no longer stands."""

    why = _reason()


class RoleForm(forms.Form):
    """Whom to give which role in a project."""

    user = PersonField(label=_("Sign-in name"), max_length=150, help_text=_("The name the person signs in with."))
    role = forms.ChoiceField(label=_("Role"), choices=RoleKind.choices, initial=RoleKind.MEMBER)


class ReviewForm(forms.Form):
    """A day on which the project is reviewed."""

    held_on = forms.DateField(label=_("Day"), widget=DayInput)
    name = forms.CharField(label=_("What is reviewed"), max_length=120)


class SpaceForm(forms.Form):
    """Which project, hosted by whom, led by whom."""

    project = KeyField(Project, label=_("Key of the project"))
    organisation = KeyField(Organisation, label=_("Key of the host"))
    leader = PersonField(
        label=_("Leader's sign-in name"), max_length=150, help_text=_("The name the person signs in with.")
    )
    openness = forms.ChoiceField(label=_("Who else may read"), choices=Openness.choices)
