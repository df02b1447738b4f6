"""Who may do what from review to acceptance, and what each person may see.

Nothing leaks: an applicant sees no reviewer, a reviewer no other's review before the own one is handed in (and then
without names), and nobody, whatever their role, who reviews an application of their own organisation or team.
"""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from xinzhi.core import files
from xinzhi.core.models import StoredFile
from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.core.rules import is_active, is_auditor

from .models import (
    Application,
    ApplicationFile,
    Conflict,
    Contract,
    Decision,
    DecisionList,
    Invitation,
    Notice,
    Objection,
    Panel,
    PanelItem,
    Review,
    SiteVisit,
    VisitPicture,
)
from .queries.blind import is_double_blind
from .rules import APPLICANTS, application_of, call_of, edits_for, is_manager, own_applications, writes
from .workflows_review import STANDING


def subject_of(thing: Any) -> Any:
    """The application, or where there is none the call, that a thing of these rooms belongs to."""
    for name in ("invitation", "item", "contract", "decisions", "notice", "panel", "seat"):
        if application_of(thing) is None and hasattr(thing, name):
            thing = getattr(thing, name)
    return application_of(thing) or call_of(thing)


@rules.predicate
def manages(user: Any, thing: Any) -> bool:
    """A programme manager of the department that runs the call."""
    call = call_of(subject_of(thing))
    return call is not None and has_role(user, Role.PROGRAMME_MANAGER, organisation_id=call.department_id)


@rules.predicate
def is_outsider(user: Any, thing: Any) -> bool:
    """Nobody handles the review of an application of their own organisation or team."""
    application = application_of(subject_of(thing))
    if application is None:
        return True
    own = organisations_of(user, *APPLICANTS) | organisations_of(user, Role.EXPERT)
    if application.organisation_id in own or application.created_by_id == user.pk:
        return False
    return not application.members.filter(user=user.pk).exists()


@rules.predicate
def takes_part(user: Any, thing: Any) -> bool:
    """Whoever may see the application as one of the applicants."""
    application = application_of(subject_of(thing))
    return application is not None and own_applications(user).filter(pk=application.pk).exists()


@rules.predicate
def decides(user: Any, thing: Any) -> bool:
    """A duty officer or programme manager of the department that runs the call."""
    call = call_of(subject_of(thing))
    roles = (Role.DUTY_OFFICER, Role.PROGRAMME_MANAGER)
    return call is not None and has_role(user, *roles, organisation_id=call.department_id)


@rules.predicate
def is_second_person(user: Any, thing: Any) -> bool:
    """Nobody approves what they proposed themselves."""
    return getattr(thing, "proposed_by_id", None) != user.pk


@rules.predicate
def reviews(user: Any, thing: Any) -> bool:
    """The expert whom the invitation (or the review under it) is addressed to."""
    invitation = thing if isinstance(thing, Invitation) else getattr(thing, "invitation", None)
    return invitation is not None and invitation.reviewer.user_id == user.pk and has_role(user, Role.EXPERT)


@rules.predicate
def is_own_profile(user: Any, reviewer: Any) -> bool:
    return getattr(reviewer, "user_id", None) == user.pk and has_role(user, Role.EXPERT)


@rules.predicate
def visits(user: Any, thing: Any) -> bool:
    """An expert who goes on the visit."""
    if not isinstance(thing, SiteVisit) or not has_role(user, Role.EXPERT):
        return False
    return bool(thing.visitors.filter(user=user.pk).exists())


@rules.predicate
def sits(user: Any, thing: Any) -> bool:
    """A member of the panel who still is an expert."""
    panel = thing if isinstance(thing, Panel) else getattr(thing, "panel", None)
    if panel is None or not has_role(user, Role.EXPERT):
        return False
    return bool(panel.seats.filter(reviewer__user=user.pk).exists())


@rules.predicate
def is_unbiased(user: Any, item: Any) -> bool:
    """No conflict of interest stands between the application before the panel and the one who asks."""
    if not isinstance(item, PanelItem):
        return False
    return not Conflict.objects.filter(application=item.application_id, reviewer__user=user.pk).exists()


