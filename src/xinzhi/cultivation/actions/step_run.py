"""The way of a payment run: submitted, approved by a second person, public notice, payment file, or discarded."""

import csv
import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.core.actions import notify, store_file
from xinzhi.core.formats import local_date, money
from xinzhi.core.tabular import guard
from xinzhi.core.workdays import add_workdays
from xinzhi.cultivation.models import Outcome, PaymentRun
from xinzhi.cultivation.queries.people import editors_of
from xinzhi.cultivation.queries.rerun import rerun
from xinzhi.cultivation.workflows import PAYMENT
from xinzhi.ledger.actions import enter


def submit_run(*, actor: Any, run: PaymentRun, why: str = "") -> PaymentRun:
    """The run, handed to a second person. Raises PermissionDenied, and ValidationError where nothing would be paid."""
    PAYMENT.check(run, "submit", actor=actor, why=why)
    if not run.lines.filter(outcome=Outcome.PAY).exists():
        raise ValidationError(_("Nothing in this run is payable."), code="empty")
    return _step(run, "submit", actor, why)


def return_run(*, actor: Any, run: PaymentRun, why: str) -> PaymentRun:
    """The run, a draft again, with the reason."""
    return _step(run, "return", actor, why)


def approve_run(*, actor: Any, run: PaymentRun, why: str = "") -> PaymentRun:
    """The run, approved by one who neither prepared it nor saw the evidence of a line.

    It is computed again first: ValidationError where the rules or the results are no longer those that were looked at.
    """
    PAYMENT.check(run, "approve", actor=actor, why=why)
    if not rerun(run).same:
        raise ValidationError(
            _("Computed again, the run no longer gives the same: the rules changed. Discard it and draft it anew."),
            code="changed",
        )
    return _step(run, "approve", actor, why)


def discard_run(*, actor: Any, run: PaymentRun, why: str) -> PaymentRun:
    """The run, given up: its payments no longer count as had."""
    PAYMENT.check(run, "discard", actor=actor, why=why)
    with recorded("cultivation.discard_run", actor=actor, subject=run, why=why):
        run.lines.filter(outcome=Outcome.PAY).update(outcome=Outcome.VOID, amount=0)
        run.state, run.note = "discarded", why
        run.save()
    return run


def notice_run(*, actor: Any, run: PaymentRun, why: str = "") -> PaymentRun:
    """The run, public until the end of its notice; firms are told what they get, and what is missing where facts are.

    The log holds the run's digest, its sum and the number of firms.
    """
    step = PAYMENT.check(run, "notice", actor=actor, why=why)
    with recorded("cultivation.notice_run", actor=actor, subject=run, why=why):
        run.state, run.notice_until = step.target, add_workdays(timezone.localdate(), run.notice_workdays)
        run.save()
        enter(actor=actor, subject=run, content=statement(run), public=True, simulated=run.simulated)
        _tell_firms(run)
    return run


def close_run(*, actor: Any, run: PaymentRun, why: str = "") -> PaymentRun:
    """The run with its payment file, after the notice has ended. Raises ValidationError while it stands."""
    step = PAYMENT.check(run, "close", actor=actor, why=why)
    if run.notice_until is None or timezone.localdate() <= run.notice_until:
        raise ValidationError(
            _("The public notice stands until %(day)s."), code="notice", params={"day": local_date(run.notice_until)}
        )
    with recorded("cultivation.close_run", actor=actor, subject=run, why=why):
        content = ContentFile(payment_file(run), name="payments.csv")
        run.payment_file = store_file(actor=actor, file=content, media_type="text/csv")
        run.state = step.target
        run.save()
        said = statement(run) | {"payment_file_sha256": run.payment_file.sha256}
        enter(actor=actor, subject=run, content=said, public=True, simulated=run.simulated)
    return run


def payment_file(run: PaymentRun) -> bytes:
    """CSV for the payer's treasury, a line for each payment in the order of the firms' keys: amounts in yuan with two decimals."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["line", "firm", "name", "credit_code", "amount_yuan", "benefit", "basis", "simulated", "run_digest"]
    )
    lines = run.lines.filter(outcome=Outcome.PAY).select_related("organisation").order_by("organisation__key")
    for number, line in enumerate(lines, start=1):
        firm = line.organisation
        yuan = f"{line.amount // 100}.{line.amount % 100:02d}"
        words = (guard(text) for text in (firm.key, firm.name, firm.credit_code))
        writer.writerow([number, *words, yuan, run.benefit, run.basis, int(run.simulated), run.digest])
    return ("\ufeff" + out.getvalue()).encode()


def statement(run: PaymentRun) -> dict[str, Any]:
    """What the log says of a run."""
    paid = run.lines.filter(outcome=Outcome.PAY)
    return {
        "programme": run.programme,
        "benefit": run.benefit,
        "on": run.on.isoformat(),
        "body": run.organisation.key,
        "firms": paid.count(),
        "sum_fen": paid.aggregate(n=Sum("amount"))["n"] or 0,
        "rules_sha256": run.rules_sha256,
        "digest": run.digest,
        "simulated": run.simulated,
    }


def _step(run: PaymentRun, key: str, actor: Any, why: str) -> PaymentRun:
    step = PAYMENT.check(run, key, actor=actor, why=why)
    with recorded(f"cultivation.{key}_run", actor=actor, subject=run, why=why):
        run.state = step.target
        if key != "submit":
            run.decided_by, run.decided_at, run.note = actor, timezone.now(), why
        run.save()
    return run


def _tell_firms(run: PaymentRun) -> None:
    told = {Outcome.PAY, Outcome.UNKNOWN}
    lines = {line.organisation_id: line for line in run.lines.filter(outcome__in=told).select_related("organisation")}
    for organisation, people in editors_of(lines).items():
        line = lines[organisation]
        said = {"firm": line.organisation.label, "name": run.label, "amount": money(line.amount)}
        pays = line.outcome == Outcome.PAY
        title = _("%(firm)s gets %(amount)s: %(name)s") if pays else _("%(firm)s may be due: %(name)s")
        body = (
            _("You need not apply. The public notice stands until %(day)s; whoever sees an error tells us by then.")
            % {"day": local_date(run.notice_until)}
            if pays
            else _("Nothing can be said yet: facts are missing. The page names them.")
        )
        url = reverse("cultivation:line", args=[run.pk, line.organisation.key])
        notify(recipients=people, kind="cultivation.payment", title=title % said, body=body, url=url)
