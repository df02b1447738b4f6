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
    kind = person._meta.label_lower  # noqa: SLF001  Django's documented Meta API
    if not is_personal(kind):
        raise ValidationError(_("Only a person can be forgotten."), code="kind")
    identity = str(person.pk)
    with transaction.atomic():
        with recorded("ledger.forget_person", actor=actor, subject=person, why=why):
            pass  # what changes is the log's own: below, so that this very entry is forgotten with the others
        about = Entry.objects.filter(subject_kind=kind, subject_id=identity)
        count, _kinds = Opening.objects.filter(entry__in=about).delete()
        about.update(subject_id="")
        Pseudonym.objects.filter(kind=kind, identity=identity).delete()
    return count
