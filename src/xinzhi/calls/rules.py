"""Who may do what with calls and applications, and what each person may see.

An application belongs to an organisation. Its editors (org_editor) see and change all of the organisation's applications and
hand them in; a researcher those they began or whose team they are in. The managers of the department that runs the call see what was
handed in, never a draft. To everyone else an application does not exist.
"""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from xinzhi.core import files
from xinzhi.core.models import StoredFile
from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.core.rules import is_auditor, is_plan_office

from .models import Application, ApplicationFile, ApplicationMember, Call, MemberRole
from .workflows import EDITABLE

APPLICANTS = (Role.ORG_EDITOR, Role.RESEARCHER)


def application_of(thing: Any) -> Application | None:
    """The application that a thing is or belongs to."""
    return thing if isinstance(thing, Application) else getattr(thing, "application", None)


def call_of(thing: Any) -> Call | None:
    """The call that a thing is or belongs to."""
    if isinstance(thing, Call):
        return thing
    application = application_of(thing)
    return application.call if application is not None else getattr(thing, "call", None)


@rules.predicate
def manages(user: Any, thing: Any) -> bool:
    """A programme manager of the department that runs the call (or of this very department)."""
    call = call_of(thing)
    department = call.department_id if call is not None else getattr(thing, "pk", None)
    return department is not None and has_role(user, Role.PROGRAMME_MANAGER, organisation_id=department)


@rules.predicate
def is_manager(user: Any) -> bool:
    return has_role(user, Role.PROGRAMME_MANAGER)


@rules.predicate
def may_apply(user: Any, organisation: Any) -> bool:
    """An editor or researcher of the organisation that would apply."""
    pk = getattr(organisation, "pk", None)
    return pk is not None and has_role(user, *APPLICANTS, organisation_id=pk)


@rules.predicate
def edits_for(user: Any, thing: Any) -> bool:
    """An editor of the applying organisation."""
    application = application_of(thing)
    return application is not None and has_role(user, Role.ORG_EDITOR, organisation_id=application.organisation_id)


@rules.predicate
def writes(user: Any, thing: Any) -> bool:
    """Who began it, leads or co-writes it, while they still belong to the applying organisation."""
    application = application_of(thing)
    if application is None or not has_role(user, *APPLICANTS, organisation_id=application.organisation_id):
        return False
    if application.created_by_id == user.pk:
        return True
    writing = [MemberRole.LEADER, MemberRole.EDITOR]
    return ApplicationMember.objects.filter(application=application, user=user.pk, role__in=writing).exists()


@rules.predicate
def is_editable(_user: Any, thing: Any) -> bool:
    application = application_of(thing)
    return application is not None and application.state in EDITABLE


@rules.predicate
def has_been_handed_in(_user: Any, thing: Any) -> bool:
    application = application_of(thing)
    return application is not None and application.submitted_at is not None


@rules.predicate
def is_outsider(user: Any, thing: Any) -> bool:
    """Nobody checks or decides an application of their own organisation or team."""
    application = application_of(thing)
    if application is None:
        return True
    return not (application.organisation_id in organisations_of(user) or application.created_by_id == user.pk)


rules.add_perm("calls.manage_call", manages)
rules.add_perm("calls.see_desk", manages | is_auditor)
rules.add_perm("calls.start_application", may_apply)
rules.add_perm("calls.edit_application", (edits_for | writes) & is_editable)
rules.add_perm("calls.submit_application", edits_for)
rules.add_perm("calls.withdraw_application", edits_for)
rules.add_perm("calls.delete_draft", edits_for | writes)
rules.add_perm("calls.check_application", manages & is_outsider & has_been_handed_in)
rules.add_perm("calls.restrict", is_manager | is_plan_office)
rules.add_perm("calls.see_overlaps", (manages | is_auditor) & has_been_handed_in)


def visible_calls(user: Any) -> QuerySet[Call]:
    """Calls that were published, for everyone; for a department's managers also those they prepare."""
    public = ~Q(state="draft")
    mine = organisations_of(user, Role.PROGRAMME_MANAGER)
    return Call.objects.filter(public | Q(department__in=mine)) if mine else Call.objects.filter(public)


def own_applications(user: Any) -> QuerySet[Application]:
    """Applications that the user takes part in: all of an editor's organisation, a researcher's own ones."""
    if user is None or not user.is_authenticated or not user.is_active:
        return Application.objects.none()
    as_editor = Q(organisation__in=organisations_of(user, Role.ORG_EDITOR))
    team = ApplicationMember.objects.filter(user=user.pk).values("application")
    as_writer = Q(organisation__in=organisations_of(user, *APPLICANTS)) & (Q(created_by=user.pk) | Q(pk__in=team))
    return Application.objects.filter(as_editor | as_writer)


def office_applications(user: Any) -> QuerySet[Application]:
    """Applications handed in to the user's department; to auditors all that were handed in."""
    if user is None or not user.is_authenticated or not user.is_active:
        return Application.objects.none()
    handed_in = Application.objects.filter(submitted_at__isnull=False)
    if has_role(user, Role.AUDITOR):
        return handed_in
    return handed_in.filter(call__department__in=organisations_of(user, Role.PROGRAMME_MANAGER))


def visible_applications(user: Any) -> QuerySet[Application]:
    """Applications the user may open, as applicant or as office. Reviewers see none here: theirs are blinded."""
    if user is None or not user.is_authenticated or not user.is_active:
        return Application.objects.none()
    return Application.objects.filter(
        Q(pk__in=own_applications(user).values("pk")) | Q(pk__in=office_applications(user).values("pk"))
    )


@files.allow
def application_file(user: Any, stored: StoredFile) -> bool:
    """A file of an application goes to whoever may open the application."""
    return ApplicationFile.objects.filter(file=stored, application__in=visible_applications(user)).exists()
