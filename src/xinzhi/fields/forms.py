"""The forms of the tree of fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .engine import NONE
from .models import Field
from .unfiled import Unfiled, find


class JudgeForm(forms.Form):
    """Where a thing of the queue belongs. `user` is who asks: only what that person may see can be named."""

    kind = forms.CharField(max_length=40, widget=forms.HiddenInput)
    thing = forms.CharField(max_length=120, widget=forms.HiddenInput)
    field = forms.CharField(max_length=80, label=gettext_lazy("Another field"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_field(self) -> Field | None:
        """The field of this key; None where the person said that it belongs to none."""
        key = self.cleaned_data["field"]
        if key == NONE:
            return None
        field = Field.objects.filter(key=key).first()
        if field is None:
            raise ValidationError(_("There is no such field."))
        return field

    def clean(self) -> dict[str, Any]:
        """The form with the thing itself under `unfiled`."""
        values = super().clean() or {}
        unfiled: Unfiled | None = find(self.user, values.get("kind", ""), values.get("thing", ""))
        if unfiled is None:
            raise ValidationError(_("This entry has a field already, or is not there any more."))
        values["unfiled"] = unfiled
        return values
