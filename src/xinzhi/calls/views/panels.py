"""Panels: convene, the meeting with its live count, vote."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.actions import (
    cast_vote,
    close_panel,
    close_vote,
    convene_panel,
    count_of,
    is_recused,
    put_on_table,
)
from xinzhi.calls.forms.review import PanelForm
from xinzhi.calls.models import Choice, Conflict, Panel, PanelItem, PanelMember, PanelVote
from xinzhi.calls.queries.blind import copy_at, is_double_blind, title_for
from xinzhi.calls.queries.reviews import reviews_before
from xinzhi.calls.rules_review import visible_items, visible_panels
from xinzhi.core.views.act import act, act_on

from .blind_file import blind_file
from .common import page_of, posted
from .reviewing import managed_call, tabs_of


@login_required
def panels(request: HttpRequest, key: str) -> HttpResponse:
    """The call's panels."""
    call = managed_call(request, key, "calls.see_panel")
    seats = (
        PanelMember.objects.filter(panel=OuterRef("pk")).order_by().values("panel").annotate(n=Count("pk")).values("n")
    )
    items = (
        PanelItem.objects.filter(panel=OuterRef("pk")).order_by().values("panel").annotate(n=Count("pk")).values("n")
    )
    rows = Panel.objects.filter(call=call).annotate(n_seats=Subquery(seats), n_items=Subquery(items))
    context = {
        "call": call,
        "tabs": tabs_of(call, "panels"),
        "rows": page_of(request, rows),
        "may_convene": request.user.has_perm("calls.manage_review", call),
    }
    return render(request, "calls/panels.html", context)


@login_required
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Convene a panel."""
    call = managed_call(request, key)
    if call.rules.panel is None:
        raise Http404
    form = PanelForm(request.POST or None)
    made: list[Panel] = []

    def convene() -> None:
        data = form.cleaned_data
        reviewers = list(data["reviewers"])
        made.append(
            convene_panel(
                actor=request.user, call=call, name=data["name"], held_on=data["held_on"], reviewers=reviewers
            )
        )

    if request.method == "POST" and act_on(request, form, convene, _("Convened. Choose now what is before it.")):
        return redirect("calls:candidates", made[0].pk)
    context = {"form": form, "call": call, "rule": call.rules.panel}
    return render(request, "calls/panel_new.html", context)


@login_required
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting: what is on the table, the own vote, the count as it stands. The middle asks for itself anew."""
    rows = visible_panels(request.user).select_related("call__department", "current__application__organisation")
    found = get_object_or_404(rows, pk=pk)
    user: Any = request.user
    seat = found.seats.filter(reviewer__user=user.pk).first()
    manages = user.has_perm("calls.manage_review", found)
    if seat is None and not user.has_perm("calls.see_panel", found):
        raise PermissionDenied
    item = found.current
    items = page_of(
        request,
        found.items.select_related("application__organisation", "application__call").prefetch_related(
            "application__members"
        ),
    )
    oversees = user.has_perm("calls.see_reviews", found)
    conflicts = Conflict.objects.filter(reviewer=seat.reviewer_id if seat else None, application__in=_numbers(items))
    barred = set(conflicts.values_list("application", flat=True))
    context = {
        "panel": found,
        "call": found.call,
        "rule": found.call.rules.panel,
        "items": [
            {
                "item": i,
                "title": _title(i, oversees=oversees),
                "may_read": seat is not None and i.application_id not in barred,
            }
            for i in items
        ],
        "page": items,
        "voted": found.items.filter(closed_at__isnull=False).count(),
        "current": item,
        "current_title": _title(item, oversees=oversees) if item else "",
        "seat": seat,
        "seats": found.seats.select_related("reviewer") if oversees else [],
        "manages": manages,
        "oversees": oversees,
        "choices": Choice.choices,
        **_standing(item, seat),
    }
    template = "calls/panel_table.html" if request.headers.get("HX-Request") else "calls/panel.html"
    return render(request, template, context)


def _numbers(items: Iterable[PanelItem]) -> list[int]:
    return [i.application_id for i in items]


def _title(item: PanelItem, *, oversees: bool) -> str:
    return item.application.title if oversees else title_for(item.application, "panel")


def _standing(item: PanelItem | None, seat: Any) -> dict[str, Any]:
    """Votes and consensus so far, and the reader's own vote."""
    if item is None:
        return {}
    rule, count = item.panel.call.rules.panel, count_of(item)
    mine = PanelVote.objects.filter(item=item, seat=seat).first() if seat else None
    return {
        "count": count,
        "able": count.seats - count.recused,
        "share": round(100 * count.ayes / count.voted) if count.voted else 0,
        "quorum": rule is not None and count.has_quorum(rule.quorum),
        "supported": rule is not None and count.is_supported(rule.consent),
        "mine": mine.choice if mine else "",
        "recused": seat is not None and is_recused(item, seat),
    }


def _item(request: HttpRequest, pk: int) -> PanelItem:
    rows = visible_items(request.user).select_related("panel__call", "application__call")
    found: PanelItem = get_object_or_404(rows, pk=pk)
    return found


def _readable(request: HttpRequest, pk: int) -> PanelItem:
    """An item that this member may read. Raises Http404 for anyone else, and where a conflict of interest stands."""
    rows = visible_items(request.user).select_related(
        "panel__call", "application__call", "application__organisation", "application__form", "application__field"
    )
    found: PanelItem = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm("calls.read_item", found):
        raise Http404
    return found


@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """An application as the panel's members read it, with what the reviewers said."""
    item = _readable(request, pk)
    order = list(item.panel.items.values_list("pk", flat=True))
    place = order.index(item.pk)
    context = {
        "item": item,
        "panel": item.panel,
        "application": item.application,
        "copy": copy_at(item),
        "reviews": reviews_before(item, request.user),
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
    }
    return render(request, "calls/panel_item.html", context)


@login_required
def item_file(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """A file of a double-blind application before the panel."""
    item = _readable(request, pk)
    if not is_double_blind(item.application, "panel"):
        raise Http404
    return blind_file(request, item.application, piece, reverse("calls:panel_item", args=[pk]))


@posted
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """A member's vote."""
    item = _item(request, pk)
    choice = request.POST.get("choice", "")
    return act(
        request,
        lambda: cast_vote(actor=request.user, item=item, choice=choice),
        _("Your vote counts."),
        "calls:panel",
        item.panel_id,
    )


@posted
def table(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Put an item on the table, or close the vote on it."""
    item = _item(request, pk)
    if step == "close":
        return act(
            request,
            lambda: close_vote(actor=request.user, item=item),
            _("The vote is closed."),
            "calls:panel",
            item.panel_id,
        )
    return act(
        request,
        lambda: put_on_table(actor=request.user, item=item),
        _("It is on the table."),
        "calls:panel",
        item.panel_id,
    )


@posted
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the meeting."""
    found = get_object_or_404(visible_panels(request.user).select_related("call"), pk=pk)
    return act(
        request, lambda: close_panel(actor=request.user, panel=found), _("The meeting has ended."), "calls:panel", pk
    )
