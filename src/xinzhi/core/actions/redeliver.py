"""Send a message again by hand."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Delivery, DeliveryState
from xinzhi.core.webhooks.outbox import wake


def redeliver(*, actor: Any, delivery: Delivery) -> Delivery:
    """The message, waiting again with all its tries and the same number, so that the receiver knows it.

    Raises ValidationError while it waits anyway, when its owner may no longer see the thing, and while the webhook is
    switched off.
    """
    require(actor, "core.change_webhook", delivery.webhook)
    if delivery.state not in {DeliveryState.DELIVERED, DeliveryState.DEAD}:
        raise ValidationError(_("It waits to be sent, or was withheld."), code="state")
    if not delivery.webhook.active:
        raise ValidationError(_("It is switched off: switch it on first."), code="state")
    with recorded("core.redeliver", actor=actor, subject=delivery):
        delivery.state, delivery.attempts, delivery.next_attempt_at = DeliveryState.WAITING, 0, timezone.now()
        delivery.save(update_fields=["state", "attempts", "next_attempt_at", "updated_at"])
        wake()
    return delivery
