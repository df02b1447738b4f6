"""While a contract runs: reports on milestones and what the office says of them, payments, changes, and its early end."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.floors import figures_of, shortfalls
from xinzhi.calls.engine.schedule import months_later
from xinzhi.calls.models import Contract, ContractChange, Milestone, Payment, Verdict
from xinzhi.calls.queries.people import applicants_of, managers_of
from xinzhi.calls.workflows import APPLICATION
from xinzhi.calls.workflows_review import CONTRACT
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify

from .awarding import enter_register
from .contract import BelowError
from .moving import move_all
from .unchanged import require_unchanged

_MOST = 8000


def report_milestone(*, actor: Any, milestone: Milestone, report: str) -> Milestone:
    """The milestone with its report.

    Raises PermissionDenied (the applicants) and ValidationError: not in force, passed already, nothing reported.
    """
    contract = milestone.contract
    require(actor, "calls.report_progress", contract)
    _in_force(contract)
    if milestone.state == Verdict.PASSED:
        raise ValidationError(_("This is passed already."), code="state")
    if not report.strip():
        raise ValidationError({"report": _("Write something.")})
    with recorded("calls.report_milestone", actor=actor, subject=milestone):
        milestone.report, milestone.state, milestone.reported_at = (
            report.strip()[:_MOST],
            Verdict.REPORTED,
            timezone.now(),
        )
        milestone.save()
    _tell_office(contract, _("A milestone is reported: %(number)s"))
    return milestone


def judge_milestone(*, actor: Any, milestone: Milestone, passed: bool, note: str = "") -> Milestone:
    """The milestone, passed or returned. Raises PermissionDenied, ValidationError (not reported; returned without a note)."""
    contract = milestone.contract
    require(actor, "calls.manage_contract", contract)
    _in_force(contract)
    if milestone.state != Verdict.REPORTED:
        raise ValidationError(_("Nothing is reported yet."), code="state")
    if not passed and not note.strip():
        raise ValidationError({"note": _("Give a reason.")})
    with recorded("calls.judge_milestone", actor=actor, subject=milestone, why=note):
        require_unchanged(milestone)
        milestone.state = Verdict.PASSED if passed else Verdict.RETURNED
        milestone.verdict_note, milestone.judged_at = note.strip()[:_MOST], timezone.now()
        milestone.save()
    _tell_applicants(contract, _("A milestone is judged: %(number)s"))
    return milestone


def record_payment(*, actor: Any, payment: Payment, paid_on: dt.date, document: str) -> Payment:
    """The payment, made. The project runs from its first payment on.

    Raises PermissionDenied and ValidationError: not in force, paid already, a day to come, no document, a milestone
    before it that has not passed.
    """
    contract = payment.contract
    require(actor, "calls.manage_contract", contract)
    _in_force(contract)
    problems: dict[str, str] = {}
    if paid_on > timezone.localdate():
        problems["paid_on"] = _("This day is still to come.")
    if not document.strip():
        problems["document"] = _("Name the document that decides it.")
    if problems:
        raise ValidationError(problems)
    if payment.paid_on is not None:
        raise ValidationError(_("This is paid already."), code="state")
    before = contract.milestones.filter(key=payment.after).first()
    if before is not None and before.state != Verdict.PASSED:
        raise ValidationError(_("«%(name)s» has not passed yet."), code="milestone", params={"name": before.name})
    with recorded("calls.record_payment", actor=actor, subject=payment):
        require_unchanged(payment, "paid_on")
        payment.paid_on, payment.document = paid_on, document.strip()[:120]
        payment.save()
        if contract.application.state == "contracted":
            move_all([contract.application], "begin", actor=actor)
    return payment


def ask_change(
    *,
    actor: Any,
    contract: Contract,
    what: str,
    new_end: dt.date | None = None,
    figures: Mapping[str, Any] | None = None,
) -> ContractChange:
    """The change asked for.

    Raises PermissionDenied (the applicants), ValidationError: not in force, nothing said, an end that is no later or
    further off than the programme allows; and BelowError.
    """
    require(actor, "calls.report_progress", contract)
    _in_force(contract)
    if not what.strip():
        raise ValidationError({"what": _("Say what is to change, and why.")})
    programme = contract.application.call.rules
    if new_end is not None:
        most = months_later(contract.ends, programme.contract.extension_months if programme.contract else 0)
        if not contract.ends < new_end <= most:
            text = _("The new end must lie after %(ends)s and not after %(most)s.")
            raise ValidationError({"new_end": text % {"ends": contract.ends, "most": most}})
    if figures and (found := shortfalls(programme, figures_of(programme, contract.application.answers), figures)):
        raise BelowError(found)
    change = ContractChange(
        contract=contract, what=what.strip()[:_MOST], new_end=new_end, figures=dict(figures or {}), asked_by=actor
    )
    with recorded("calls.ask_change", actor=actor, subject=change, new=True):
        change.save()
    _tell_office(contract, _("A change of the contract is asked for: %(number)s"))
    return change


def decide_change(*, actor: Any, change: ContractChange, granted: bool, why: str = "") -> ContractChange:
    """The decided change; granted, it takes effect. Raises PermissionDenied, ValidationError (decided, no reason)."""
    contract = change.contract
    require(actor, "calls.manage_contract", contract)
    _in_force(contract)
    if change.granted is not None:
        raise ValidationError(_("This is decided already."), code="state")
    if not granted and not why.strip():
        raise ValidationError({"why": _("Give a reason.")})
    with recorded("calls.decide_change", actor=actor, subject=change, why=why):
        require_unchanged(change, "granted")
        change.granted, change.why = granted, why.strip()[:500]
        change.decided_at, change.decided_by = timezone.now(), actor
        change.save()
        if granted:
            contract.ends = change.new_end or contract.ends
            contract.figures = {**contract.figures, **change.figures}
            contract.save()
            if change.new_end and contract.in_force_on:
                more = {"ends_on": contract.ends.isoformat()}
                enter_register(contract.application, actor, day=contract.in_force_on, more=more)
    _tell_applicants(contract, _("The change of the contract is decided: %(number)s"))
    return change


def terminate_contract(*, actor: Any, contract: Contract, why: str) -> Contract:
    """The contract, ended early; what it was to bring no longer counts. Raises PermissionDenied, ValidationError."""
    step = CONTRACT.check(contract, "terminate", actor=actor, why=why)
    APPLICATION.check(contract.application, "terminate", actor=None, why=why)
    with recorded("calls.terminate_contract", actor=actor, subject=contract, why=why):
        require_unchanged(contract)
        contract.state = step.target
        contract.save()
        move_all([contract.application], "terminate", actor=actor, why=why)
        if contract.in_force_on:
            today = timezone.localdate().isoformat()
            more = {"closed_on": today, "outcome": _("terminated"), "ends_on": contract.ends.isoformat()}
            enter_register(contract.application, actor, day=contract.in_force_on, more=more)
    _tell_applicants(contract, _("The contract is terminated: %(number)s"))
    return contract


def _in_force(contract: Contract) -> None:
    if contract.state != "in_force":
        raise ValidationError(_("The contract is not in force."), code="state")


def _tell_office(contract: Contract, title: str) -> None:
    _tell(managers_of(contract.application.call.department_id), contract, title)


def _tell_applicants(contract: Contract, title: str) -> None:
    _tell(applicants_of(contract.application), contract, title)


def _tell(recipients: Any, contract: Contract, title: str) -> None:
    notify(
        recipients=recipients,
        kind="calls.contract",
        title=title % {"number": contract.number},
        url=reverse("calls:contract", args=[contract.pk]),
    )
