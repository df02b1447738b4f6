"""Correct what the reader understood; the correction is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Comparator, Correction, Reading, ReadingState

KINDS = {"targets", "measures", "fields", "instruments", "header"}
HEADER = {"title", "number", "issuer", "issued"}


def correct_reading(
    *,
    actor: Any,
    reading: Reading,
    kind: str,
    position: int | None,
    values: dict[str, Any] | None,
    why: str = "",
) -> Correction | None:
    """Change, add or remove one item of the structure.

    `position` None adds an item (for kind "header" it changes the header); `values` None removes the item.
    Returns the kept correction, or None when nothing differs. Raises PermissionDenied, and ValidationError for a
    reading no longer under review, an unknown item, or values that cannot stand.
    """
    require(actor, "plan.correct_reading", reading)
    if reading.state != ReadingState.DRAFT:
        raise ValidationError(_("This reading is no longer under review."), code="state")
    if kind not in KINDS:
        raise ValidationError(_("There is no such kind of item: %(kind)s."), params={"kind": kind})
    structure = dict(reading.structure)
    before, after = (
        _change_header(structure, values or {}) if kind == "header" else _change_item(structure, kind, position, values)
    )
    if before == after:
        return None
    with recorded("plan.correct_reading", actor=actor, subject=reading, why=why):
        reading.structure = structure
        reading.name = structure.get("title") or reading.name
        reading.save()
        return Correction.objects.create(
            reading=reading, by=actor, kind=kind, position=position, before=before, after=after, why=why
        )


def _change_header(structure: dict[str, Any], values: dict[str, Any]) -> tuple[Any, Any]:
    if unknown := values.keys() - HEADER:
        raise ValidationError(_("Not part of the header: %(names)s."), params={"names": ", ".join(sorted(unknown))})
    if "title" in values and not str(values["title"]).strip():
        raise ValidationError({"title": _("A plan has a title.")})
    before = {k: structure.get(k) for k in values}
    structure.update(values)
    return before, dict(values)


def _change_item(
    structure: dict[str, Any], kind: str, position: int | None, values: dict[str, Any] | None
) -> tuple[Any, Any]:
    items = list(structure.get(kind, []))
    if position is not None and not 0 <= position < len(items):
        raise ValidationError(_("There is no item %(position)s."), params={"position": position})
    before = items[position] if position is not None else None
    if values is None:
        if position is None:
            raise ValidationError(_("Say which item to remove."))
        del items[position]
        after = None
    else:
        after = {**(before or {}), **values}
        _check(kind, after)
        if position is None:
            items.append(after)
        else:
            items[position] = after
    structure[kind] = items
    return before, after


def _check(kind: str, item: dict[str, Any]) -> None:
    """An item must be able to become a row of the board."""
    problems: dict[str, str] = {}
    if kind == "targets":
        if not str(item.get("quantity", "")).strip():
            problems["quantity"] = _("Say what is counted.")
        if item.get("comparator") not in Comparator.values:
            problems["comparator"] = _("Choose one of ≥ > ≈ = ≤ <.")
        if not isinstance(item.get("value"), int | float):
            problems["value"] = _("Give a number.")
    elif kind == "measures" and not str(item.get("title", "")).strip():
        problems["title"] = _("A measure has a title.")
    elif kind in {"fields", "instruments"} and not str(item.get("name", "")).strip():
        problems["name"] = _("Give the name.")
    if problems:
        raise ValidationError(problems)
