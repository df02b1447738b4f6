"""One change to a reading's structure, worked out, stored and kept. Shared by correcting and by undoing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.plan.models import Correction, Reading, ReadingState

Structure = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """The structure after the change, and what changed: which item, from what, to what.

    `before` None: the item is new; `after` None: it is gone. `position` None: the header.
    """

    structure: Structure
    kind: str
    position: int | None
    before: Any
    after: Any


def keep(*, actor: Any, reading: Reading, verb: str, why: str, make: Callable[[Structure], Edit]) -> Correction | None:
    """Apply the edit that `make` works out from the structure as it stands now; None when it changes nothing.

    The row is locked meanwhile, so that two reviewers never overwrite each other. Raises ValidationError for a
    reading no longer under review, and whatever `make` raises.
    """
    with transaction.atomic():
        stored = Reading.objects.select_for_update().get(pk=reading.pk)
        if stored.state != ReadingState.DRAFT:
            raise ValidationError(_("This reading is no longer under review."), code="state")
        edit = make(stored.structure)
        if edit.before == edit.after:
            return None
        with recorded(verb, actor=actor, subject=reading, why=why) as change:
            # The record says what changed; the whole structure would make every record as large as the plan.
            change.note(edit.kind if edit.position is None else f"{edit.kind}.{edit.position}", edit.before, edit.after)
            reading.name = (edit.structure.get("title") or stored.name)[:300]
            reading.updated_at = timezone.now()
            Reading.objects.filter(pk=reading.pk).update(
                structure=edit.structure, name=reading.name, updated_at=reading.updated_at
            )
            correction = Correction.objects.create(
                reading=reading,
                by=actor,
                kind=edit.kind,
                position=edit.position,
                before=edit.before,
                after=edit.after,
                why=why,
            )
        reading.structure = edit.structure
        return correction


def changed_header(structure: Structure, values: dict[str, Any]) -> Edit:
    """The header with these values."""
    before = {k: structure.get(k) for k in values}
    return Edit({**structure, **values}, "header", None, before, dict(values))


def changed_item(structure: Structure, kind: str, position: int, item: dict[str, Any] | None) -> Edit:
    """The item at this place replaced, or (None) removed."""
    items = list(structure.get(kind, []))
    before = items[position]
    items[position : position + 1] = [] if item is None else [item]
    return Edit({**structure, kind: items}, kind, position, before, item)


def inserted_item(structure: Structure, kind: str, position: int | None, item: dict[str, Any]) -> Edit:
    """The item put before this place; at the end for None or beyond it."""
    items = list(structure.get(kind, []))
    place = len(items) if position is None else min(position, len(items))
    items.insert(place, item)
    return Edit({**structure, kind: items}, kind, place, None, item)
