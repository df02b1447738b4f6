"""Inputs that name entries of the registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinzhi.registry.models import Standing


class KeyField(forms.CharField):
    """A published entry of a register by the key at the end of its page's address; the value is the entry."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        self.model = model
        kwargs.setdefault("help_text", _("The last part of the address of its page."))
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> Any:
        key = super().clean(value)
        found = self.model.objects.filter(key=key, standing=Standing.PUBLISHED).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no such entry."))
        return found
