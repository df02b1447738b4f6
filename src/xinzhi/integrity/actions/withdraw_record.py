"""Withdraw a record: it stays, with all versions, and says that it no longer stands."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.integrity.models import ResearchRecord


def withdraw_record(*, actor: Any, record: ResearchRecord, why: str) -> ResearchRecord:
    """The withdrawn record. The reason is kept with the action and read by auditors even under an embargo.

    Raises PermissionDenied (leaders, and the record's author) and ValidationError without a reason or the second time.
    """
    require(actor, "integrity.withdraw", record)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: the record keeps it.")})
    if record.withdrawn_at is not None:
        raise ValidationError(_("The record is withdrawn already."), code="state")
    with recorded("integrity.withdraw_record", actor=actor, subject=record, why=why):
        record.withdrawn_at, record.withdrawn_why = timezone.now(), why.strip()[:1000]
        record.save(update_fields=["withdrawn_at", "withdrawn_why"])
    return record
