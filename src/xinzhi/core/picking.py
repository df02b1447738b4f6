"""Choosing rows out of many in a form: search words bring up a few, what is chosen stays.

    class VisitForm(PickForm):
        visitors = PickField(Reviewer.objects.none(), search=("name", "affiliation"), label=_("Visiting experts"))

With few rows all are shown, as boxes. With more the page shows those chosen and those found; it asks again as one types
(htmx, where the page loads it) or by its own button where there is no script. Who reads the form sees no difference: the
value is rows, posted by their numbers.
"""

from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.utils import ErrorDict

from xinzhi.core.lists.search import search as search_rows

SHOWN = 20  # rows offered at once
LOOK = "look"  # the parameter by which a form is sent to look, not to be done


class PickForm(forms.Form):
    """A form with such fields: sent to look for rows it complains of nothing and is not valid."""

    @property
    def is_looking(self) -> bool:
        """Whether it was sent to look for rows."""
        return self.is_bound and LOOK in self.data

    def full_clean(self) -> None:
        """Nothing is judged while its writer is looking."""
        if self.is_looking:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        return not self.is_looking and super().is_valid()


class PickWidget(forms.CheckboxSelectMultiple):
    """The rows chosen and those that the words find; `input_type` «radio» for one alone."""

    template_name = "core/pick.html"
    use_fieldset = True
    field: Any = None  # the form's field, which knows the rows

    def __init__(self, attrs: dict[str, Any] | None = None, *, single: bool = False) -> None:
        super().__init__(attrs)
        self.single = single
        self.allow_multiple_selected = not single
        self.words = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.words = str(data.get(f"{name}-words", ""))[:200]
        return data.get(name) if self.single else super().value_from_datadict(data, files, name)

    def id_for_label(self, id_: str, index: str | None = None) -> str:  # noqa: ARG002  a group has no one input
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen, found, total = self.field.offered(self.format_value(value), self.words)
        make = self.field.label_from_instance
        rows = [{"value": r.pk, "label": make(r), "checked": True} for r in chosen]
        rows += [{"value": r.pk, "label": make(r), "checked": False} for r in found]
        return {
            "widget": {
                "name": name,
                "attrs": self.build_attrs(self.attrs, attrs),
                "rows": rows,
                "type": "radio" if self.single else "checkbox",
                "searches": self.field.searches,
                "words": self.words,
                "chosen": len(chosen),
                "found": total,
                "more": total - len(found),
                "look": LOOK,
            }
        }


class _Picks:
    """What both fields share: which rows to offer."""

    queryset: Any
    search: tuple[str, ...]
    label_of: Any

    def label_from_instance(self, obj: Any) -> str:
        return str(self.label_of(obj)) if self.label_of else str(obj)

    @property
    def searches(self) -> bool:
        """Whether there are more rows than are shown at once."""
        return self.queryset[: SHOWN + 1].count() > SHOWN

    def offered(self, value: Any, words: str) -> tuple[list[Any], list[Any], int]:
        """The rows chosen, those offered besides, and how many the words find."""
        chosen = list(self.queryset.filter(pk__in=[v for v in value or [] if _is_number(v)]))
        rest = self.queryset.exclude(pk__in=[r.pk for r in chosen])
        if not self.searches:
            found = list(rest)
            return chosen, found, len(found)
        rest = search_rows(rest, self.search, words) if words.strip() else rest.none()
        return chosen, list(rest[:SHOWN]), rest.count()


class PickField(_Picks, forms.ModelMultipleChoiceField):
    """Rows out of many; the value is a queryset. `search` are the paths that words are looked for in."""

    def __init__(
        self, queryset: QuerySet[Any], *, search: tuple[str, ...], label_of: Any = None, **kwargs: Any
    ) -> None:
        self.search, self.label_of = search, label_of
        super().__init__(queryset, widget=PickWidget(), **kwargs)
        self.widget.field = self

    def clean(self, value: Any) -> Any:
        """The rows. Raises ValidationError for what is no row of the field."""
        for one in value or []:
            if not _is_number(one):
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": one}
                )
        return super().clean(value)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return _bound(super().__deepcopy__(memo))


class PickOneField(_Picks, forms.ModelChoiceField):
    """One row out of many; the value is the row."""

    def __init__(
        self, queryset: QuerySet[Any], *, search: tuple[str, ...], label_of: Any = None, **kwargs: Any
    ) -> None:
        self.search, self.label_of = search, label_of
        super().__init__(queryset, widget=PickWidget(single=True), **kwargs)
        self.widget.field = self

    def to_python(self, value: Any) -> Any:
        """The row, None for nothing. Raises ValidationError for what is no row of the field."""
        if value not in self.empty_values and not isinstance(value, Model) and not _is_number(value):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return super().to_python(value)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return _bound(super().__deepcopy__(memo))


def _is_number(value: Any) -> bool:
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < 19


def _bound(field: Any) -> Any:
    """The copied field with its own widget knowing it."""
    field.widget.field = field
    return field
