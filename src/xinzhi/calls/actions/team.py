"""Put a person into the team of an application, or take one out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application, ApplicationMember, MemberRole
from xinzhi.calls.queries.content import leader_of
from xinzhi.calls.rules import APPLICANTS
from xinzhi.core.action import recorded, require
from xinzhi.core.identifiers import IdentifierError, parse
from xinzhi.core.models import User
from xinzhi.registry.models import Membership

from .unchanged import require_unchanged

MOST_MEMBERS = 60


def add_member(
    *,
    actor: Any,
    application: Application,
    name: str,
    affiliation: str,
    role: str = MemberRole.MEMBER,
    user: User | None = None,
    orcid: str = "",
    work: str = "",
) -> ApplicationMember:
    """The new member. With an account of the applying organisation, leader and co-writers may write the application.

    Raises PermissionDenied, and ValidationError: a name or affiliation that is missing, a second leader, an account of
    another organisation or twice, an ORCID that is none.
    """
    require(actor, "calls.edit_application", application)
    name, affiliation = " ".join(name.split()), " ".join(affiliation.split())
    problems: dict[str, str] = {}
    if not name:
        problems["name"] = _("Give the person's name.")
    if not affiliation:
        problems["affiliation"] = _("Give where the person works.")
    if role not in MemberRole.values:
        problems["role"] = _("Choose one of the roles offered.")
    if orcid:
        try:
            orcid = parse("orcid", orcid).normal
        except IdentifierError as error:
            problems["orcid"] = error.message.text(_)
    if user is not None and not _works_there(user, application):
        problems["user"] = _("This account has no role in the applying organisation.")
    if problems:
        raise ValidationError(problems)
    with recorded("calls.add_member", actor=actor, subject=application) as change:
        require_unchanged(application)
        team = list(application.members.all())
        if role == MemberRole.LEADER and any(m.role == MemberRole.LEADER for m in team):
            raise ValidationError({"role": _("The team has a leader already.")})
        if user is not None and any(m.user_id == user.pk for m in team):
            raise ValidationError({"user": _("This account is in the team already.")})
        if len(team) >= MOST_MEMBERS:
            raise ValidationError(_("The team is as large as it can be."), code="size")
        member = ApplicationMember.objects.create(
            application=application,
            user=user,
            name=name[:80],
            affiliation=affiliation[:200],
            orcid=orcid,
            role=role,
            work=work[:300],
            position=max((m.position for m in team), default=0) + 1,
        )
        _name_leader(application)
        change.note("member", None, {"id": member.pk, "role": role})
    return member


def remove_member(*, actor: Any, member: ApplicationMember) -> None:
    """Take the person out of the team. Raises PermissionDenied."""
    application = member.application
    require(actor, "calls.edit_application", application)
    with recorded("calls.remove_member", actor=actor, subject=application) as change:
        require_unchanged(application)
        change.note("member", {"id": member.pk, "role": member.role}, None)
        member.delete()
        _name_leader(application)


def _name_leader(application: Application) -> None:
    application.leader = leader_of(application)
    application.save(update_fields=["leader", "updated_at"])


def _works_there(user: User, application: Application) -> bool:
    held = Membership.objects.filter(user=user, organisation=application.organisation_id, role__in=APPLICANTS)
    return any(m.is_current() for m in held)
