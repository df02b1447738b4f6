"""The form of an entry, made from its register's attributes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput
from xinzhi.fields.models import Field
from xinzhi.registry.filters import LabelledChoice
from xinzhi.registry.models import City, RegisterEntry
from xinzhi.registry.registers import Register
from xinzhi.registry.values import Attribute, attributes_of, values_of

from .provenance import ProvenanceForm


class ListField(forms.CharField):
    """Several texts in one line, separated by semicolons."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(value) if isinstance(value, list) else value


class EntryForm(ProvenanceForm):
    """Base of the forms that `entry_form` makes. Money is entered in yuan, exact to the fen."""

    attributes: tuple[Attribute, ...] = ()

    def values(self) -> dict[str, Any]:
        """The cleaned attributes in machine form; an emptied one is None."""
        found: dict[str, Any] = {}
        for attribute in self.attributes:
            value = self.cleaned_data.get(attribute.name)
            if attribute.kind in {"city", "field"}:
                value = value.key if value else None
            elif attribute.kind == "fields":
                value = [f.key for f in value or ()]
            elif attribute.kind == "money" and value is not None:
                value = int(value * 100)
            found[attribute.name] = None if value in ("", []) else value
        return found


def entry_form(register: Register, *, personal: bool) -> type[EntryForm]:
    """The form class of a register; personal attributes only for those who may see them."""
    attributes = tuple(a for a in attributes_of(register) if personal or not a.private)
    made: dict[str, Any] = {a.name: _field(a) for a in attributes}
    # The attributes come first, the provenance they share with every form after them.
    order = [*made, *(ProvenanceForm.base_fields or ())]
    return type(
        f"{register.model.__name__}Form", (EntryForm,), {**made, "attributes": attributes, "field_order": order}
    )


def initial_of(register: Register, entry: RegisterEntry) -> dict[str, Any]:
    """The form's first values for an entry to correct: what is shown now, without its source."""
    values = values_of(register, entry)
    for attribute in attributes_of(register):
        if attribute.kind == "money" and values.get(attribute.name) is not None:
            values[attribute.name] = values[attribute.name] / 100
    return values


def _field(attribute: Attribute) -> forms.Field:  # noqa: PLR0911  a table of kinds
    common: dict[str, Any] = {"label": attribute.label, "required": attribute.required}
    match attribute.kind:
        case "int":
            return forms.IntegerField(min_value=attribute.least, max_value=attribute.most, **common)
        case "decimal":
            return forms.DecimalField(**common)
        case "money":
            return forms.DecimalField(decimal_places=2, max_digits=18, help_text=_("In yuan."), **common)
        case "date":
            return forms.DateField(widget=DayInput, **common)
        case "choice":
            blank = [] if attribute.required else [("", "—")]
            return forms.ChoiceField(choices=[*blank, *attribute.choices], **common)
        case "list":
            return ListField(help_text=_("Separate them with ;"), **common)
        case "city":
            return LabelledChoice(queryset=City.objects.all(), to_field_name="key", **common)
        case "field":
            return LabelledChoice(queryset=Field.objects.all(), to_field_name="key", **common)
        case "fields":
            return forms.ModelMultipleChoiceField(queryset=Field.objects.all(), to_field_name="key", **common)
        case "longtext":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
        case _:
            return forms.CharField(max_length=attribute.max_length, **common)
