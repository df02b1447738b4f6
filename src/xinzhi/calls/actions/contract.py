"""The contract (任务书): draw it up, change its figures before signing, offer it, sign it on both sides."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.floors import figures_of, shortfalls
from xinzhi.calls.engine.programme import ContractRule, digest_of
from xinzhi.calls.engine.schedule import amounts_of, months_later
from xinzhi.calls.models import Application, Contract, Milestone, Payment
from xinzhi.calls.queries.people import applicants_of, managers_of
from xinzhi.calls.workflows import APPLICATION
from xinzhi.calls.workflows_review import CONTRACT
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.workdays import add_workdays
from xinzhi.ledger.actions import enter

from .awarding import enter_register
from .moving import move_all
from .unchanged import require_unchanged


class BelowError(ValidationError):
    """Figures that would be worse than the application's, all at once."""

    def __init__(self, found: list[Any]) -> None:
        words = [
            f"{s.where}{f' «{s.row}»' if s.row else ''}: {s.promised} {'>' if s.rose else '<'} {s.asked}" for s in found
        ]
        super().__init__(
            _("The contract may not be worse than the application: %(where)s"),
            code="below",
            params={"where": "; ".join(words)},
        )
        self.found = found


def draft_contract(*, actor: Any, application: Application, begins: dt.date | None = None) -> Contract:
    """The contract with the application's figures, the programme's milestones and payments, beginning today or as said.

    Raises PermissionDenied (managers of the call without a part in it) and ValidationError: no contract in this
    programme, not awarded yet, drawn up already.
    """
    require(actor, "calls.manage_contract", application)
    rule = application.call.rules.contract
    if rule is None or application.call.rules.step("contract") is None:
        raise ValidationError(_("This programme has no contract."), code="contract")
    decision = getattr(application, "decision", None)
    if application.state != "funded" or decision is None or decision.awarded_on is None:
        raise ValidationError(_("It is not awarded yet: the public notice must have ended first."), code="state")
    if Contract.objects.filter(application=application).exists():
        raise ValidationError(_("The contract is drawn up already."), code="twice")
    start = begins or timezone.localdate()
    contract = Contract(
        application=application,
        number=f"{application.number}-T",
        figures=figures_of(application.call.rules, application.answers),
        grant_fen=decision.grant_fen,
        begins=start,
        ends=months_later(start, rule.months) - dt.timedelta(days=1),
        sign_due=add_workdays(timezone.localdate(), rule.sign_workdays),
    )
    with recorded("calls.draft_contract", actor=actor, subject=contract, new=True):
        contract.save()
        _plan(contract, rule)
    return contract


def _plan(contract: Contract, rule: ContractRule) -> None:
    owed = contract.application.call.rules.milestones
    Milestone.objects.bulk_create(
        Milestone(
            contract=contract,
            key=m.key,
            name=m.name,
            name_en=m.name_en,
            kind=m.kind,
            due=months_later(contract.begins, m.after_months),
        )
        for m in owed
    )
    amounts = amounts_of(contract.grant_fen or 0, [p.share for p in rule.payments])
    Payment.objects.bulk_create(
        Payment(contract=contract, after=p.after, amount_fen=amount)
        for p, amount in zip(rule.payments, amounts, strict=True)
        if amount
    )


def change_figures(*, actor: Any, contract: Contract, figures: Mapping[str, Any]) -> Contract:
    """The draft with these figures; each may rise above the application's and none may fall below it.

    Raises PermissionDenied (managers of the call), ValidationError (not a draft) and BelowError with every shortfall.
    """
    require(actor, "calls.manage_contract", contract)
    if contract.state != "draft":
        raise ValidationError(_("The contract is no longer being written."), code="state")
    _require_floors(contract, figures)
    with recorded("calls.change_figures", actor=actor, subject=contract) as change:
        contract.figures = dict(figures)
        contract.save(update_fields=["figures", "updated_at"])
        change.note("figures", None, sorted(figures))
    return contract