@rules.predicate
def has_reviewed(user: Any, thing: Any) -> bool:
    """Who has handed in a review of the application."""
    application = application_of(thing)
    if application is None or not has_role(user, Role.EXPERT):
        return False
    return Invitation.objects.filter(application=application, reviewer__user=user.pk, state="done").exists()


rules.add_perm("calls.manage_pool", is_manager)
rules.add_perm("calls.see_pool", is_manager | is_auditor)
rules.add_perm("calls.edit_reviewer", is_own_profile | is_manager)
rules.add_perm("calls.manage_review", manages & is_outsider)
rules.add_perm("calls.see_reviews", (manages | is_auditor) & is_outsider)
rules.add_perm("calls.review", reviews & is_outsider)
rules.add_perm("calls.discuss", (manages & is_outsider) | (has_reviewed & is_outsider))
rules.add_perm("calls.vote", sits)
rules.add_perm("calls.read_item", sits & is_unbiased & is_outsider)
rules.add_perm("calls.see_panel", sits | manages | is_auditor)
rules.add_perm("calls.approve_decisions", decides & is_second_person)
rules.add_perm("calls.see_decisions", decides | is_auditor)
rules.add_perm("calls.object", is_active)
rules.add_perm("calls.manage_contract", manages & is_outsider)
rules.add_perm("calls.report_visit", (manages & is_outsider) | (visits & is_outsider))
rules.add_perm("calls.sign_contract", edits_for)
rules.add_perm("calls.report_progress", edits_for | writes)
rules.add_perm("calls.see_contract", takes_part | manages | is_auditor)


def _signed_in(user: Any) -> bool:
    return user is not None and user.is_authenticated and user.is_active


def office_calls(user: Any) -> Q:
    """The condition on `call`'s department under which the user's office runs it."""
    return Q(call__department__in=organisations_of(user, Role.PROGRAMME_MANAGER))


def visible_invitations(user: Any) -> QuerySet[Invitation]:
    """A reviewer's own invitations, from the moment they are sent."""
    if not _signed_in(user) or not has_role(user, Role.EXPERT):
        return Invitation.objects.none()
    return Invitation.objects.filter(reviewer__user=user.pk).exclude(state__in=["proposed", "withdrawn"])


def overseen(user: Any) -> QuerySet[Application]:
    """Applications whose reviewers the user may see: of the calls of their office (auditors: all), never their own."""
    if not _signed_in(user):
        return Application.objects.none()
    rows = Application.objects.filter(submitted_at__isnull=False)
    if not has_role(user, Role.AUDITOR):
        rows = rows.filter(call__department__in=organisations_of(user, Role.PROGRAMME_MANAGER))
    own = organisations_of(user, *APPLICANTS) | organisations_of(user, Role.EXPERT)
    mine = Application.objects.filter(members__user=user.pk).values("pk")
    return rows.exclude(organisation__in=own).exclude(created_by=user.pk).exclude(pk__in=mine)


def visible_reviews(user: Any) -> QuerySet[Review]:
    """A reviewer's own, and all handed in of applications that the user oversees."""
    if not _signed_in(user):
        return Review.objects.none()
    own = Q(invitation__in=visible_invitations(user))
    seen = Q(submitted_at__isnull=False, invitation__application__in=overseen(user))
    return Review.objects.filter(own | seen)


def others_reviews(user: Any, invitation: Invitation) -> QuerySet[Review]:
    """The other reviews of the application, for a reviewer who has handed in the own one where the programme discusses."""
    rule = invitation.application.call.rules.review
    if invitation.state != "done" or not user.has_perm("calls.review", invitation) or not (rule and rule.discussion):
        return Review.objects.none()
    rows = Review.objects.filter(invitation__application=invitation.application_id, submitted_at__isnull=False)
    return rows.exclude(invitation=invitation)


def visible_panels(user: Any) -> QuerySet[Panel]:
    """Panels one sits on, and those of the calls of one's office."""
    if not _signed_in(user):
        return Panel.objects.none()
    if has_role(user, Role.AUDITOR):
        return Panel.objects.all()
    sits_on = Q(seats__reviewer__user=user.pk) if has_role(user, Role.EXPERT) else Q(pk__in=())
    return Panel.objects.filter(sits_on | office_calls(user)).distinct()


