"""Panels: convene, the meeting with its live count, vote."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from xinzhi.calls.models import Choice, Panel, PanelItem, PanelVote
from xinzhi.calls.queries.blind import Mask, is_double_blind
from xinzhi.calls.rules_review import visible_items, visible_panels
from xinzhi.core.views.act import act, act_on

from .common import posted
from .reviewing import managed_call, tabs_of


@login_required
def panels(request: HttpRequest, key: str) -> HttpResponse:
    """The call's panels."""
    call = managed_call(request, key)
    rows = Panel.objects.filter(call=call).prefetch_related("items", "seats")
    return render(request, "calls/panels.html", {"call": call, "tabs": tabs_of(call, "panels"), "rows": rows})


@login_required
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Convene a panel."""
    call = managed_call(request, key)
    form = PanelForm(call, request.POST or None)

    def convene() -> None:
        data = form.cleaned_data
        convene_panel(
            actor=request.user,
            call=call,
            name=data["name"],
            held_on=data["held_on"],
            reviewers=list(data["reviewers"]),
            applications=list(data["applications"]),
        )

    if request.method == "POST" and act_on(request, form, convene, _("Convened.")):
        return redirect("calls:panels", key)
    title = _("Convene a panel")
    return render(
        request, "calls/confirm.html", {"form": form, "title": title, "submit": title, "text": "", "call": call}
    )


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
    items = list(
        found.items.select_related("application__organisation", "application__call").prefetch_related(
            "application__members"
        )
    )
    blind = is_double_blind(items[0].application, "panel") if items and not manages else False
    context = {
        "panel": found,
        "call": found.call,
        "rule": found.call.rules.panel,
        "items": [{"item": i, "title": _title(i, blind=blind)} for i in items],
        "current": item,
        "current_title": _title(item, blind=blind) if item else "",
        "seat": seat,
        "seats": found.seats.select_related("reviewer") if manages else [],
        "manages": manages,
        "choices": Choice.choices,
        **_standing(item, seat),
    }
    template = "calls/panel_table.html" if request.headers.get("HX-Request") else "calls/panel.html"
    return render(request, template, context)


def _title(item: PanelItem, *, blind: bool) -> str:
    application = item.application
    return Mask(application)(application.title) if blind else application.title


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
