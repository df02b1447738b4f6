"""The attributes of a register, and their values in machine form: what statements keep, exports write, the API speaks.

Text, whole number, decimal as text, ISO day, list of texts, a choice by its key, a city or field by its key; money is
a whole number of fen. Null says that there is none.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from xinzhi.fields.models import Field, WordList

from .models import City, RegisterEntry
from .registers import Register

KINDS = ("text", "longtext", "int", "decimal", "money", "date", "choice", "list", "city", "field", "fields")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a register: what it is called, of which kind of `KINDS`, and what it may hold."""

    name: str
    label: str | Promise
    kind: str
    required: bool = False
    max_length: int | None = None
    least: int = -(2**63)
    most: int = 2**63 - 1
    choices: tuple[tuple[str, str | Promise], ...] = ()
    identifier: str = ""
    private: bool = False


@dataclass
class References:
    """Row numbers of the cities and fields by key; read once for a whole load."""

    cities: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "References":
        return cls(dict(City.objects.values_list("key", "pk")), dict(Field.objects.values_list("key", "pk")))


@cache
def attributes_of(register: Register) -> tuple[Attribute, ...]:
    """Every attribute of the register, in the order of pages and exports."""
    kinds = dict(register.identifiers)
    return tuple(_attribute(register, name, kinds.get(name, "")) for name in register.attributes)


def attribute_map(register: Register) -> dict[str, Attribute]:
    """Name to attribute."""
    return {a.name: a for a in attributes_of(register)}


def _attribute(register: Register, name: str, identifier: str) -> Attribute:
    column: Any = register.model._meta.get_field(name)  # noqa: SLF001  Django's documented Meta
    kind = _kind_of(column, name)
    return Attribute(
        name,
        column.verbose_name,
        kind,
        required=not column.blank and not column.has_default() and kind not in {"city", "field", "fields"},
        max_length=getattr(column, "max_length", None),
        **_bounds(column),
        choices=tuple(column.choices or ()),
        identifier=identifier,
        private=name in register.private,
    )


def _bounds(column: Any) -> dict[str, int]:
    """What every database of ours holds in the column, and what its validators allow."""
    found = {}
    if isinstance(column, models.PositiveSmallIntegerField):
        found = {"least": 0, "most": 2**15 - 1}
    elif isinstance(column, models.PositiveIntegerField):
        found = {"least": 0, "most": 2**31 - 1}
    elif isinstance(column, models.DecimalField):
        most = 10 ** (column.max_digits - column.decimal_places) - 1
        found = {"least": -most, "most": most}
    for validator in column._validators:  # noqa: SLF001  the column's own, without the connection's
        name = {"min_value": "least", "max_value": "most"}.get(getattr(validator, "code", ""))
        if name:
            found[name] = validator.limit_value
    return found


def _kind_of(column: Any, name: str) -> str:
    if name in {"city", "field", "fields"}:
        return name
    if isinstance(column, WordList):
        return "list"
    if column.choices:
        return "choice"
    if name.endswith("_fen"):
        return "money"
    for model_field, kind in (
        (models.DateField, "date"),
        (models.DecimalField, "decimal"),
        (models.IntegerField, "int"),
        (models.TextField, "longtext"),
    ):
        if isinstance(column, model_field):
            return kind
    return "text"


def clean(register: Register, values: Mapping[str, Any], *, partial: bool) -> dict[str, Any]:
    """The values in machine form, checked; `partial` for an entry that stands already.

    Raises ValidationError with a message for each attribute: unknown, of the wrong kind, too long, no such choice,
    city or field, an identifier that fails its check, or (not partial) missing.
    """
    known = attribute_map(register)
    problems: dict[str, str] = {}
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            problems[name] = _("There is no such attribute in this register.")
            continue
        try:
            kept[name] = _cleaned(known[name], value)
        except ValidationError as error:
            problems[name] = " ".join(error.messages)
    for attribute in known.values():
        asked = attribute.required and (attribute.name in kept or not partial)
        if asked and attribute.name not in problems and kept.get(attribute.name) in (None, "", []):
            problems[attribute.name] = _("This is needed.")
    if problems:
        raise ValidationError(problems)
    return kept


