"""Forget a person: from now on nobody can tell which entries of the log were theirs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.ledger.models import Entry, Opening, Pseudonym
from xinzhi.ledger.personal import is_personal


def forget_person(*, actor: Any, person: models.Model, why: str = "") -> int:
    """How many openings were deleted: those of entries about the person. Every proof still holds.

    The salt of the pseudonym is deleted too, so that what the log says of a pseudonym leads to nobody. What the person did
    to other things stays openable: it is the organisation's record. The forgetting is itself recorded, and
    forgotten with the rest. Raises PermissionDenied (the plan office, and everyone for themselves) and
    ValidationError for a thing that is no person.
    """
    require(actor, "ledger.forget_person", person)
    if not is_personal(_kind(person)):
        raise ValidationError(_("Only a person can be forgotten."), code="kind")
    with transaction.atomic():
        with recorded("ledger.forget_person", actor=actor, subject=person, why=why):
            pass  # what changes is the log's own: below, so that this very entry is forgotten with the others
        return forget_entries(person=person)


def forget_entries(*, person: models.Model) -> int:
    """Delete what opens the entries about a person, and the pseudonym's salt; how many openings went.

    For an action of a room that forgets its person altogether: called after its record, in its transaction. It asks for
    no permission, that action has.
    """
    kind, identity = _kind(person), str(person.pk)
    about = Entry.objects.filter(subject_kind=kind, subject_id=identity)
    count, _kinds = Opening.objects.filter(entry__in=about).delete()
    about.update(subject_id="")
    Pseudonym.objects.filter(kind=kind, identity=identity).delete()
    return count


def _kind(person: models.Model) -> str:
    return person._meta.label_lower  # noqa: SLF001  Django's documented Meta API
