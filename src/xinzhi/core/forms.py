"""The ground floor's forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import MailMode, User


class SaveViewForm(forms.Form):
    """Name a list's query. The hidden fields say which list, and where to go back to."""

    page = forms.CharField(max_length=80, widget=forms.HiddenInput)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)
    next = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    view = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=60)
    opens = forms.BooleanField(label=_("Open the page with this view"), required=False)


class MailForm(forms.Form):
    """When notices come by mail."""

    mail_mode = forms.ChoiceField(label=_("Send me notices by mail"), choices=MailMode.choices)


class ProfileForm(forms.ModelForm):
    """What a person sets about themselves."""

    class Meta:
        model = User
        fields = ["display_name", "mail_mode"]
        labels = {"mail_mode": _("Send me notices by mail")}
