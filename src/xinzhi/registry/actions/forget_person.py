"""Forget a person who asks for it (Personal Information Protection Law, Art. 47)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import ActionRecord
from xinzhi.ledger.actions import forget_entries
from xinzhi.registry.models import ClaimState, Consent, ImportRow, Person, Relation, Standing, Statement

FORGOTTEN = "（已删除）"


def forget_person(*, actor: Any, person: Person, why: str) -> Person:
    """The person without anything that tells who it was: columns, statements, history, imported rows are emptied.

    The entry's number and what was done when by whom stay, so that counts and the record remain true; of the log what
    opens its digests is deleted. A file that was imported stays as it was deposited. It cannot be undone.
    Raises PermissionDenied, and ValidationError without a reason.
    """
    require(actor, "registry.forget_person", person)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: the record keeps it.")})
    old_key = person.key
    empty = Person(pk=person.pk, key=f"person-forgotten-{person.pk}", name=FORGOTTEN)
    kept = {"created_at", "simulated", "recorded_by_id"}
    for column in Person._meta.concrete_fields:  # noqa: SLF001  Django's documented Meta
        if column.attname not in kept:
            setattr(person, column.attname, getattr(empty, column.attname))
    person.standing, person.consent = Standing.WITHDRAWN, Consent.NONE
    # The record starts from the emptied row: what it holds must not name the person again.
    with transaction.atomic():
        with recorded("registry.forget_person", actor=actor, subject=person, why=why, new=True):
            Statement.objects.filter(kind="person", entry_id=person.pk).update(
                values={}, source="", source_url="", reason="", as_of_note="", state=ClaimState.RETRACTED
            )
            Relation.objects.filter(from_kind="person", from_id=person.pk).update(note="", state=ClaimState.RETRACTED)
            Relation.objects.filter(to_kind="person", to_id=person.pk).update(note="", state=ClaimState.RETRACTED)
            mine = Q(statement__kind="person", statement__entry_id=person.pk) | Q(batch__register="people", key=old_key)
            rows = ImportRow.objects.filter(pk__in=list(ImportRow.objects.filter(mine).values_list("pk", flat=True)))
            rows.update(cells={}, repairs={}, values={}, provenance={}, changes=[], problems=[], key="")
            Person.history.filter(id=person.pk).delete()
            # That something was done stays on record, and by whom; about whom it was does not.
            about = ActionRecord.objects.filter(subject_type="registry.person", subject_id=str(person.pk))
            about.update(subject_label=FORGOTTEN, why="", changes={})
            person.save()
        forget_entries(person=person)
    return person
