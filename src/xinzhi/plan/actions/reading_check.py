"""Whether an item of a reading can become a row of the board."""

import dataclasses
import datetime as dt
import math
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.plan.engine.reader import model
from xinzhi.plan.models import Change, Comparator

HEADER = ("title", "number", "issuer", "issued")
CADENCES = ("yearly", "quarterly", "monthly")
INSTRUMENT_KINDS = ("list", "library", "programme", "event", "platform", "place")
FIELD_KINDS = ("priority", "frontier")
ITEMS: dict[str, type] = {
    "targets": model.Target,
    "measures": model.Measure,
    "fields": model.PlanField,
    "instruments": model.Instrument,
}
"""The reader's own class of each kind of item: its attributes are what an item may hold."""

_LARGEST = 1e13  # eighteen digits in the database, four of them after the point


def check_item(kind: str, item: dict[str, Any]) -> None:
    """Raise ValidationError, by field, for what could not stand on the board."""
    known = {f.name for f in dataclasses.fields(ITEMS[kind])}
    if unknown := item.keys() - known:
        raise ValidationError(
            _("Not part of such an item: %(names)s."), params={"names": ", ".join(sorted(unknown))}, code="unknown"
        )
    problems = {"targets": _target, "measures": _measure, "fields": _field, "instruments": _instrument}[kind](item)
    if problems:
        raise ValidationError(problems)


def check_header(values: dict[str, Any]) -> None:
    """Raise ValidationError for a header without a title, with a day that is none, or with unknown parts."""
    if unknown := values.keys() - set(HEADER):
        raise ValidationError(
            _("Not part of the header: %(names)s."), params={"names": ", ".join(sorted(unknown))}, code="unknown"
        )
    problems = {}
    if "title" in values and not _said(values["title"]):
        problems["title"] = _("A plan has a title.")
    if not _is_day(values.get("issued")):
        problems["issued"] = _("Write the day as 2027-12-31.")
    if problems:
        raise ValidationError(problems)


def _target(item: dict[str, Any]) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not _said(item.get("quantity")):
        problems["quantity"] = _("Say what is counted.")
    if item.get("comparator") not in Comparator.values:
        problems["comparator"] = _("Choose one of ≥ > ≈ = ≤ <.")
    if not _is_number(item.get("value")):
        problems["value"] = _("Give a number.")
    high = item.get("value_high")
    if high is not None and not (_is_number(high) and _is_number(item.get("value")) and high >= item["value"]):
        problems["value_high"] = _("The upper value is a number, not below the value.")
    if len(str(item.get("unit") or "")) > 20:
        problems["unit"] = _("A unit has at most 20 characters.")
    if not _is_day(item.get("due")):
        problems["due"] = _("Write the day as 2027-12-31.")
    if item.get("cadence") not in {None, "", *CADENCES}:
        problems["cadence"] = _("Choose one of those offered.")
    if item.get("change") not in {None, "", *Change.values}:
        problems["change"] = _("Choose one of those offered.")
    return problems


def _measure(item: dict[str, Any]) -> dict[str, str]:
    problems = {} if _said(item.get("title")) else {"title": _("A measure has a title.")}
    for name in ("lead", "support", "shared"):
        if not all(_said(d) for d in item.get(name) or ()):
            problems[name] = _("Name each department.")
    return problems


def _field(item: dict[str, Any]) -> dict[str, str]:
    problems = {} if _said(item.get("name")) else {"name": _("Give the name.")}
    if item.get("kind") not in FIELD_KINDS:
        problems["kind"] = _("Choose one of those offered.")
    return problems


def _instrument(item: dict[str, Any]) -> dict[str, str]:
    problems = {} if _said(item.get("name")) else {"name": _("Give the name.")}
    if item.get("kind") not in INSTRUMENT_KINDS:
        problems["kind"] = _("Choose one of those offered.")
    return problems


def _said(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) < _LARGEST
    )


def _is_day(value: Any) -> bool:
    if value in {None, ""}:
        return True
    try:
        return bool(dt.date.fromisoformat(str(value)))
    except ValueError:
        return False