def _cleaned(attribute: Attribute, value: Any) -> Any:  # noqa: PLR0911  a table of kinds reads best as one
    if value is None or value in ("", []):
        return None
    match attribute.kind:
        case "int" | "money":
            return int(_within(attribute, _number(value, whole=True)))
        case "decimal":
            return plain(_within(attribute, _number(value)))
        case "date":
            return _day(value)
        case "choice":
            if value not in dict(attribute.choices):
                text = _("«%(value)s» is none of: %(choices)s.")
                raise ValidationError(text % {"value": value, "choices": ", ".join(dict(attribute.choices))})
            return value
        case "list" | "fields":
            if not isinstance(value, (list, tuple)):
                raise ValidationError(_("This must be a list."))
            return list(dict.fromkeys(s for v in value if (s := str(v).strip()))) or None
        case _:
            return _text(attribute, value)


def _text(attribute: Attribute, value: Any) -> str:
    text = str(value).replace("\x00", "").strip()
    if attribute.max_length and attribute.kind in {"text", "longtext"} and len(text) > attribute.max_length:
        words = _("%(n)d characters are too many; at most %(most)d.")
        raise ValidationError(words % {"n": len(text), "most": attribute.max_length})
    if attribute.identifier and text:
        return _identifier(attribute.identifier, text)
    return text


def _identifier(kind: str, text: str) -> str:
    from .identify import normal_form

    return normal_form(kind, text)


def _number(value: Any, *, whole: bool = False) -> Decimal:
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite():
        raise ValidationError(_("«%(value)s» is no number.") % {"value": value})
    if whole and exact != exact.to_integral_value():
        raise ValidationError(_("«%(value)s» is no whole number.") % {"value": value})
    return exact


def _within(attribute: Attribute, number: Decimal) -> Decimal:
    if not attribute.least <= number <= attribute.most:
        words = _("«%(value)s» is not between %(least)s and %(most)s.")
        raise ValidationError(words % {"value": number, "least": attribute.least, "most": attribute.most})
    return number


def plain(exact: Decimal) -> str:
    """A decimal in plain digits, without needless noughts."""
    return format(exact.normalize(), "f") if exact else "0"


def _day(value: Any) -> str:
    if isinstance(value, dt.datetime):
        value = value.date()
    try:
        return (value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))).isoformat()
    except ValueError as error:
        words = _("«%(value)s» is no day; write it as 2026-11-25.")
        raise ValidationError(words % {"value": value}) from error


def columns_of(register: Register, values: Mapping[str, Any], refs: References) -> dict[str, Any]:
    """Machine values as the columns of a row, by attname; `fields` are left out (see `field_ids`).

    Raises LookupError with the key of a city or field that is not there.
    """
    return {
        attname: value
        for name, given in values.items()
        if name != "fields"
        for attname, value in [_column(register, name, given, refs)]
    }


def field_ids(values: Mapping[str, Any], refs: References) -> list[int]:
    """The row numbers of the fields named in `fields`. Raises LookupError with an unknown key."""
    return [refs.fields[key] for key in values.get("fields") or ()]


def _column(register: Register, name: str, value: Any, refs: References) -> tuple[str, Any]:
    column: Any = register.model._meta.get_field(name)  # noqa: SLF001
    if name in {"city", "field"}:
        return column.attname, (refs.cities if name == "city" else refs.fields)[value] if value else None
    if value is None:
        empty = column.get_default() if column.has_default() else None if column.null else ""
        return column.attname, empty
    return column.attname, column.to_python(value)


def values_of(register: Register, entry: RegisterEntry, names: Iterable[str] = ()) -> dict[str, Any]:
    """The entry's columns in machine form, empty ones left out. Of a row with many fields, prefetched `fields`."""
    found: dict[str, Any] = {}
    for name in names or register.attributes:
        value = _machine(entry, name)
        if value not in (None, "", []):
            found[name] = value
    return found


def _machine(entry: Any, name: str) -> Any:
    if name == "fields":
        return [f.key for f in entry.fields.all()]
    value = getattr(entry, name)
    if isinstance(value, (City, Field)):
        return value.key
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    return value
