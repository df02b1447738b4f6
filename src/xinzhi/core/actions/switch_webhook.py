"""Switch a webhook off, or on again."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Webhook


def switch_webhook(*, actor: Any, webhook: Webhook, active: bool) -> Webhook:
    """The webhook, told of nothing new while it is off; what waits is sent once it is on again."""
    require(actor, "core.change_webhook", webhook)
    with recorded("core.switch_webhook", actor=actor, subject=webhook):
        webhook.active, webhook.failures = active, 0
        webhook.save(update_fields=["active", "failures", "updated_at"])
    return webhook
