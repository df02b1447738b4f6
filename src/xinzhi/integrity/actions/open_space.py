"""Open a project's place for its records."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import User
from xinzhi.integrity.models import Openness, ProjectRole, RecordSpace, RoleKind
from xinzhi.registry.models import Organisation, Project


def open_space(
    *,
    actor: Any,
    project: Project,
    organisation: Organisation,
    leader: User,
    openness: str = Openness.MEMBERS,
    why: str = "",
    simulated: bool = False,
) -> RecordSpace:
    """The space of a published project, hosted by the organisation, with its leader.

    Raises PermissionDenied (the plan office, and editors of that organisation) and ValidationError: a project that is not
    public or has a space already, a closed account, an unknown openness. A simulated project's records are simulated.
    """
    require(actor, "integrity.open_space", organisation)
    problems: dict[str, str] = {}
    if not project.is_public:
        problems["project"] = _("The project is not published.")
    elif RecordSpace.objects.filter(project=project).exists():
        problems["project"] = _("The project has its records open already.")
    if not leader.is_active:
        problems["leader"] = _("This account is closed.")
    if openness not in Openness.values:
        problems["openness"] = _("There is no such choice.")
    if problems:
        raise ValidationError(problems)
    space = RecordSpace(
        project=project,
        organisation=organisation,
        openness=openness,
        opened_by=actor,
        simulated=simulated or project.simulated,
    )
    with recorded("integrity.open_space", actor=actor, subject=space, why=why, new=True) as change:
        space.save()
        ProjectRole.objects.create(space=space, user=leader, role=RoleKind.LEADER, given_by=actor)
        change.note("leader", None, leader.pk)
    return space
