"""Who may do what with research records, and what each person may see.

A project's people see its records. Outside it: an auditor learns that a record exists (kind, hash, times, proof); what it says
is read as far as the space is open and no embargo holds. Everyone else learns nothing.
"""

from typing import Any

import rules
from django.db.models import Q, QuerySet
from django.utils import timezone

from xinzhi.core import files
from xinzhi.core.models import StoredFile
from xinzhi.core.roles import Role, has_role, narrowed_to, organisations_of
from xinzhi.core.rules import is_plan_office

from .models import Openness, ProjectRole, RecordSpace, RecordVersion, ResearchRecord, RoleKind


def roles_in_projects(user: Any) -> dict[int, str]:
    """Space to the user's role in it; one query, kept on the instance for the request.

    A token that is bound to an organisation gives the roles in the projects that this organisation hosts.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return {}
    cached: dict[int, str] | None = getattr(user, "_project_roles", None)
    if cached is None:
        rows = ProjectRole.objects.filter(user=user.pk)
        if (organisation := narrowed_to(user)) is not None:
            rows = rows.filter(space__organisation=organisation)
        cached = dict(rows.values_list("space_id", "role"))
        user._project_roles = cached  # noqa: SLF001  our own cache on our own model
    return cached


def _space_id(thing: Any) -> int | None:
    if isinstance(thing, RecordSpace):
        return thing.pk
    if isinstance(thing, RecordVersion):
        return thing.record.space_id
    return getattr(thing, "space_id", None)


def _role(user: Any, thing: Any) -> str | None:
    space = _space_id(thing)
    return roles_in_projects(user).get(space) if space is not None else None


@rules.predicate
def leads(user: Any, thing: Any) -> bool:
    return _role(user, thing) == RoleKind.LEADER


@rules.predicate
def works_on(user: Any, thing: Any) -> bool:
    return _role(user, thing) in {RoleKind.LEADER, RoleKind.MEMBER}


@rules.predicate
def belongs(user: Any, thing: Any) -> bool:
    return _role(user, thing) is not None


@rules.predicate
def wrote(user: Any, record: Any) -> bool:
    """The record's own author, while they still work on the project."""
    return getattr(record, "author_id", None) == user.pk and _role(user, record) in {RoleKind.LEADER, RoleKind.MEMBER}


@rules.predicate
def edits_host(user: Any, thing: Any) -> bool:
    """An editor of the organisation that hosts the project (or of this very organisation)."""
    space = getattr(thing, "space", thing)
    host = space.organisation_id if isinstance(space, RecordSpace) else getattr(thing, "pk", None)
    return host is not None and has_role(user, Role.ORG_EDITOR, organisation_id=host)


@rules.predicate
def concerns_another(user: Any, thing: Any) -> bool:
    """Nobody takes a role of their own."""
    return getattr(thing, "user_id", None) != user.pk


@rules.predicate
def audits(user: Any) -> bool:
    return has_role(user, Role.AUDITOR)


rules.add_perm("integrity.open_space", is_plan_office | edits_host)
rules.add_perm("integrity.give_role", leads | edits_host)
rules.add_perm("integrity.take_role", (leads | edits_host) & concerns_another)
rules.add_perm("integrity.plan_review", leads)
rules.add_perm("integrity.deposit", works_on)
rules.add_perm("integrity.set_embargo", leads | wrote)
rules.add_perm("integrity.withdraw", leads | wrote)
rules.add_perm("integrity.see_report", belongs | audits)


def visible_records(user: Any) -> QuerySet[ResearchRecord]:
    """Records that the user may know of: those of their projects, all for auditors, else what is open and readable."""
    if audits(user):
        return ResearchRecord.objects.all()
    return readable_records(user)


def readable_records(user: Any) -> QuerySet[ResearchRecord]:
    """Records whose words and bytes the user may have."""
    if not user.is_authenticated or not user.is_active:
        return ResearchRecord.objects.none()
    open_to = [Openness.SIGNED_IN, Openness.AUDITORS] if audits(user) else [Openness.SIGNED_IN]
    free = Q(embargo_until=None) | Q(embargo_until__lt=timezone.localdate())
    opened = Q(space__openness__in=open_to) & free
    return ResearchRecord.objects.filter(Q(space__in=list(roles_in_projects(user))) | opened)


def visible_spaces(user: Any) -> QuerySet[RecordSpace]:
    """Spaces the user may know of: their projects', their organisation's (for its editors), and open ones."""
    if not user.is_authenticated or not user.is_active:
        return RecordSpace.objects.none()
    if audits(user):
        return RecordSpace.objects.all()
    hosted = Q(organisation__in=organisations_of(user, Role.ORG_EDITOR))
    mine = Q(pk__in=list(roles_in_projects(user)))
    return RecordSpace.objects.filter(mine | hosted | Q(openness=Openness.SIGNED_IN))


@files.allow
def record_file(user: Any, stored: StoredFile) -> bool:
    """A record's bytes, every version's, go to whoever may read the record."""
    return RecordVersion.objects.filter(file=stored, record__in=readable_records(user)).exists()


def may_open_entry(user: Any, entry: Any) -> bool:
    """The log's statement of a version holds hashes and times, no words: for all who may know of the record."""
    return (
        entry.subject_id.isdigit()
        and RecordVersion.objects.filter(pk=int(entry.subject_id), record__in=visible_records(user)).exists()
    )
