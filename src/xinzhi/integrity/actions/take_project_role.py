"""Take a role in a project back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.integrity.models import ProjectRole, RoleKind

from .leaders import require_another_leader


def take_project_role(*, actor: Any, role: ProjectRole, why: str) -> None:
    """The role ends at once; what the person deposited stays. They are told.

    Raises PermissionDenied (leaders and the host's editors, never one's own) and ValidationError without a reason, or for the
    project's only leader.
    """
    require(actor, "integrity.take_role", role)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: the record keeps it.")})
    if role.role == RoleKind.LEADER:
        require_another_leader(role)
    with recorded("integrity.take_project_role", actor=actor, subject=role, why=why):
        title = _("You are no longer %(role)s of %(project)s.")
        names = {"role": role.get_role_display(), "project": role.space.project.label}
        notify(recipients=[role.user], kind="integrity.role", title=title % names, body=why, url="")
        role.delete()
