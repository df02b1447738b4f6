"""Take a correction back, by another correction."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import require
from xinzhi.plan.models import Correction

from .reading_edit import Edit, Structure, changed_header, changed_item, inserted_item, keep


def undo_correction(*, actor: Any, correction: Correction, why: str = "") -> Correction:
    """The correction that puts things back as they were before; nothing is erased, and it can be undone in turn.

    Items may have moved since: the one this correction left behind is looked for, first in its old place.
    Raises PermissionDenied; ValidationError when the reading is no longer under review or the item was changed
    again since (undo the later correction first).
    """
    reading = correction.reading
    require(actor, "plan.correct_reading", reading)
    kept = keep(
        actor=actor,
        reading=reading,
        verb="plan.undo_correction",
        why=why or _("Undo of correction %(number)d") % {"number": correction.pk},
        make=lambda structure: reverted(structure, correction),
    )
    if kept is None:
        raise ValidationError(_("This is already as it was before."), code="nothing")
    return kept


def reverted(structure: Structure, correction: Correction) -> Edit:
    """The edit that takes the correction back. Raises ValidationError (code "later") when it no longer can be."""
    kind = correction.kind
    before: Any = correction.before
    after: Any = correction.after
    if kind == "header":
        if any(structure.get(k) != v for k, v in after.items()):
            raise _later()
        return changed_header(structure, before)
    if after is None:
        if before in structure.get(kind, []):
            raise ValidationError(_("This is already as it was before."), code="nothing")
        return inserted_item(structure, kind, correction.position, before)
    return changed_item(structure, kind, _place(structure.get(kind, []), correction), before)


def can_be_undone(structure: Structure, correction: Correction) -> bool:
    """Whether undoing it now would succeed."""
    try:
        edit = reverted(structure, correction)
    except ValidationError:
        return False
    return bool(edit.before != edit.after)


def _place(items: list[Any], correction: Correction) -> int:
    old, wanted = correction.position, correction.after
    if old is not None and old < len(items) and items[old] == wanted:
        return old
    places = [i for i, item in enumerate(items) if item == wanted]
    if len(places) != 1:
        raise _later()
    return places[0]


def _later() -> ValidationError:
    return ValidationError(_("It was changed again since: undo the later correction first."), code="later")
