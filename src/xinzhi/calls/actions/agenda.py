"""What is before a panel: put applications on its agenda, take one off."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application, Panel, PanelItem
from xinzhi.core.action import recorded, require

from .find_conflicts import store_conflicts
from .unchanged import require_unchanged

BEFORE_PANELS = frozenset({"eligible", "in_review"})


def add_to_agenda(*, actor: Any, panel: Panel, applications: Sequence[Application]) -> list[PanelItem]:
    """The new items, after those there are, in the order given; conflicts of interest with the members are looked for.

    An application that is on the agenda stays where it is. Raises PermissionDenied (managers of the call) and
    ValidationError: the meeting has ended, an application of another call or not in review.
    """
    require(actor, "calls.manage_review", panel)
    if panel.closed_at is not None:
        raise ValidationError(_("The meeting has ended."), code="state")
    require_before(panel.call_id, applications)
    with recorded("calls.add_to_agenda", actor=actor, subject=panel) as change:
        require_unchanged(panel, "closed_at")
        there = set(panel.items.values_list("application", flat=True))
        last = panel.items.aggregate(last=Max("position"))["last"] or 0
        new = [a for a in dict.fromkeys(applications) if a.pk not in there]
        items = PanelItem.objects.bulk_create(
            [PanelItem(panel=panel, application=a, position=last + n) for n, a in enumerate(new, start=1)]
        )
        store_conflicts(new, [s.reviewer for s in panel.seats.select_related("reviewer__user")])
        change.note("items", len(there), len(there) + len(items))
    return items


def take_off_agenda(*, actor: Any, item: PanelItem) -> None:
    """Take an application off the agenda; votes cast on it so far go with it.

    Raises PermissionDenied (managers of the call), ValidationError (its vote or the meeting is over, it is on the table).
    """
    panel = item.panel
    require(actor, "calls.manage_review", item)
    if panel.closed_at is not None or item.closed_at is not None:
        raise ValidationError(_("The vote on this is closed."), code="state")
    if panel.current_id == item.pk:
        raise ValidationError(_("It is on the table: put another one there first."), code="current")
    with recorded("calls.take_off_agenda", actor=actor, subject=panel) as change:
        require_unchanged(item, "closed_at")
        change.note("items", panel.items.count(), panel.items.count() - 1)
        item.delete()


def require_before(call: int, applications: Sequence[Application]) -> None:
    """Raise ValidationError unless all are applications of the call that are in review."""
    if any(a.call_id != call or a.state not in BEFORE_PANELS for a in applications):
        raise ValidationError({"applications": _("Choose applications of this call that are in review.")})
