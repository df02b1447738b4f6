"""Record that an organisation or a person may not apply for a while, and lift it."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.models import Restriction
from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Organisation


def record_restriction(
    *,
    actor: Any,
    organisation: Organisation,
    document: str,
    reason: str,
    begins: dt.date,
    ends: dt.date | None = None,
    person: str = "",
) -> Restriction:
    """The restriction on record.

    Raises PermissionDenied (programme managers and the plan office) and ValidationError: no document, no reason, an
    end before the beginning.
    """
    require(actor, "calls.restrict")
    problems: dict[str, str] = {}
    if not document.strip():
        problems["document"] = _("Name the document that decides it.")
    if not reason.strip():
        problems["reason"] = _("Give a reason.")
    if ends is not None and ends < begins:
        problems["ends"] = _("The end lies before the beginning.")
    if problems:
        raise ValidationError(problems)
    restriction = Restriction(
        organisation=organisation,
        person=person.strip()[:80],
        document=document.strip()[:200],
        reason=reason.strip()[:500],
        begins=begins,
        ends=ends,
        recorded_by=actor,
        source=document.strip()[:300],
        as_of=begins,
    )
    with recorded("calls.record_restriction", actor=actor, subject=restriction, why=reason, new=True):
        restriction.save()
    return restriction


def lift_restriction(*, actor: Any, restriction: Restriction, why: str) -> Restriction:
    """The lifted restriction; it stays on record. Raises PermissionDenied and ValidationError (no reason, lifted already)."""
    require(actor, "calls.restrict")
    if not why.strip():
        raise ValidationError({"why": _("Give a reason.")})
    if restriction.lifted_on is not None:
        raise ValidationError(_("It is lifted already."), code="state")
    with recorded("calls.lift_restriction", actor=actor, subject=restriction, why=why):
        restriction.lifted_on = timezone.localdate()
        restriction.save(update_fields=["lifted_on", "updated_at"])
    return restriction
