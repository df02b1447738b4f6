"""Messages are written in the transaction of the action they tell of: no action without, none of an undone action."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from xinzhi.core.models import ActionRecord, Delivery, Webhook
from xinzhi.core.roles import narrowed

from . import events


def write_down(*, record: ActionRecord, subject: Model, **_signal: Any) -> None:
    """One message for each webhook that asked for the verb and whose owner may see the thing (`action_recorded`)."""
    if not events.is_told(record.subject_type):
        return
    hooks = Webhook.objects.filter(active=True, owner__is_active=True).select_related("owner")
    for hook in hooks:
        if not events.matches(record.verb, hook.events):
            continue
        owner = narrowed(hook.owner, hook.organisation_id)
        if events.may_see(owner, record.subject_type, record.subject_id):
            put(hook, record.verb, events.payload(record, subject), record.subject_type, record.subject_id)


def put(hook: Webhook, verb: str, payload: dict[str, Any], subject_type: str = "", subject_id: str = "") -> Delivery:
    """The message, waiting to be sent as soon as the transaction commits."""
    delivery = Delivery.objects.create(
        webhook=hook,
        event=f"msg_{uuid.uuid4().hex}",
        verb=verb,
        payload=payload,
        subject_type=subject_type,
        subject_id=subject_id,
        next_attempt_at=timezone.now(),
    )
    wake()
    return delivery


def wake() -> None:
    """Have what waits sent once the transaction commits."""
    from .delivering import work_off  # here: it needs the actions, and those need this module

    transaction.on_commit(work_off.enqueue)
