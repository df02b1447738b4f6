"""Giving a text to the reader, and correcting what it understood."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.plan.actions.reading_check import CADENCES, FIELD_KINDS, INSTRUMENT_KINDS
from xinzhi.plan.models import Change, Comparator

from .common import NamesField, ReasonForm, day_field, text_field

Item = dict[str, Any]
KIND_NAMES = {
    "list": gettext_lazy("list"),
    "library": gettext_lazy("library"),
    "programme": gettext_lazy("programme"),
    "event": gettext_lazy("event"),
    "platform": gettext_lazy("platform"),
    "place": gettext_lazy("place"),
    "priority": gettext_lazy("priority field"),
    "frontier": gettext_lazy("frontier field"),
    "yearly": gettext_lazy("every year"),
    "quarterly": gettext_lazy("every quarter"),
    "monthly": gettext_lazy("every month"),
}


def _named(keys: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(k, KIND_NAMES[k]) for k in keys]


class ReadForm(forms.Form):
    """A file or a pasted text."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("txt, docx, html, or a PDF with text.")
    )
    text = text_field(gettext_lazy("… or the text itself"), 8)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("file")) == bool((cleaned.get("text") or "").strip()):
            raise ValidationError(_("Give either a file or a text."), code="one")
        return cleaned


class ItemForm(forms.Form):
    """One item of a reading. `values()` is what the action takes.

    `words` are looked for in the text, so that every item keeps its place there.
    """

    words = text_field(
        gettext_lazy("Its words in the text"),
        2,
        help_text=gettext_lazy("Copied from the text. They mark the item's place; nothing may be left out."),
    )
    why = forms.CharField(label=gettext_lazy("Reason of the change"), max_length=300, required=False)

    spans = "span"

    def __init__(self, data: Any = None, *, item: Item | None, text: str) -> None:
        self.item, self.text = item, text
        shown = {k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in (item or {}).items()}
        super().__init__(data, initial={**shown, "words": self._words()}, auto_id="item_%s")

    def _words(self) -> str:
        span = (self.item or {}).get(self.spans)
        return self.text[span[0] : span[1]] if span else ""

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].replace("\r\n", "\n")
        if words and words not in self.text:
            raise ValidationError(_("These words do not stand in the text."), code="words")
        return words

    def values(self) -> Item:
        """The fields that the person changed (all of them for a new item), ready for the action."""
        new = self.item is None
        names = [n for n in self.fields if n not in {"words", "why"} and (new or n in self.changed_data)]
        values = {n: self._value(n) for n in names}
        if new or "words" in self.changed_data:
            values |= self._placed(self.cleaned_data["words"])
        return values

    def _value(self, name: str) -> Any:
        value = self.cleaned_data[name]
        if hasattr(value, "isoformat"):
            return value.isoformat()
        return None if value == "" and name in {"due", "cadence", "scope", "number", "issuer"} else value

    def _placed(self, words: str) -> Item:
        start = self.text.find(words) if words else 0
        return {self.spans: [start, start + len(words)]}


class TargetItemForm(ItemForm):
    """A number the plan promises."""

    quantity = forms.CharField(label=gettext_lazy("What is counted"), max_length=300, required=False)
    comparator = forms.ChoiceField(
        label=gettext_lazy("Comparator"), choices=lambda: [(c.value, f"{c.value} {c.label}") for c in Comparator]
    )
    value = forms.FloatField(label=gettext_lazy("Value"))
    value_high = forms.FloatField(label=gettext_lazy("Upper value"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=20, required=False)
    due = day_field(gettext_lazy("Deadline"))
    cadence = forms.ChoiceField(
        label=gettext_lazy("Cadence"), required=False, choices=[("", gettext_lazy("once")), *_named(CADENCES)]
    )
    change = forms.ChoiceField(label=gettext_lazy("Kind of number"), choices=Change.choices)
    scope = forms.CharField(label=gettext_lazy("Scope"), max_length=100, required=False)
    field_order = [
        "quantity",
        "comparator",
        "value",
        "value_high",
        "unit",
        "due",
        "cadence",
        "change",
        "scope",
        "words",
    ]

    def _placed(self, words: str) -> Item:
        return {**super()._placed(words), "text": words}


class MeasureItemForm(ItemForm):
    """A measure with the departments that owe it."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, required=False)
    path = forms.CharField(
        label=gettext_lazy("Number path"), max_length=60, required=False, help_text=gettext_lazy("Such as 四.一.2")
    )
    lead = NamesField(label=gettext_lazy("Lead"))
    support = NamesField(label=gettext_lazy("Supporting"))
    shared = NamesField(label=gettext_lazy("Shared"))
    note = forms.CharField(label=gettext_lazy("Responsibility note as printed"), max_length=1000, required=False)
    field_order = ["title", "path", "lead", "support", "shared", "note", "words"]

    def __init__(self, data: Any = None, *, item: Item | None, text: str) -> None:
        super().__init__(data, item=item, text=text)
        self.initial["path"] = ".".join((item or {}).get("path") or ())
        if item is not None:
            del self.fields["words"]  # its span is the whole measure: heading, body and note

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if note and note not in self.text:
            raise ValidationError(_("These words do not stand in the text."), code="words")
        return note

    def values(self) -> Item:
        values = super().values()
        if "path" in values:
            values["path"] = [p for p in values["path"].split(".") if p]
        if "note" in values:
            start = self.text.find(values["note"]) if values["note"] else -1
            values["note_span"] = [start, start + len(values["note"])] if start >= 0 else None
        if self.item is None:
            values["text"] = self.cleaned_data["words"]
        return values


class FieldItemForm(ItemForm):
    """A field of industry or technology."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100, required=False)
    number = forms.CharField(label=gettext_lazy("Number"), max_length=12, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_named(FIELD_KINDS))
    technologies = NamesField(label=gettext_lazy("Technologies"))
    products = NamesField(label=gettext_lazy("Products"))
    applications = NamesField(label=gettext_lazy("Areas of application"))
    field_order = ["name", "number", "kind", "technologies", "products", "applications", "words"]

    def _value(self, name: str) -> Any:
        return self.cleaned_data[name] if name == "number" else super()._value(name)


class InstrumentItemForm(ItemForm):
    """A list, library, programme, event, platform or place that the plan names."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_named(INSTRUMENT_KINDS))
    field_order = ["name", "kind", "words"]


class HeaderForm(ItemForm):
    """Title, number, issuer and day."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, required=False)
    number = forms.CharField(label=gettext_lazy("Document number"), max_length=80, required=False)
    issuer = forms.CharField(label=gettext_lazy("Issuer"), max_length=200, required=False)
    issued = day_field(gettext_lazy("Issued"))
    field_order = ["title", "number", "issuer", "issued"]

    def __init__(self, data: Any = None, *, item: Item | None, text: str) -> None:
        super().__init__(data, item=item, text=text)
        del self.fields["words"]


ITEM_FORMS: dict[str, type[ItemForm]] = {
    "header": HeaderForm,
    "targets": TargetItemForm,
    "measures": MeasureItemForm,
    "fields": FieldItemForm,
    "instruments": InstrumentItemForm,
}


class PublishForm(ReasonForm):
    """The plan's name in addresses. `seen` is the reading's last change as the preview showed it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(
        label=gettext_lazy("Short name in addresses"),
        max_length=61,
        help_text=gettext_lazy("Small letters, digits and hyphens, such as shandong-2024. It cannot be changed later."),
    )
    field_order = ["key", "why"]
