"""Send a webhook a message that tells of nothing, to see that it arrives."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Delivery, Webhook
from xinzhi.core.webhooks.outbox import put


def ping_webhook(*, actor: Any, webhook: Webhook) -> Delivery:
    """The message, on its way. Raises ValidationError while the webhook is switched off."""
    require(actor, "core.change_webhook", webhook)
    if not webhook.active:
        raise ValidationError(_("It is switched off: switch it on first."), code="state")
    with recorded("core.ping_webhook", actor=actor, subject=webhook):
        return put(
            webhook,
            "core.ping",
            {
                "id": f"evt_ping_{webhook.pk}",
                "verb": "core.ping",
                "at": timezone.now().isoformat(),
                "subject": {"kind": "webhook", "key": str(webhook.pk), "label": webhook.name},
                "url": f"{settings.BASE_URL}{reverse('core:webhook', args=[webhook.pk])}",
                "simulated": False,
            },
        )
