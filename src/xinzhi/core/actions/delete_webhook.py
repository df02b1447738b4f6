"""Forget a webhook and its messages."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Webhook


def delete_webhook(*, actor: Any, webhook: Webhook) -> None:
    """The webhook is gone, with what still waited to be sent."""
    require(actor, "core.change_webhook", webhook)
    with recorded("core.delete_webhook", actor=actor, subject=webhook):
        webhook.delete()
