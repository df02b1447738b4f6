"""An entry in words: its address, its columns' names, its values."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xinzhi.core.formats import local_date, money, number
from xinzhi.core.remember import remember
from xinzhi.fields.models import Field

from .measures import Measure
from .models import City, RegisterEntry
from .queries.find import address_of
from .registers import Register, register_of
from .values import attribute_map


def entry_address(record: RegisterEntry) -> str:
    """The address of an entry's page. (The list calls it by the name of its parameter.)"""
    return address_of(record)


def reference_names() -> dict[str, dict[str, str]]:
    """The names of cities and fields by key, for `machine_words`; two queries, kept until something is recorded."""

    def read() -> dict[str, dict[str, str]]:
        fields = {f.key: f.label for f in Field.objects.only("key", "name", "name_en")}
        return {"city": {c.key: c.label for c in City.objects.all()}, "field": fields, "fields": fields}

    return remember(("registry.names", get_language()), read)


def machine_words(
    register: Register, name: str, value: Any, names: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """A value of a statement in words: choices by their label, money with its unit.

    Cities and fields by name where `names` are given (`reference_names`), else by key.
    """
    if value is None or value in ("", []):
        return _("none")
    attribute = attribute_map(register).get(name)
    if attribute is None:
        return str(value)
    if attribute.kind == "money":
        return money(value)
    if attribute.kind == "choice":
        return str(dict(attribute.choices).get(value, value))
    known = (names or {}).get(attribute.kind, {})
    if isinstance(value, list):
        return "；".join(known.get(v, str(v)) for v in value)
    return known.get(value, str(value))


def attribute_label(register: Register, name: str) -> str:
    """What people call an attribute of a statement."""
    attribute = attribute_map(register).get(name)
    return str(attribute.label) if attribute else name


def shown_date(day: Any, precision: str) -> str:
    """A day as precisely as it is known: a year, a month, or the day itself."""
    if day is None:
        return "—"
    if precision == "year":
        return str(day.year)
    return f"{day.year}-{day.month:02d}" if precision == "month" else local_date(day)


def verbose_name(register: Register, name: str) -> Any:
    """What people call a column of the register."""
    return register.model._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # noqa: SLF001


def facts_of(entry: Any, *, personal: bool = False) -> list[dict[str, Any]]:
    """The columns of an entry that hold something: attribute, its name, value in words, links to city and field.

    Personal data only for those who may see it.
    """
    register = register_of(entry)
    own = [name for name in register.own if personal or name not in register.private]
    rows = [_fact(register, name, _words(entry, name)) for name in own]
    if entry.city:
        url = reverse("registry:city", args=[entry.city.key])
        rows.append(_fact(register, "city", entry.city.label, url))
    rows.append(_fact(register, "place", entry.place))
    for one in entry.fields.all() if register.has_many_fields else filter(None, [entry.field]):
        url = reverse("fields:field", args=[one.key])
        rows.append(_fact(register, register.field_path, one.label, url))
    rest = ("period", "note") if register.has_many_fields else ("field_named", "period", "note")
    rows += [_fact(register, name, getattr(entry, name)) for name in rest]
    return [row for row in rows if row["value"]]


def _fact(register: Register, name: str, value: Any, url: str = "") -> dict[str, Any]:
    return {"attribute": name, "name": verbose_name(register, name), "value": value, "url": url}


def _words(entry: Any, name: str) -> str:
    """A column's value as a person would read it, "" for nothing."""
    value = getattr(entry, name)
    if value is None or value in ("", []) or (name == "comparator" and value == "="):
        return ""
    if name.endswith("_fen"):
        return money(value)
    if isinstance(value, list):
        return "；".join(value)
    if isinstance(value, dt.date):
        return shown_date(value, entry.issued_precision if name == "issued" else "day")
    if isinstance(value, Decimal):
        return number(value, 4)
    display = getattr(entry, f"get_{name}_display", None)
    return str(display() if display else value)


def figure_words(measure: Measure, value: int | None) -> str:
    """A dated figure in words: money with its unit, all else with thousands separators."""
    return money(value) if measure.unit == "fen" else number(value)
