"""What is said of a thing in the log: canonical, without personal data, without content.

    {"actor":"6f2c…","digest":"9b1d…","kind":"action","object":{"id":"12","kind":"plan.report"},
     "simulated":false,"time":"2026-03-31T08:15:30.123456Z","v":1,"verb":"plan.accept_report"}

docs/ledger-format.md explains every key.
"""

import datetime as dt
import hashlib
import json
import math
import secrets
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from xinzhi.core.models import ActionRecord

from .engine.canonical import LARGEST, canonical
from .engine.verifier import content_digest, pseudonym
from .models import Entry, EntryKind, Opening, Pseudonym
from .personal import is_personal

SYSTEM = "system"
_SALT_BYTES = 32


def name_of(kind: str, identity: str) -> str:
    """What the log calls a thing: its own key, or for a person a pseudonym that is made at its first use."""
    if not is_personal(kind):
        return identity
    found, _made = Pseudonym.objects.get_or_create(
        kind=kind, identity=identity, defaults={"salt": secrets.token_bytes(_SALT_BYTES)}
    )
    return pseudonym(bytes(found.salt), kind, identity)


def plain(value: Any) -> Any:
    """The value as JSON that has a canonical form: dates and decimals as text, and integers too large for I-JSON."""
    return _safe(json.loads(json.dumps(value, cls=DjangoJSONEncoder)))


def _safe(value: Any) -> Any:
    match value:
        case dict():
            return {_safe(k): _safe(v) for k, v in value.items()}
        case list():
            return [_safe(v) for v in value]
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no UTF-8
        case int() if abs(value) > LARGEST:
            return str(value)
        case float() if not math.isfinite(value):
            return str(value)
        case _:
            return value


def record_content(record: ActionRecord) -> str:
    """What an action's digest is taken of: the record without its actor, who stands in the statement."""
    content = {
        "changes": record.changes,
        "label": record.subject_label,
        "request": record.request_id,
        "verb": record.verb,
        "why": record.why,
    }
    return canonical(plain(content)).decode()


def make_entry(
    *,
    kind: EntryKind,
    subject_kind: str,
    subject_id: str,
    at: dt.datetime,
    actor_id: int | None,
    content: str = "",
    content_sha256: str = "",
    verb: str = "",
    record: ActionRecord | None = None,
    simulated: bool = False,
    public: bool = False,
) -> tuple[Entry, Opening]:
    """The entry and its opening, not yet saved. Give the `content`, or for a file the SHA-256 of its bytes."""
    salt = secrets.token_bytes(_SALT_BYTES)
    inside = content_sha256 or hashlib.sha256(content.encode()).hexdigest()
    statement = {
        "actor": name_of("core.user", str(actor_id)) if actor_id else SYSTEM,
        "digest": content_digest(salt, bytes.fromhex(inside)),
        "kind": str(kind),
        "object": {"id": name_of(subject_kind, subject_id), "kind": subject_kind},
        "simulated": simulated,
        "time": at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "v": 1,
        **({"verb": verb} if verb else {}),
    }
    entry = Entry(
        statement=canonical(statement).decode(),
        kind=kind,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=subject_id,
        at=at,
        record=record,
    )
    return entry, Opening(entry=entry, salt=salt, content=content, content_sha256=inside, public=public)
