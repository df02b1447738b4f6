"""Keep a record's content from everyone outside the project until a day."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.integrity.models import ResearchRecord

LONGEST = dt.timedelta(days=10 * 366)


def set_embargo(*, actor: Any, record: ResearchRecord, until: dt.date | None, why: str) -> ResearchRecord:
    """The record under embargo to the end of that day, or with None under none.

    Raises PermissionDenied (leaders, and the record's author) and ValidationError: without a reason, for a day that has
    passed, or one more than ten years ahead.
    """
    require(actor, "integrity.set_embargo", record)
    today = timezone.localdate()
    problems: dict[str, str] = {}
    if not why.strip():
        problems["why"] = _("Give a reason: the record keeps it.")
    if until is not None and until < today:
        problems["until"] = _("This day has passed.")
    elif until is not None and until > today + LONGEST:
        problems["until"] = _("An embargo lasts ten years at most.")
    if problems:
        raise ValidationError(problems)
    with recorded("integrity.set_embargo", actor=actor, subject=record, why=why):
        record.embargo_until = until
        record.save(update_fields=["embargo_until"])
    return record
