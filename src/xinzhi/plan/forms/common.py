"""Fields that several forms of the desk share, and the way back from an action's refusal to the field."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput


def day_field(label: Any, *, required: bool = False, **kwargs: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, required=required, widget=DayInput, **kwargs)


def text_field(label: Any, rows: int = 4, *, required: bool = False, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ReasonForm(forms.Form):
    """Why something is done. Whether a reason is needed is the action's word."""

    why = text_field(_("Reason"), 3)


class NamesField(forms.CharField):
    """Several names, one on each line or with 、 ， ; between them; the value is a list without repeats."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> Any:
        names = re.split(r"[\n\r、，,;；]+", value or "")
        return list(dict.fromkeys(n for n in (name.strip() for name in names) if n))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or ()) != self.to_python(data)


class FilesInput(forms.FileInput):
    """A chooser for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the value is a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(d, initial) for d in given if d]


def show_refusal(form: forms.BaseForm, error: ValidationError, rows: Sequence[forms.BaseForm] = ()) -> None:
    """An action's refusal at the fields of the form it came from.

    A key `figures.2.value` names a field of the third of `rows`; what names no field stands on top.
    """
    named = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, problems in named.items():
        where: forms.BaseForm = form
        field = name
        if name and (place := re.fullmatch(r"\w+\.(\d+)\.(\w+)", name)) and int(place[1]) < len(rows):
            where, field = rows[int(place[1])], place[2]
        for problem in problems:
            where.add_error(field if field in where.fields else None, problem.messages)