def _require_floors(contract: Contract, figures: Mapping[str, Any]) -> None:
    programme = contract.application.call.rules
    asked = figures_of(programme, contract.application.answers)
    if unknown := set(figures) - set(programme.floors):
        raise ValidationError(_("There is no such figure: %(names)s."), params={"names": ", ".join(sorted(unknown))})
    if found := shortfalls(programme, asked, figures):
        raise BelowError(found)


def offer_contract(*, actor: Any, contract: Contract) -> Contract:
    """The contract, laid before the applicant to sign. Raises PermissionDenied, ValidationError, BelowError."""
    step = CONTRACT.check(contract, "offer", actor=actor)
    _require_floors(contract, contract.figures)
    with recorded("calls.offer_contract", actor=actor, subject=contract):
        _move(contract, step.target)
    notify(
        recipients=applicants_of(contract.application),
        kind="calls.contract_offered",
        title=_("A contract waits to be signed: %(number)s") % {"number": contract.number},
        url=reverse("calls:contract", args=[contract.pk]),
    )
    return contract


def reopen_contract(*, actor: Any, contract: Contract, why: str) -> Contract:
    """The contract, taken back to be written again; signatures no longer count. Raises PermissionDenied, ValidationError."""
    step = CONTRACT.check(contract, "reopen", actor=actor, why=why)
    with recorded("calls.reopen_contract", actor=actor, subject=contract, why=why):
        contract.signed_at = contract.signed_by = None
        contract.digest = ""
        _move(contract, step.target)
    return contract


def sign_contract(*, actor: Any, contract: Contract) -> Contract:
    """The contract, signed for the organisation: what was signed is fixed by its digest.

    Raises PermissionDenied (editors of the organisation) and ValidationError (not offered).
    """
    step = CONTRACT.check(contract, "sign", actor=actor)
    with recorded("calls.sign_contract", actor=actor, subject=contract):
        contract.signed_at, contract.signed_by = timezone.now(), actor
        contract.digest = digest_of(terms_of(contract))
        _move(contract, step.target)
    notify(
        recipients=managers_of(contract.application.call.department_id),
        kind="calls.contract_signed",
        title=_("Signed by the applicant: %(number)s") % {"number": contract.number},
        url=reverse("calls:contract", args=[contract.pk]),
    )
    return contract


def countersign_contract(*, actor: Any, contract: Contract) -> Contract:
    """The contract in force: the application enters its register and counts towards the plan's target from today.

    Raises PermissionDenied (managers of the call) and ValidationError: not signed by the applicant, or changed since.
    """
    step = CONTRACT.check(contract, "countersign", actor=actor)
    application = contract.application
    APPLICATION.check(application, "sign", actor=None)
    if contract.digest != digest_of(terms_of(contract)):
        raise ValidationError(_("The contract is not what the applicant signed."), code="digest")
    with recorded("calls.countersign_contract", actor=actor, subject=contract):
        contract.countersigned_by, contract.in_force_on = actor, timezone.localdate()
        contract.register = application.call.rules.registers
        more = {"ends_on": contract.ends.isoformat()}
        contract.entry_key = enter_register(application, actor, day=contract.in_force_on, more=more)
        _move(contract, step.target)
        move_all([application], "sign", actor=actor)
        content = {"contract": contract.number, "sha256": contract.digest, "in_force_on": contract.in_force_on}
        enter(actor=actor, subject=contract, content=content, public=True, simulated=application.simulated)
    notify(
        recipients=applicants_of(application),
        kind="calls.contract_in_force",
        title=_("In force: %(number)s") % {"number": contract.number},
        url=reverse("calls:contract", args=[contract.pk]),
    )
    return contract


def terms_of(contract: Contract) -> dict[str, Any]:
    """What both sides sign."""
    return {
        "number": contract.number,
        "figures": contract.figures,
        "grant_fen": contract.grant_fen,
        "begins": contract.begins.isoformat(),
        "ends": contract.ends.isoformat(),
        "milestones": [[m.key, m.due.isoformat()] for m in contract.milestones.order_by("key")],
        "payments": [[p.after, p.amount_fen] for p in contract.payments.order_by("pk")],
    }


def _move(contract: Contract, state: str) -> None:
    require_unchanged(contract)
    contract.state = state
    contract.save()
