"""Put a notice into people's inboxes, and send it by mail to those who want mail at once."""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from xinzhi.core.models import MailMode, Notification

logger = logging.getLogger(__name__)


_BATCH = 500


def notify(*, recipients: Iterable[Any], kind: str, title: str, body: str = "", url: str = "") -> list[Notification]:
    """The notices made, one for each active recipient; mail leaves only when the transaction commits."""
    return deliver(notices_for(recipients, kind=kind, title=title, body=body, url=url))


def notices_for(
    recipients: Iterable[Any], *, kind: str, title: str, body: str = "", url: str = ""
) -> list[Notification]:
    """One notice for each active recipient, to be given to `deliver` with others."""
    people = {u.pk: u for u in recipients if u.is_active}
    return [Notification(recipient=u, kind=kind, title=title[:200], body=body, url=url) for u in people.values()]


def deliver(notices: list[Notification]) -> list[Notification]:
    """The notices, in their recipients' inboxes: one write for all. Mail leaves only when the transaction commits."""
    Notification.objects.bulk_create(notices, batch_size=_BATCH)
    mailed = [n for n in notices if n.recipient.email and n.recipient.mail_mode == MailMode.NOW]
    if mailed:
        transaction.on_commit(lambda: _send(mailed))
    return notices


def _send(notices: list[Notification]) -> None:
    """Mail each notice on its own; one that cannot leave stays unmailed and goes out with the next digest."""
    for n in notices:
        text = f"{n.body}\n\n{settings.BASE_URL}{n.url}" if n.url else n.body
        try:
            send_mail(n.title, text, None, [n.recipient.email])
        except OSError:  # smtplib's errors are OSErrors, and so is a server that cannot be reached
            logger.warning("notice %s could not be mailed", n.pk, exc_info=True)
        else:
            Notification.objects.filter(pk=n.pk).update(mailed_at=timezone.now())
