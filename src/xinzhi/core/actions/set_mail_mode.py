"""Choose when notices come by mail."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.core.models import MailMode, User


def set_mail_mode(*, actor: Any, person: User, mode: str) -> User:
    """The person with the new mode; everyone sets only their own. Raises ValidationError for an unknown mode."""
    if actor is not None and actor.pk != person.pk:
        raise PermissionDenied(_("Everyone chooses their own mail."))
    if mode not in MailMode.values:
        raise ValidationError(_("Choose at once, weekly or never."), code="mode")
    with recorded("core.set_mail_mode", actor=actor, subject=person):
        person.mail_mode = mode
        person.save(update_fields=["mail_mode"])
    return person