def visible_items(user: Any) -> QuerySet[PanelItem]:
    """What is before the panels one may see."""
    return PanelItem.objects.filter(panel__in=visible_panels(user))


def visible_visits(user: Any) -> QuerySet[SiteVisit]:
    """Visits one goes on while they stand, and those of applications one oversees."""
    if not _signed_in(user):
        return SiteVisit.objects.none()
    goes = Q(visitors__user=user.pk) & ~Q(state="cancelled") if has_role(user, Role.EXPERT) else Q(pk__in=())
    return SiteVisit.objects.filter(goes | Q(application__in=overseen(user))).distinct()


def visible_decision_lists(user: Any) -> QuerySet[DecisionList]:
    """Lists of the calls of one's department, for its managers and duty officers; for auditors all."""
    if not _signed_in(user):
        return DecisionList.objects.none()
    if has_role(user, Role.AUDITOR):
        return DecisionList.objects.all()
    mine = organisations_of(user, Role.PROGRAMME_MANAGER, Role.DUTY_OFFICER)
    return DecisionList.objects.filter(call__department__in=mine)


def visible_decisions(user: Any) -> QuerySet[Decision]:
    """The decisions on one's own applications, and of the calls of one's office."""
    if not _signed_in(user):
        return Decision.objects.none()
    if has_role(user, Role.AUDITOR):
        return Decision.objects.all()
    office = Q(application__call__department__in=organisations_of(user, Role.PROGRAMME_MANAGER, Role.DUTY_OFFICER))
    return Decision.objects.filter(office | Q(application__in=own_applications(user)))


def visible_notices(_user: Any) -> QuerySet[Notice]:
    """Public notices: all, for everyone."""
    return Notice.objects.all()


def visible_objections(user: Any) -> QuerySet[Objection]:
    """One's own objections, and those to notices of one's office (never about one's own application)."""
    if not _signed_in(user):
        return Objection.objects.none()
    return Objection.objects.filter(Q(by=user.pk) | Q(application__in=overseen(user)))


def visible_contracts(user: Any) -> QuerySet[Contract]:
    """Contracts of one's own applications, and of the calls of one's office; a draft is the office's alone."""
    if not _signed_in(user):
        return Contract.objects.none()
    if has_role(user, Role.AUDITOR):
        return Contract.objects.all()
    own = Q(application__in=own_applications(user)) & ~Q(state="draft")
    office = Q(application__call__department__in=organisations_of(user, Role.PROGRAMME_MANAGER))
    return Contract.objects.filter(own | office)


@files.allow
def open_visit_picture(user: Any, stored: StoredFile) -> bool:
    """Pictures of a visit go to whoever may read its report."""
    held = VisitPicture.objects.filter(Q(file=stored) | Q(preview=stored))
    return _signed_in(user) and held.filter(visit__in=visible_visits(user).order_by().values("pk")).exists()


@files.allow
def open_file_for_review(user: Any, stored: StoredFile) -> bool:
    """A file goes to reviewers as it is only in an open or single-blind review; double-blind ones get a blinded copy."""
    if not _signed_in(user) or not has_role(user, Role.EXPERT):
        return False
    invited = Invitation.objects.filter(reviewer__user=user.pk, state__in=STANDING - {"invited"})
    held = ApplicationFile.objects.filter(file=stored, application__in=invited.values("application"))
    return any(not is_double_blind(f.application) for f in held.select_related("application__call"))


@files.allow
def open_file_for_panel(user: Any, stored: StoredFile) -> bool:
    """The same for the members of a panel that the application is before."""
    if not _signed_in(user) or not has_role(user, Role.EXPERT):
        return False
    items = PanelItem.objects.filter(panel__seats__reviewer__user=user.pk, application__files__file=stored)
    return any(
        user.has_perm("calls.read_item", i) and not is_double_blind(i.application, "panel")
        for i in items.select_related("panel", "application__call").distinct()
    )
