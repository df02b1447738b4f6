"""Bringing what waits in a spool to where it is kept: this machine's database, or a service over its API."""

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .engine.remote import Refused, Unreachable, send
from .engine.spool import Queued, Spool

Deliver = Callable[[Queued, Path], str]


def to_service(url: str, token: str, project: str) -> Deliver:
    """Deliver over the API with a token of the scope records:write. Needs no database."""

    def deliver(queued: Queued, file: Path) -> str:
        answer = send(url, token, project, file, _fields(queued))
        return f"{answer['record']}/{answer['version']}"

    return deliver


def to_database(project: str, username: str) -> Deliver:
    """Deliver to this machine's database, as the person of that sign-in name, or ("") as the operator."""

    def deliver(queued: Queued, file: Path) -> str:
        from django.core.exceptions import PermissionDenied, ValidationError
        from django.core.files.base import File
        from django.db import DatabaseError, close_old_connections

        from .actions import Description, deposit_record
        from .actions.moments import file_time

        close_old_connections()
        try:
            space, actor = of_database(project, username)
            with file.open("rb") as opened:
                made = deposit_record(
                    actor=actor,
                    space=space,
                    file=File(opened),
                    name=queued.path,
                    description=Description(
                        queued.kind, queued.title, dt.date.fromisoformat(queued.happened_on), queued.instrument
                    ),
                    source_path=queued.path,
                    client_time=file_time(queued.mtime_ns),
                    limit=sys.maxsize,
                )
        except ValidationError as error:
            raise Refused("; ".join(error.messages)) from error
        except (PermissionDenied, DatabaseError, OSError) as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        return f"{made.record_id}/{made.number}"

    return deliver


def of_database(project: str, username: str) -> tuple[Any, Any]:
    """The project's space, and the account (None for ""). Raises Unreachable where one is missing: both can be made."""
    from xinzhi.core.models import User

    from .models import RecordSpace

    space = RecordSpace.objects.select_related("project").filter(project__key=project).first()
    if space is None:
        raise Unreachable(f"{project}: no project of this key has its records open.")
    actor = User.objects.filter(username=username, is_active=True).first() if username else None
    if username and actor is None:
        raise Unreachable(f"{username}: nobody signs in with this name.")
    return space, actor


def sync(spool: Spool, deliver: Deliver, tell: Callable[[str], None]) -> bool:
    """Deliver what waits, in order; True when nothing waits any more.

    What the service refuses is put aside with its reason; when it cannot be reached, all the rest goes on waiting.
    """
    for queued in list(spool.waiting()):
        try:
            number = deliver(queued, spool.bytes_of(queued))
        except Refused as refused:
            tell(f"✗ {queued.path}: {refused} Put aside in {spool.refuse(queued, str(refused))}")
        except Unreachable as error:
            tell(f"· {sum(1 for _ in spool.waiting())} waiting: {error}")
            return False
        else:
            spool.done(queued)
            tell(f"✓ {queued.path} → {number}")
    return True


def _fields(queued: Queued) -> dict[str, str]:
    return {
        "title": queued.title,
        "kind": queued.kind,
        "happened_on": queued.happened_on,
        "instrument": queued.instrument,
        "source_path": queued.path,
        "client_time_ns": str(queued.mtime_ns),
    }
