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
    """The entry of a thing with these values; call it inside the action that publishes them.

    Where the thing's last entry holds the very same values, that one is given back and nothing is entered. It asks for no permission: the action that calls it has. `public`: everyone may be shown the content. Only give what
    all who see the thing may see, and nothing about persons. TypeError and ValueError for what JSON cannot hold.
    """
    kind, pk = subject._meta.label_lower, str(subject.pk)  # noqa: SLF001  Django's documented Meta API
    text = canonical(plain(content)).decode()
    same = Entry.objects.filter(kind=EntryKind.THING, subject_kind=kind, subject_id=pk).order_by("-pk")
    last = same.select_related("opening").first()
    if last and last.opening.content == text and last.opening.public == public:
        return last
    with transaction.atomic(savepoint=False):  # both rows or none; inside an action, its transaction is enough
        entry, opening = make_entry(
            kind=EntryKind.THING,
            subject_kind=kind,
            subject_id=pk,
            at=timezone.now(),
            actor_id=getattr(actor, "pk", None),
            content=text,
            simulated=simulated,
            public=public,
        )
        entry.save()
        opening.save()
    return entry
