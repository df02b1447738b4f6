"""The ground floor's forms."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import MailMode, User, Webhook
from .scopes import READ, scope_choices


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


class BoundForm(forms.Form):
    """What may be bound to one of a person's organisations."""

    organisation_id = forms.TypedChoiceField(
        label=_("Only in this organisation"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Your roles elsewhere then do not count."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # `memberships` is the registry's; the ground floor only reads it (see core.roles).
        held = [m for m in person.memberships.select_related("organisation") if m.is_current()]
        names = {m.organisation_id: m.organisation.label for m in held}
        self.fields["organisation_id"].choices = [("", _("all of mine")), *names.items()]  # type: ignore[attr-defined]


class TokenForm(BoundForm):
    """A new key for a program."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What it is for, so that you know it later."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=scope_choices, widget=forms.CheckboxSelectMultiple, initial=[READ]
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("A year from now at most."),
    )
    field_order = ("name", "scopes", "expires_on", "organisation_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = timezone.localdate() + dt.timedelta(days=90)

    def values(self) -> dict[str, Any]:
        """The cleaned form as the action takes it; the last day ends at midnight here."""
        data = self.cleaned_data
        end = dt.datetime.combine(data["expires_on"] + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone())
        return {
            "name": data["name"],
            "scopes": data["scopes"],
            "expires_at": end,
            "organisation_id": data["organisation_id"],
        }


class WebhookForm(BoundForm):
    """Where recorded actions are told to, and which."""

    name = forms.CharField(label=_("Name"), max_length=80)
    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("https:// and a public name."))
    events = forms.CharField(
        label=_("Actions"),
        max_length=400,
        initial="registry.*",
        help_text=_("Patterns with spaces between them, such as «registry.* plan.accept_report»; «*» means all."),
    )
    field_order = ("name", "url", "events", "organisation_id")

    @staticmethod
    def of(hook: Webhook | None) -> dict[str, Any] | None:
        """The form's first values for one to change."""
        if hook is None:
            return None
        own = {"name": hook.name, "url": hook.url, "events": " ".join(hook.events)}
        return {**own, "organisation_id": hook.organisation_id}

    def values(self) -> dict[str, Any]:
        """The cleaned form as the action takes it."""
        return {**self.cleaned_data, "events": self.cleaned_data["events"].split()}
