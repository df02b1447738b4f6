"""The pattern every action follows: access -> validate -> change -> record.

    def accept_report(*, actor, report, why=""):
        require(actor, "plan.accept_report", report)
        with recorded("plan.accept_report", actor=actor, subject=report, why=why):
            report.state = "accepted"
            report.save()

`recorded` is one transaction: what is not recorded has not happened, and the other way round.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from .middleware import current_request_id
from .models import ActionRecord

# Sent inside the transaction with `record`: rooms below a writer (the log) hear of every action this way.
action_recorded = Signal()

_NEVER_RECORDED = frozenset({"created_at", "updated_at", "password", "last_login", "secret_hash", "secret_salt"})


def require(actor: Any, permission: str, subject: Any = None) -> None:
    """Raise PermissionDenied unless the actor holds the permission on the subject.

    `actor` None stands for the system itself (a command line or a job of the operator) and is let through:
    it has no session and cannot be reached from a page.
    """
    if actor is None:
        return
    if not actor.has_perm(permission, subject):
        raise PermissionDenied(_("You may not do this: %(permission)s.") % {"permission": permission})


@dataclass
class Change:
    """What the body of an action may add to its record."""

    extra: dict[str, Any] = field(default_factory=dict)
    record: ActionRecord | None = None
    happened: bool = True

    def nothing(self) -> None:
        """Say that the body found nothing to change: then nothing is recorded."""
        self.happened = False

    def note(self, name: str, before: Any, after: Any) -> None:
        """Record a change that is not a field of the subject (rows added, files attached)."""
        self.extra[name] = [before, after]


def snapshot(subject: models.Model) -> dict[str, Any]:
    """The concrete fields of a row as plain values, without secrets and time stamps.

    A model whose words are for few eyes names those fields in `unrecorded`: records are read by all overseers.
    """
    left_out = _NEVER_RECORDED | frozenset(getattr(subject, "unrecorded", ()))
    return {
        f.attname: f.value_from_object(subject)
        for f in subject._meta.concrete_fields  # noqa: SLF001  Django's documented Meta API
        if f.name not in left_out
    }


@contextmanager
def recorded(verb: str, *, actor: Any, subject: models.Model, why: str = "", new: bool = False) -> Iterator[Change]:
    """Run the body in one transaction and record who did what to the subject, with before and after.

    Set `new` for a subject that the body creates (its `before` is then empty).
    Raises whatever the body raises; then nothing is written.
    """
    with transaction.atomic():
        before = {} if new or subject.pk is None else snapshot(subject)
        change = Change()
        yield change
        if not change.happened:
            return
        after = snapshot(subject) if subject.pk is not None else {}
        changes = {
            key: [before.get(key), after.get(key)]
            for key in sorted({*before, *after})
            if before.get(key) != after.get(key)
        }
        change.record = ActionRecord.objects.create(
            actor=actor,
            verb=verb,
            subject_type=subject._meta.label_lower,  # noqa: SLF001
            subject_id=str(subject.pk or before.get(subject._meta.pk.attname, "")),  # noqa: SLF001
            subject_label=str(subject)[:300],
            why=why,
            changes=_plain({**changes, **change.extra}),
            request_id=current_request_id(),
            simulated=bool(getattr(subject, "simulated", False)),
        )
        action_recorded.send(sender=type(subject), record=change.record, subject=subject)


def _plain(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Long texts shortened: the full history of a row is kept by django-simple-history."""
    limit = 2000
    return {
        key: [v[:limit] + "…" if isinstance(v, str) and len(v) > limit else v for v in pair]
        for key, pair in changes.items()
    }
