"""Mark notices as read."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import require
from xinzhi.core.models import Notification


def mark_read(*, actor: Any, notice: Notification | None = None) -> int:
    """How many of the actor's notices became read: one, or (without `notice`) all. Reading twice keeps the first time.

    Not kept as a recorded action: it changes nothing but what the person sees as new.
    """
    if actor is None or not actor.is_authenticated:
        raise PermissionDenied(_("Sign in to see your inbox."))
    mine = Notification.objects.filter(recipient=actor, read_at=None)
    if notice is not None:
        require(actor, "core.change_own", notice)
        mine = mine.filter(pk=notice.pk)
    return mine.update(read_at=timezone.now())
