"""Filters that django-filter does not bring in a form people can use."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.widgets import DateRangeWidget


class DayRangeWidget(DateRangeWidget):
    """Two date pickers, each named for screen readers, under one legend."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"type": "date", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, words in zip(context["widget"]["subwidgets"], (_("from"), _("until")), strict=True):
            part["attrs"] = {**part["attrs"], "aria-label": words}
        return context


class DayRangeFilter(django_filters.DateFromToRangeFilter):
    """From one day to another, both included: `name_after` and `name_before` in the query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DayRangeWidget())
        super().__init__(*args, **kwargs)


class YesNoWidget(forms.NullBooleanSelect):
    """Any, yes or no: Django's own says «unknown» where a list is not narrowed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [
            ("unknown", gettext_lazy("any")), ("true", gettext_lazy("yes")), ("false", gettext_lazy("no")),
        ]  # fmt: skip


class YesNoFilter(django_filters.BooleanFilter):
    """Rows of which something holds, those of which it does not, or all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", YesNoWidget())
        super().__init__(*args, **kwargs)
