"""Give a person a role in an organisation."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.registry.models import GOVERNING, Membership, Organisation

# Roles that act for the government: only a department or a city government can give them meaning.
OFFICIAL = frozenset({Role.PLAN_OFFICE, Role.DUTY_OFFICER})


def grant_role(
    *,
    actor: Any,
    user: User,
    organisation: Organisation,
    role: str,
    begins: dt.date | None = None,
    ends: dt.date | None = None,
    why: str = "",
) -> Membership:
    """The membership; the person is told. A role that has ended is opened again under the new dates.

    Raises PermissionDenied (only the plan office, and never to oneself) and ValidationError: an unknown role, an
    official role outside the government, an end before the beginning, or a role the person holds already.
    """
    require(actor, "registry.grant_role", user)
    problems: dict[str, str] = {}
    if role not in Role.values:
        problems["role"] = _("There is no such role.")
    elif role in OFFICIAL and organisation.kind not in GOVERNING:
        problems["role"] = _("Only a department or a city government has this role.")
    if ends and ends < (begins or timezone.localdate()):
        problems["ends"] = _("The role would end before it begins.")
    if not user.is_active:
        problems["user"] = _("This account is closed.")
    held = Membership.objects.filter(user=user, organisation=organisation, role=role).first()
    if held and (held.ends is None or held.ends >= timezone.localdate()):
        problems["user"] = _("This person holds this role already.")
    if problems:
        raise ValidationError(problems)
    membership = held or Membership(user=user, organisation=organisation, role=role)
    with recorded("registry.grant_role", actor=actor, subject=membership, why=why, new=held is None):
        membership.begins, membership.ends, membership.granted_by = begins, ends, actor
        membership.save()
        title = _("You now have the role «%(role)s» in %(organisation)s.")
        names = {"role": membership.get_role_display(), "organisation": organisation.label}
        notify(recipients=[user], kind="registry.role", title=title % names, body=why, url=reverse("core:me"))
    return membership
