"""Record a pilot policy, or what became of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import PilotPolicy, PilotState


def record_pilot(*, actor: Any, pilot: PilotPolicy, why: str = "") -> PilotPolicy:
    """The saved pilot (new or changed).

    Raises PermissionDenied for anyone but the plan office and the organisation that tries it, before the change and
    after it; ValidationError when its dates are upside down, it has no source, or it ended without a stated result.
    """
    before = None if pilot.pk is None else PilotPolicy.objects.get(pk=pilot.pk)
    if before is not None:
        # Asked of the row as it stands: else naming one's own organisation in a change would open another's pilot.
        require(actor, "plan.edit_pilot", before)
    require(actor, "plan.edit_pilot", pilot)
    problems: dict[str, str] = {}
    if pilot.begins and pilot.ends and pilot.ends < pilot.begins:
        problems["ends"] = _("The end lies before the beginning.")
    if pilot.state == PilotState.ENDED and not pilot.result.strip():
        problems["result"] = _("An ended pilot states its result, also when it failed.")
    if not (pilot.source or pilot.source_url):
        problems["source"] = _("Name the document or page this rests on.")
    if problems:
        raise ValidationError(problems)
    with recorded("plan.record_pilot", actor=actor, subject=before or pilot, new=before is None, why=why):
        pilot.recorded_by = pilot.recorded_by or actor
        pilot.save()
        if before is not None:
            before.refresh_from_db()  # the record compares the row as it was with the row as it is
    return pilot
