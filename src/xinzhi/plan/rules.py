"""Who may do what in the plan room, and what each person may see."""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from xinzhi.core import files
from xinzhi.core.models import ActionRecord, StoredFile
from xinzhi.core.roles import Role, has_role, organisations_of

from .models import Duty, Evidence, Period, PilotPolicy, Plan, PlanState, Press, Reading, Report


def _duty(thing: Any) -> Duty | None:
    if isinstance(thing, Duty):
        return thing
    return getattr(thing, "duty", None)


@rules.predicate
def is_plan_office(user: Any) -> bool:
    return has_role(user, Role.PLAN_OFFICE)


@rules.predicate
def is_overseer(user: Any) -> bool:
    return has_role(user, Role.PLAN_OFFICE, Role.AUDITOR)


@rules.predicate
def owes(user: Any, thing: Any) -> bool:
    """A duty officer of the very organisation that owes the duty."""
    duty = _duty(thing)
    return duty is not None and has_role(user, Role.DUTY_OFFICER, organisation_id=duty.organisation_id)


@rules.predicate
def is_editable(_user: Any, report: Any) -> bool:
    return report is not None and getattr(report, "state", "draft") in {"draft", "returned"}


@rules.predicate
def has_left(_user: Any, report: Any) -> bool:
    """The report has been handed in at least once: before that it is the department's own paper."""
    return report is not None and report.state != "draft"


@rules.predicate
def is_second_person(user: Any, report: Any) -> bool:
    """Not one who began, changed or submitted it: a report is never decided by its own author."""
    if report is None or user.pk in {report.author_id, report.submitted_by_id}:
        return False
    # Only a colleague of the department can have changed it: the records need not be asked for anyone else.
    return not owes(user, report) or not _has_written(user, report)


def _has_written(user: Any, report: Report) -> bool:
    verbs = ["plan.edit_report", "plan.attach_evidence", "plan.remove_evidence", "plan.submit_report"]
    records = ActionRecord.objects.filter(subject_type="plan.report", subject_id=str(report.pk), verb__in=verbs)
    return records.filter(actor=user).exists()


@rules.predicate
def acts_for_pilot(user: Any, pilot: Any) -> bool:
    return (
        pilot is not None
        and pilot.organisation_id is not None
        and has_role(user, Role.DUTY_OFFICER, organisation_id=pilot.organisation_id)
    )


@rules.predicate
def is_duty_officer(user: Any) -> bool:
    return has_role(user, Role.DUTY_OFFICER)


@rules.predicate
def is_published(_user: Any, plan: Any) -> bool:
    return plan is not None and plan.state != PlanState.DRAFT


rules.add_perm("plan.see_plan", is_published | is_overseer)
rules.add_perm("plan.edit_plan", is_plan_office)
rules.add_perm("plan.read_text", is_plan_office)
rules.add_perm("plan.see_reading", is_overseer)
rules.add_perm("plan.correct_reading", is_plan_office)
rules.add_perm("plan.publish_plan", is_plan_office)
rules.add_perm("plan.open_period", is_plan_office)
rules.add_perm("plan.see_report", owes | (is_overseer & has_left))
rules.add_perm("plan.start_report", owes)
rules.add_perm("plan.edit_report", owes & is_editable)
rules.add_perm("plan.decide_report", is_plan_office & is_second_person)
rules.add_perm("plan.press_duty", is_plan_office)
rules.add_perm("plan.answer_press", owes)
rules.add_perm("plan.close_press", is_plan_office)
rules.add_perm("plan.edit_pilot", is_plan_office | acts_for_pilot)
rules.add_perm("plan.propose_pilot", is_plan_office | is_duty_officer)


def visible_plans(user: Any) -> QuerySet[Plan]:
    """The plans the user may see: published ones, and drafts for the plan office and auditors."""
    plans = Plan.objects.all()
    return plans if is_overseer(user) else plans.exclude(state=PlanState.DRAFT)


def visible_reports(user: Any) -> QuerySet[Report]:
    """Reports the user may open: those of their own organisations, and all that were handed in for overseers.

    What the public sees of an accepted report (its figures) comes through a target's lineage, not from here.
    """
    mine = Q(duty__organisation__in=organisations_of(user, Role.DUTY_OFFICER))
    return Report.objects.filter(mine | ~Q(state="draft") if is_overseer(user) else mine)


def visible_presses(user: Any) -> QuerySet[Press]:
    """Pressings are between the plan office and the department pressed."""
    if is_overseer(user):
        return Press.objects.all()
    return Press.objects.filter(duty__organisation__in=organisations_of(user, Role.DUTY_OFFICER))


def visible_readings(user: Any) -> QuerySet[Reading]:
    """Readings under review are the plan office's alone (and the auditors')."""
    return Reading.objects.all() if is_overseer(user) else Reading.objects.none()


def visible_pilots(user: Any) -> QuerySet[PilotPolicy]:
    """Running and ended pilots are public; proposed ones are seen by those who handle them."""
    if is_overseer(user):
        return PilotPolicy.objects.all()
    mine = organisations_of(user, Role.DUTY_OFFICER)
    return PilotPolicy.objects.filter(~Q(state="proposed") | Q(organisation__in=mine))


def visible_periods(user: Any) -> QuerySet[Period]:
    """Periods of the plans the user may see."""
    return Period.objects.filter(plan__in=visible_plans(user))


@files.allow
def evidence_file(user: Any, stored: StoredFile) -> bool:
    """The bytes of evidence go to whoever may open its report; the public sees names and digests only."""
    return Evidence.objects.filter(file=stored, report__in=visible_reports(user)).exists()


@files.allow
def reading_file(user: Any, stored: StoredFile) -> bool:
    """A text given to the reader stays with those who review it."""
    return visible_readings(user).filter(file=stored).exists()
