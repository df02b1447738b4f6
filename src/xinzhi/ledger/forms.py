"""The form that takes a bundle to verify."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import User

from .engine.verifier import Checkpoint, Refused, VerifierKey

_LARGEST = 2 * 1024 * 1024


class CheckForm(forms.Form):
    """A bundle, and what the reader trusts: `keys` and `known` are parsed when the form is valid."""

    bundle = forms.FileField(label=_("Bundle"), help_text=_("The .json file downloaded from an entry's page."))
    content = forms.FileField(
        label=_("The file itself"),
        required=False,
        help_text=_("Only for a deposited file: it is compared with the entry and not kept."),
    )
    key = forms.CharField(
        label=_("Keys you trust"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("One a line, of the log or of witnesses. Left empty, this log's published keys are used."),
    )
    known = forms.CharField(
        label=_("A checkpoint you kept"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("The signed note with all its lines. It shows whether the log has told two histories."),
    )

    def clean_bundle(self) -> dict[str, Any]:
        file = self.cleaned_data["bundle"]
        if file.size > _LARGEST:
            raise ValidationError(_("A bundle is never larger than 2 MB."), code="size")
        try:
            bundle = json.loads(file.read().decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("This file is not JSON: %(why)s"), params={"why": error}, code="json") from error
        if not isinstance(bundle, dict):
            raise ValidationError(_("This file is not a bundle."), code="json")
        return bundle

    def clean_content(self) -> Any:
        file = self.cleaned_data["content"]
        if file and file.size > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)d MB. Verify it on a machine of your own."),
                params={"limit": settings.MAX_UPLOAD_BYTES // 1024**2},
                code="size",
            )
        return file

    def clean_key(self) -> list[VerifierKey]:
        try:
            return [VerifierKey.parse(line) for line in self.cleaned_data["key"].splitlines() if line.strip()]
        except ValueError as error:
            raise ValidationError(_("This is not a key: %(why)s"), params={"why": error}, code="key") from error

    def clean_known(self) -> list[Checkpoint]:
        text = self.cleaned_data["known"].replace("\r\n", "\n").strip()
        if not text:
            return []
        try:
            return [Checkpoint.parse(text + "\n")]
        except Refused as refused:
            raise ValidationError(
                _("This is not a checkpoint: copy the whole note, from the log's name to its last signature line."),
                code="note",
            ) from refused


class ForgetForm(forms.Form):
    """Whom to forget, and why. Who may only ask for themselves is asked for no name."""

    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    why = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, user: User, others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not others:
            del self.fields["username"]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip()
        found = User.objects.filter(username=username).first()
        if found is None:
            raise ValidationError(_("No account has this sign-in name."), code="username")
        self.user = found
        return username

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "username" in data and not data.get("why", "").strip():
            self.add_error("why", _("Give a reason: the record keeps it."))
        return data
