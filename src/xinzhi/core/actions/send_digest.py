"""The weekly mail: everything not yet mailed to a person who wants mail, also what could not leave at once."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinzhi.core.formats import pair
from xinzhi.core.models import MailMode, Notification, User


def send_digest(*, actor: Any = None, person: User | None = None, language: str = "") -> int:
    """How many mails left: one for each person (or the one given) who wants mail and has notices not mailed yet.

    A notice is marked as mailed in the transaction in which its mail leaves, so that a second run sends nothing and
    a failed mail is tried again next time. The system sends to all; a person may have only their own.
    """
    if actor is not None and actor != person:
        raise PermissionDenied(_("Everyone asks only for their own mail."))
    people = User.objects.filter(is_active=True).exclude(mail_mode=MailMode.NEVER).exclude(email="")
    if person is not None:
        people = people.filter(pk=person.pk)
    waiting = people.filter(notifications__mailed_at=None).distinct().order_by("pk")
    with translation.override(language or settings.LANGUAGE_CODE):
        return sum(_send(reader) for reader in waiting)


def _send(reader: User) -> int:
    """1 when a mail left. The rows are locked first, so that two workers do not send the same notice."""
    with transaction.atomic():
        waiting = Notification.objects.select_for_update().filter(recipient=reader, mailed_at=None)
        notices = list(waiting.order_by("created_at", "id"))
        if not notices:
            return 0
        subject = ngettext("%(n)d notice of this week", "%(n)d notices of this week", len(notices)) % {
            "n": len(notices)
        }
        context = {"reader": reader, "notices": notices, "base": settings.BASE_URL, "subject": subject}
        mail = EmailMultiAlternatives(
            pair(_("Xinzhi"), subject), render_to_string("core/digest.txt", context), None, [reader.email]
        )
        mail.attach_alternative(render_to_string("core/digest.html", context), "text/html")
        Notification.objects.filter(pk__in=[n.pk for n in notices]).update(mailed_at=timezone.now())
        mail.send()
    return 1
