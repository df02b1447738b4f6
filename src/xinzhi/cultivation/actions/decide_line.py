"""An officer looks at one payment: hold it back, or let it go once its evidence has been seen."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.cultivation.models import EVER, Outcome, PaymentLine
from xinzhi.cultivation.workflows import HOLDABLE


def hold_line(*, actor: Any, line: PaymentLine, why: str) -> PaymentLine:
    """The payment, held back with the reason; in a draft, or during the public notice.

    Raises PermissionDenied (programme managers of the paying body) and ValidationError: no reason, another state, nothing to hold.
    """
    require(actor, "cultivation.edit_run", line.run)
    if line.run.state not in HOLDABLE or line.outcome != Outcome.PAY:
        raise ValidationError(_("Only a payment of a draft or of a public notice can be held back."), code="state")
    return _decide(line, "cultivation.hold_line", actor, why, Outcome.HELD, 0)


def release_line(*, actor: Any, line: PaymentLine, why: str) -> PaymentLine:
    """The payment of a draft, to be paid: its evidence has been seen, or what held it back is settled.

    Only what the rules surely give can be released, never a missing fact, a contradiction or a second payment. Raises PermissionDenied and
    ValidationError.
    """
    require(actor, "cultivation.edit_run", line.run)
    if line.run.state != "draft" or line.outcome not in {Outcome.EVIDENCE, Outcome.HELD} or not line.computed_amount:
        raise ValidationError(_("This payment cannot be released."), code="state")
    terms = {} if line.term == EVER else {"term__in": [EVER, line.term]}
    others = PaymentLine.objects.filter(
        organisation=line.organisation_id, benefit=line.benefit, outcome=Outcome.PAY, **terms
    )
    if others.exists():
        raise ValidationError(_("The firm has had this already."), code="twice")
    return _decide(line, "cultivation.release_line", actor, why, Outcome.PAY, line.computed_amount)


def _decide(line: PaymentLine, verb: str, actor: Any, why: str, outcome: Outcome, amount: int) -> PaymentLine:
    if not why.strip():
        raise ValidationError(_("Give a reason."), code="reason")
    try:
        with transaction.atomic(), recorded(verb, actor=actor, subject=line, why=why):
            line.outcome, line.amount, line.why, line.decided_by = outcome, amount, why[:1000], actor
            line.save()
    except IntegrityError as error:
        raise ValidationError(_("The firm has had this already."), code="twice") from error
    return line
