"""The bundle of an entry: all that verifies it without this log."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from xinzhi.ledger.engine.bundle import make_bundle
from xinzhi.ledger.keys import public_keys
from xinzhi.ledger.models import Checkpoint, Entry, EntryKind, Opening, Pseudonym
from xinzhi.ledger.rules import may_open

from .tiles import cosigned, read_tiles


def bundle_of(entry: Entry, user: Any) -> dict[str, Any] | None:
    """The entry's bundle under the newest checkpoint; with its opening if the user may have it. None while it waits.

    Where witnesses have signed an earlier checkpoint that covers the entry and not yet the newest, the bundle stands under
    that one, and leads to the newest by a proof.
    """
    if entry.position is None:
        return None
    covering = Checkpoint.objects.filter(size__gt=entry.position)
    newest = covering.first()
    if newest is None:
        return None
    witnessed = covering.filter(cosignatures__isnull=False).first()
    under = witnessed or newest
    opening = opening_for(entry, user)
    return make_bundle(
        read_tiles(newest.size),
        entry=entry.statement.encode(),
        index=entry.position,
        note=cosigned(under),
        later=[cosigned(newest)] if newest != under else [],
        keys=public_keys(),
        reveal=_reveal(entry, opening) if opening else None,
        actor=_actor(entry, user) if opening else None,
    )


def opening_for(entry: Entry, user: Any) -> Opening | None:
    """The opening of the entry if it still exists and the user may have it."""
    try:
        opening = entry.opening
    except ObjectDoesNotExist:
        return None
    return opening if may_open(user, entry, opening) else None


def _reveal(entry: Entry, opening: Opening) -> dict[str, str]:
    salt = bytes(opening.salt).hex()
    if entry.kind == EntryKind.FILE:
        return {"salt": salt, "content_sha256": opening.content_sha256}
    return {"salt": salt, "content": opening.content}


def _actor(entry: Entry, user: Any) -> dict[str, str] | None:
    """Who acted, for those who may see all records and for the person: never for the public."""
    actor_id = entry.record.actor_id if entry.record else None
    if actor_id is None or not (user.pk == actor_id or user.has_perm("core.see_records")):
        return None
    found = Pseudonym.objects.filter(kind="core.user", identity=str(actor_id)).first()
    return {"kind": found.kind, "id": found.identity, "salt": bytes(found.salt).hex()} if found else None
