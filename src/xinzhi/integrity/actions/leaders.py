"""A project is never without a leader: nobody else could give roles or lift an embargo."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.integrity.models import ProjectRole, RoleKind


def require_another_leader(role: ProjectRole) -> None:
    """Raise ValidationError where the role's holder is the project's only leader."""
    others = ProjectRole.objects.filter(space=role.space_id, role=RoleKind.LEADER, user__is_active=True)
    if not others.exclude(pk=role.pk).exists():
        raise ValidationError(_("The project would have no leader: name another one first."), code="leader")
