"""Give a person a role in a project, or another one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.models import User
from xinzhi.integrity.models import ProjectRole, RecordSpace, RoleKind

from .leaders import require_another_leader


def give_project_role(*, actor: Any, space: RecordSpace, user: User, role: str, why: str = "") -> ProjectRole:
    """The person's one role in the project; they are told.

    Raises PermissionDenied (its leaders and the host's editors) and ValidationError: to oneself, an unknown role, a closed
    account, or a change that would leave the project without a leader.
    """
    require(actor, "integrity.give_role", space)
    problems: dict[str, str] = {}
    if role not in RoleKind.values:
        problems["role"] = _("There is no such role.")
    if not user.is_active:
        problems["user"] = _("This account is closed.")
    elif actor is not None and user.pk == actor.pk:
        problems["user"] = _("Nobody gives a role to themselves.")
    if problems:
        raise ValidationError(problems)
    held = ProjectRole.objects.filter(space=space, user=user).first()
    if held and held.role == RoleKind.LEADER and role != RoleKind.LEADER:
        require_another_leader(held)
    given = held or ProjectRole(space=space, user=user)
    with recorded("integrity.give_project_role", actor=actor, subject=given, why=why, new=held is None):
        given.role, given.given_by = role, actor
        given.save()
        title = _("You are now %(role)s of %(project)s: its research records are open to you.")
        notify(
            recipients=[user],
            kind="integrity.role",
            title=title % {"role": given.get_role_display(), "project": space.project.label},
            body=why,
            url=reverse("integrity:space", args=[space.project.key]),
        )
    return given
