"""A panel's meeting: convene it, put an application on the table, vote, count, end."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.panel import Count
from xinzhi.calls.engine.programme import PanelRule
from xinzhi.calls.models import (
    Application,
    Call,
    Choice,
    Conflict,
    Panel,
    PanelItem,
    PanelMember,
    PanelVote,
    Reviewer,
)
from xinzhi.calls.queries.diversity import value_of
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.formats import local_date

from .agenda import require_before
from .find_conflicts import store_conflicts
from .unchanged import require_unchanged


def convene_panel(
    *,
    actor: Any,
    call: Call,
    name: str,
    held_on: dt.date,
    reviewers: Sequence[Reviewer],
    applications: Sequence[Application] = (),
) -> Panel:
    """The panel with its seats and what is before it, in the order given; conflicts of interest are looked for.

    What is before it may be put there later (`add_to_agenda`). Raises PermissionDenied (managers of the call) and
    ValidationError: no panel in this programme, a size or make-up that its rule does not allow, applications of another
    call or not in review.
    """
    require(actor, "calls.manage_review", call)
    rule = call.rules.panel
    if rule is None:
        raise ValidationError(_("This programme has no panel."), code="panel")
    if problems := _problems(rule, reviewers):
        raise ValidationError({"reviewers": problems})
    require_before(call.pk, applications)
    panel = Panel(call=call, name=name.strip() or call.label, held_on=held_on)
    with recorded("calls.convene_panel", actor=actor, subject=panel, new=True) as change:
        panel.save()
        seats = [PanelMember(panel=panel, reviewer=r, number=n) for n, r in enumerate(reviewers, start=1)]
        PanelMember.objects.bulk_create(seats)
        items = [PanelItem(panel=panel, application=a, position=n) for n, a in enumerate(applications, start=1)]
        PanelItem.objects.bulk_create(items)
        store_conflicts(list(applications), list(reviewers))
        change.note("seats", None, len(seats))
        change.note("items", None, len(items))
    notify(
        recipients=[r.user for r in reviewers],
        kind="calls.panel",
        title=_("You sit on a panel: %(day)s") % {"day": local_date(panel.held_on)},
        body=panel.name,
        url=reverse("calls:panel", args=[panel.pk]),
    )
    return panel


def _problems(rule: PanelRule, reviewers: Sequence[Reviewer]) -> list[str]:
    """What the make-up breaks of the rule."""
    found = []
    words: dict[str, Any]
    if not rule.size_least <= len(reviewers) <= rule.size_most:
        words = {"least": rule.size_least, "most": rule.size_most, "now": len(reviewers)}
        found.append(_("A panel has %(least)d to %(most)d members, not %(now)d.") % words)
    for bound in rule.diversity:
        values = Counter(v for r in reviewers if (v := value_of(r, bound.by)))
        name, held = values.most_common(1)[0] if values else ("", 0)
        if bound.most is not None and held > bound.most:
            words = {"value": name, "now": held, "most": bound.most}
            found.append(_("«%(value)s» has %(now)d members; at most %(most)d are allowed.") % words)
        if bound.least is not None and len(values) < bound.least:
            words = {"least": bound.least, "now": len(values), "by": bound.by}
            found.append(_("At least %(least)d different values of «%(by)s» are asked for, not %(now)d.") % words)
    return found


def put_on_table(*, actor: Any, item: PanelItem) -> Panel:
    """The panel, now at this item. Raises PermissionDenied and ValidationError (the vote on it or the panel is over)."""
    panel = item.panel
    require(actor, "calls.manage_review", panel)
    if panel.closed_at is not None or item.closed_at is not None:
        raise ValidationError(_("The vote on this is closed."), code="state")
    with recorded("calls.put_on_table", actor=actor, subject=panel):
        panel.current = item
        panel.save(update_fields=["current", "updated_at"])
    return panel


def cast_vote(*, actor: Any, item: PanelItem, choice: str) -> PanelVote:
    """The member's vote on what is on the table; voting again changes it.

    Raises PermissionDenied (members), ValidationError: not on the table, vote closed, no such choice, a conflict.
    """
    require(actor, "calls.vote", item)
    panel = item.panel
    if panel.current_id != item.pk or item.closed_at is not None or panel.closed_at is not None:
        raise ValidationError(_("The vote on this is not open."), code="state")
    if choice not in Choice.values:
        raise ValidationError({"choice": _("Choose one of the answers offered.")})
    seat = panel.seats.get(reviewer__user=actor)
    if is_recused(item, seat):
        raise ValidationError(_("You may not vote on this: a conflict of interest stands."), code="conflict")
    vote = PanelVote.objects.filter(item=item, seat=seat).first() or PanelVote(item=item, seat=seat)
    with recorded("calls.cast_vote", actor=actor, subject=vote, new=vote.pk is None):
        vote.choice = choice
        vote.save()
    return vote


def is_recused(item: PanelItem, seat: PanelMember) -> bool:
    """Whether a conflict of interest keeps the member from this application."""
    return Conflict.objects.filter(application=item.application_id, reviewer=seat.reviewer_id).exists()


def count_of(item: PanelItem) -> Count:
    """The votes as they stand."""
    votes = Counter(item.votes.values_list("choice", flat=True))
    seats = item.panel.seats.values("reviewer")
    barred = Conflict.objects.filter(application=item.application_id, reviewer__in=seats)
    recused = barred.values("reviewer").distinct().count()
    return Count(votes["aye"], votes["no"], votes["abstain"], recused, item.panel.seats.count())


def close_vote(*, actor: Any, item: PanelItem) -> PanelItem:
    """The item with its count and whether the panel supports it. Raises PermissionDenied, ValidationError (no quorum)."""
    require(actor, "calls.manage_review", item)
    rule = item.panel.call.rules.panel
    if item.closed_at is not None or rule is None:
        raise ValidationError(_("The vote on this is closed."), code="state")
    count = count_of(item)
    if not count.has_quorum(rule.quorum):
        words = {"voted": count.voted, "able": count.seats - count.recused, "quorum": rule.quorum}
        raise ValidationError(
            _("%(voted)d of %(able)d voted; %(quorum)d of 100 are needed."), code="quorum", params=words
        )
    with recorded("calls.close_vote", actor=actor, subject=item):
        require_unchanged(item, "closed_at")
        item.closed_at = timezone.now()
        item.ayes, item.noes, item.abstained = count.ayes, count.noes, count.abstained
        item.absent, item.recused, item.supported = count.absent, count.recused, count.is_supported(rule.consent)
        item.save()
    return item


def close_panel(*, actor: Any, panel: Panel) -> Panel:
    """The meeting, ended. Raises PermissionDenied and ValidationError (ended already)."""
    require(actor, "calls.manage_review", panel)
    if panel.closed_at is not None:
        raise ValidationError(_("The meeting has ended."), code="state")
    with recorded("calls.close_panel", actor=actor, subject=panel):
        panel.closed_at, panel.current = timezone.now(), None
        panel.save(update_fields=["closed_at", "current", "updated_at"])
    return panel
