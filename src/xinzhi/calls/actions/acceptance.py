"""The final evaluation (综合绩效评价): asked for by the applicant, graded by the office; results enter the registers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.floors import Shortfall, shortfalls
from xinzhi.calls.models import Acceptance, Contract, Grade, Verdict
from xinzhi.calls.queries.people import applicants_of, managers_of
from xinzhi.calls.workflows_review import CONTRACT
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.ledger.actions import enter

from .awarding import enter_register, enter_results
from .moving import move_all
from .unchanged import require_unchanged

_MOST = 8000


def ask_acceptance(
    *,
    actor: Any,
    contract: Contract,
    report: str,
    reached: Mapping[str, Any],
    results: Sequence[Mapping[str, str]] = (),
) -> Acceptance:
    """The request with what was reached; before it is graded it may be handed in again.

    Raises PermissionDenied (the applicants) and ValidationError: not in force, milestones that have not passed, no
    report, a result without a name.
    """
    require(actor, "calls.report_progress", contract)
    if contract.state != "in_force":
        raise ValidationError(_("The contract is not in force."), code="state")
    if open_ := list(contract.milestones.exclude(state=Verdict.PASSED).values_list("name", flat=True)):
        raise ValidationError(_("Not passed yet: %(names)s."), code="milestones", params={"names": "、".join(open_)})
    if not report.strip():
        raise ValidationError({"report": _("Write something.")})
    if any(not row.get("name", "").strip() for row in results):
        raise ValidationError({"results": _("Every result needs a name.")})
    kept = [{k: row.get(k, "").strip() for k in ("name", "kind", "doi")} for row in results]
    found = Acceptance.objects.filter(contract=contract).first()
    acceptance = found or Acceptance(contract=contract)
    if acceptance.grade:
        raise ValidationError(_("This is decided already."), code="state")
    with recorded("calls.ask_acceptance", actor=actor, subject=acceptance, new=acceptance.pk is None):
        acceptance.report, acceptance.reached, acceptance.results = report.strip()[:_MOST], dict(reached), kept
        acceptance.asked_at, acceptance.asked_by = timezone.now(), actor
        acceptance.save()
    notify(
        recipients=managers_of(contract.application.call.department_id),
        kind="calls.acceptance_asked",
        title=_("Acceptance is asked for: %(number)s") % {"number": contract.number},
        url=reverse("calls:contract", args=[contract.pk]),
    )
    return acceptance


def missed(acceptance: Acceptance) -> list[Shortfall]:
    """The figures of the contract that were not reached."""
    contract = acceptance.contract
    return shortfalls(contract.application.call.rules, contract.figures, acceptance.reached)


def grade_acceptance(*, actor: Any, acceptance: Acceptance, grade: str, opinion: str) -> Acceptance:
    """The graded acceptance: the contract is closed; passed, its results enter the register of results.

    Raises PermissionDenied (managers of the call without a part in it) and ValidationError: graded already, no such
    grade, no opinion, passed although figures were missed without saying why in the opinion (at least 20 characters).
    """
    contract = acceptance.contract
    require(actor, "calls.manage_contract", contract)
    step = CONTRACT.check(contract, "close", actor=actor)
    problems: dict[str, str] = {}
    if grade not in Grade.values:
        problems["grade"] = _("Choose one of the answers offered.")
    if not opinion.strip():
        problems["opinion"] = _("Give the opinion.")
    elif grade == Grade.PASSED and missed(acceptance) and len(opinion.strip()) < 20:
        problems["opinion"] = _("Figures of the contract were missed: say why it passes all the same.")
    if problems:
        raise ValidationError(problems)
    if acceptance.grade:
        raise ValidationError(_("This is decided already."), code="state")
    application = contract.application
    with recorded("calls.grade_acceptance", actor=actor, subject=acceptance) as change:
        require_unchanged(acceptance, "grade")
        acceptance.grade, acceptance.opinion = grade, opinion.strip()[:_MOST]
        acceptance.graded_on, acceptance.graded_by = timezone.localdate(), actor
        acceptance.save()
        require_unchanged(contract)
        contract.state = step.target
        contract.save()
        move_all([application], "accept" if grade != Grade.FAILED else "terminate", actor=actor)
        _enter(acceptance, actor)
        if grade == Grade.PASSED:
            change.note("results", None, enter_results(acceptance, actor))
        content = {"contract": contract.number, "grade": grade, "graded_on": acceptance.graded_on}
        enter(actor=actor, subject=acceptance, content=content, public=True, simulated=application.simulated)
    notify(
        recipients=applicants_of(application),
        kind="calls.accepted",
        title=_("Acceptance is decided: %(number)s") % {"number": contract.number},
        url=reverse("calls:contract", args=[contract.pk]),
    )
    return acceptance


def _enter(acceptance: Acceptance, actor: Any) -> None:
    contract = acceptance.contract
    if contract.in_force_on is None or acceptance.graded_on is None:
        return
    more = {
        "ends_on": contract.ends.isoformat(),
        "closed_on": acceptance.graded_on.isoformat(),
        "outcome": "；".join(row["name"] for row in acceptance.results)[:300],
        "grade": acceptance.get_grade_display(),
    }
    enter_register(contract.application, actor, day=contract.in_force_on, more=more)
