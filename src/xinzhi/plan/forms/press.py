"""Pressing a department, answering, closing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .common import text_field


class PressForm(forms.Form):
    """The letter."""

    text = text_field(_("Letter"), 6)


class AnswerForm(forms.Form):
    """The department's answer."""

    answer = text_field(_("Answer"), 5)


class BulkPressForm(forms.Form):
    """One sentence more for every letter."""

    note = text_field(_("Added to every letter"), 2, help_text=_("Optional. Each letter names what is owed by itself."))
