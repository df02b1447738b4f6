"""An entry in words: its address, its columns' names, its values."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.formats import local_date, money, number

from .models import RegisterEntry
from .queries.find import address_of
from .registers import Register, register_of
from .values import attribute_map


def entry_address(record: RegisterEntry) -> str:
    """The address of an entry's page. (The list calls it by the name of its parameter.)"""
    return address_of(record)


def machine_words(register: Register, name: str, value: Any) -> str:
    """A value of a statement in words: choices by their label, money with its unit, cities and fields by name."""
    if value is None or value in ("", []):
        return _("none")
    attribute = attribute_map(register).get(name)
    if attribute is None:
        return str(value)
    if attribute.kind == "money":
        return money(value)
    if attribute.kind == "choice":
        return str(dict(attribute.choices).get(value, value))
    if isinstance(value, list):
        return "；".join(map(str, value))
    return str(value)


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
    """The columns of an entry that hold something, as name and value in words, with links to city and field.

    Personal data only for those who may see it.
    """
    register = register_of(entry)
    own = [name for name in register.own if personal or name not in register.private]
    rows = [{"name": verbose_name(register, name), "value": _words(entry, name)} for name in own]
    if entry.city:
        url = reverse("registry:city", args=[entry.city.key])
        rows.append({"name": verbose_name(register, "city"), "value": entry.city.label, "url": url})
    rows.append({"name": verbose_name(register, "place"), "value": entry.place})
    for one in entry.fields.all() if register.has_many_fields else filter(None, [entry.field]):
        url = reverse("fields:field", args=[one.key])
        rows.append({"name": verbose_name(register, register.field_path), "value": one.label, "url": url})
    rest = ("period", "note") if register.has_many_fields else ("field_named", "period", "note")
    rows += [{"name": verbose_name(register, name), "value": getattr(entry, name)} for name in rest]
    return [row for row in rows if row["value"]]


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
