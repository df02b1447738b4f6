"""Take a role back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.registry.models import Membership


def revoke_role(*, actor: Any, membership: Membership, why: str) -> None:
    """The role ends at once: the row is removed, its history and the record stay; the person is told.

    Raises PermissionDenied (only the plan office, and never one's own) and ValidationError without a reason.
    """
    require(actor, "registry.revoke_role", membership)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: the record keeps it.")})
    with recorded("registry.revoke_role", actor=actor, subject=membership, why=why):
        title = _("You no longer have the role «%(role)s» in %(organisation)s.")
        names = {"role": membership.get_role_display(), "organisation": membership.organisation.label}
        notify(
            recipients=[membership.user], kind="registry.role", title=title % names, body=why, url=reverse("core:me")
        )
        membership.delete()
