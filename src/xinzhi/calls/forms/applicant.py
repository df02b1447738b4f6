"""The forms of an applicant apart from the parts of the application: beginning it, its title, its team, its files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.models import Application, MemberRole
from xinzhi.calls.rules import APPLICANTS
from xinzhi.core.models import User
from xinzhi.fields.models import Field
from xinzhi.registry.models import City, Membership, Organisation


class _Labelled(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class StartForm(forms.Form):
    """For which organisation, and what it is called."""

    organisation = _Labelled(label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Title of the application"), max_length=200)
    field = _Labelled(label=_("Future-industry field"), queryset=Field.objects.all(), required=False, empty_label="—")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class BasicsForm(forms.Form):
    """Title, field and city of an application."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title of the application"), max_length=200)
    field = _Labelled(label=_("Future-industry field"), queryset=Field.objects.all(), required=False, empty_label="—")
    city = _Labelled(label=_("City"), queryset=City.objects.all(), required=False, empty_label="—")


class MemberForm(forms.Form):
    """A person of the team. With an account of the organisation the person finds the application among their own."""

    name = forms.CharField(label=_("Full name"), max_length=80)
    affiliation = forms.CharField(label=_("Affiliation"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices, initial=MemberRole.MEMBER)
    work = forms.CharField(label=_("Work in the project"), max_length=300, required=False)
    orcid = forms.CharField(label="ORCID", max_length=40, required=False)
    user = forms.ModelChoiceField(
        label=_("Account in the organisation"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Leader and co-writers may then write this application."),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Membership.objects.filter(organisation=application.organisation_id, role__in=APPLICANTS)
        people = [m.user_id for m in held if m.is_current()]
        choices = User.objects.filter(pk__in=people, is_active=True).order_by("display_name")
        self.fields["user"].queryset = choices  # type: ignore[attr-defined]
        self.fields["affiliation"].initial = application.organisation.name


class UploadForm(forms.Form):
    """One file for one place of the form."""

    file = forms.FileField(label=_("File"))
