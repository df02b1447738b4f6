"""Enter a published fact in the log, so that its very values can be proved."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from xinzhi.ledger.engine.canonical import canonical
from xinzhi.ledger.models import Entry, EntryKind
from xinzhi.ledger.statements import make_entry, plain


def enter(
    *, actor: Any, subject: models.Model, content: dict[str, Any], public: bool = False, simulated: bool = False
) -> Entry:
    """The waiting entry of a thing with these values; call it inside the action that publishes them.

    It asks for no permission: the action that calls it has. `public`: everyone may be shown the content. Only give what
    all who see the thing may see, and nothing about persons. TypeError and ValueError for what JSON cannot hold.
    """
    with transaction.atomic():
        entry, opening = make_entry(
            kind=EntryKind.THING,
            subject_kind=subject._meta.label_lower,  # noqa: SLF001  Django's documented Meta API
            subject_id=str(subject.pk),
            at=timezone.now(),
            actor_id=getattr(actor, "pk", None),
            content=canonical(plain(content)).decode(),
            simulated=simulated,
            public=public,
        )
        entry.save()
        opening.save()
    return entry
