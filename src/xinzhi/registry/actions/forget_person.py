"""Forget a person who asks for it (Personal Information Protection Law, Art. 47)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import ClaimState, Consent, Person, Relation, Standing, Statement

FORGOTTEN = "（已删除）"


def forget_person(*, actor: Any, person: Person, why: str) -> Person:
    """The person without anything that tells who it was: columns, statements, history and relations are emptied.

    The entry's number and what was recorded stay, so that counts and the record remain true. It cannot be undone.
    Raises PermissionDenied, and ValidationError without a reason.
    """
    require(actor, "registry.forget_person", person)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: the record keeps it.")})
    empty = Person(pk=person.pk, key=f"person-forgotten-{person.pk}", name=FORGOTTEN)
    kept = {"created_at", "simulated", "recorded_by_id"}
    for column in Person._meta.concrete_fields:  # noqa: SLF001  Django's documented Meta
        if column.attname not in kept:
            setattr(person, column.attname, getattr(empty, column.attname))
    person.standing, person.consent = Standing.WITHDRAWN, Consent.NONE
    # The record starts from the emptied row: what it holds must not name the person again.
    with recorded("registry.forget_person", actor=actor, subject=person, why=why, new=True):
        Statement.objects.filter(kind="person", entry_id=person.pk).update(
            values={}, source="", source_url="", reason="", as_of_note="", state=ClaimState.RETRACTED
        )
        Relation.objects.filter(from_kind="person", from_id=person.pk).update(note="", state=ClaimState.RETRACTED)
        Relation.objects.filter(to_kind="person", to_id=person.pk).update(note="", state=ClaimState.RETRACTED)
        Person.history.filter(id=person.pk).delete()
        person.save()
    return person
