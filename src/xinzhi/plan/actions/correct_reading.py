"""Correct what the reader understood; the correction is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import require
from xinzhi.plan.models import Correction, Reading

from .reading_check import ITEMS, check_header, check_item
from .reading_edit import Edit, Structure, changed_header, changed_item, inserted_item, keep


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

    `kind` is targets, measures, fields, instruments or header. `position` None adds an item at the end (for the
    header it changes the header); `values` None removes the item, else they are laid over what it holds.
    Returns the kept correction, or None when nothing differs. Raises PermissionDenied, and ValidationError for a
    reading no longer under review, an unknown item, or values that cannot stand on a board.
    """
    require(actor, "plan.correct_reading", reading)
    if kind not in {*ITEMS, "header"}:
        raise ValidationError(_("There is no such kind of item: %(kind)s."), params={"kind": kind})

    def make(structure: Structure) -> Edit:
        if kind == "header":
            check_header(values or {})
            return changed_header(structure, values or {})
        if position is None:
            if values is None:
                raise ValidationError(_("Say which item to remove."))
            check_item(kind, values)
            return inserted_item(structure, kind, None, values)
        items = structure.get(kind, [])
        if not 0 <= position < len(items):
            raise ValidationError(_("There is no item %(position)s."), params={"position": position}, code="item")
        after = None if values is None else {**items[position], **values}
        if after is not None:
            check_item(kind, after)
        return changed_item(structure, kind, position, after)

    return keep(actor=actor, reading=reading, verb="plan.correct_reading", why=why, make=make)
