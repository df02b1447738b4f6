"""Working off the messages: each try, the wait after it, and giving up."""

import datetime as dt
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from xinzhi.core.actions.notify import notify
from xinzhi.core.keys import signing_secret
from xinzhi.core.models import Delivery, DeliveryState, Webhook
from xinzhi.core.roles import narrowed

from . import events, outbound, signing

# The waits after the first, second … failed try: eight tries within 23 hours 36 minutes.
WAITS = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 300, 480, 480))
TRIES = len(WAITS) + 1
GIVE_UP_AFTER = 5  # messages in a row; the webhook is then switched off
_LEASE = dt.timedelta(minutes=5)
_MOST_IN_A_ROUND = 100


@task()
def work_off() -> None:
    """Send what is due now; each message that fails has itself called again when its wait is over."""
    if deliver_due() == _MOST_IN_A_ROUND:
        work_off.enqueue()


def deliver_due(now: dt.datetime | None = None) -> int:
    """How many messages were tried: those due, oldest first, at most a hundred.

    A message is claimed by moving its next try ahead, so that two workers never send it at the same time; if this one
    dies, the message is tried again five minutes later.
    """
    moment = now or timezone.now()
    due = Delivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__lte=moment, webhook__active=True)
    tried = 0
    for pk in list(due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:_MOST_IN_A_ROUND]):
        if due.filter(pk=pk).update(next_attempt_at=moment + _LEASE):
            _try(Delivery.objects.select_related("webhook__owner").get(pk=pk), moment)
            tried += 1
    return tried


def _try(delivery: Delivery, now: dt.datetime) -> None:
    hook = delivery.webhook
    if not _is_still_visible(delivery):
        _settle(delivery, state=DeliveryState.WITHHELD, response=_("The owner may no longer see this."))
        return
    body = json.dumps(delivery.payload, ensure_ascii=False, cls=DjangoJSONEncoder).encode()
    secret = signing_secret(hook.secret_salt)
    answer = outbound.post(hook.url, body, signing.headers(secret, delivery.event, int(now.timestamp()), body))
    delivery.attempts += 1
    delivery.response_status, delivery.response = answer.status, answer.text[:500]
    if answer.ok:
        _settle(delivery, state=DeliveryState.DELIVERED, delivered_at=now)
        Webhook.objects.filter(pk=hook.pk, failures__gt=0).update(failures=0)
    elif delivery.attempts < TRIES:
        _settle(delivery, next_attempt_at=now + WAITS[delivery.attempts - 1])
        work_off.using(run_after=delivery.next_attempt_at).enqueue()
    else:
        _settle(delivery, state=DeliveryState.DEAD)
        _give_up(hook)


def _is_still_visible(delivery: Delivery) -> bool:
    """Whether the owner may be told: what was visible when it happened may not be so a day later."""
    hook = delivery.webhook
    if not hook.owner.is_active:
        return False
    owner = narrowed(hook.owner, hook.organisation_id)
    return not delivery.subject_type or events.may_see(owner, delivery.subject_type, delivery.subject_id)


def _settle(delivery: Delivery, **values: object) -> None:
    """Keep what became of the try; a message that will not be tried again has no next time."""
    for name, value in {"next_attempt_at": None, **values}.items():
        setattr(delivery, name, value)
    delivery.save()


def _give_up(hook: Webhook) -> None:
    """Tell the owner that a message was given up; after five in a row the webhook is switched off."""
    Webhook.objects.filter(pk=hook.pk).update(failures=F("failures") + 1)
    hook.refresh_from_db()
    off = hook.failures >= GIVE_UP_AFTER
    if off:
        Webhook.objects.filter(pk=hook.pk).update(active=False)
    notify(
        recipients=[hook.owner],
        kind="core.webhook_failed",
        title=(_("The webhook «%(name)s» was switched off") if off else _("A message of «%(name)s» was given up"))
        % {"name": hook.name},
        body=_("%(url)s did not take it in %(n)d tries within a day.") % {"url": hook.url, "n": TRIES},
        url=reverse("core:webhook", args=[hook.pk]),
    )
