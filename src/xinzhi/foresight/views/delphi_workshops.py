"""Cross-impact workshops: made, entered by experts, and their results."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.views.act import act, act_on
from xinzhi.core.views.common import warn
from xinzhi.foresight.actions.cross_impact import (
    close_workshop,
    discard_workshop,
    enter_cross_impact,
    make_workshop,
    open_workshop,
)
from xinzhi.foresight.actions.rehearse_delphi import rehearse_workshop
from xinzhi.foresight.delphi_figures import influence_map
from xinzhi.foresight.engine.cross_impact.group import STRENGTHS
from xinzhi.foresight.forms.delphi import ReasonForm, WorkshopForm
from xinzhi.foresight.models import CrossImpactEntry, CrossImpactWorkshop, DelphiSeat
from xinzhi.foresight.rules_delphi import own_seats, visible_workshops
from xinzhi.foresight.workflows_delphi import WORKSHOP

from .delphi_common import desk_or_404, posted

DISPUTED = 2.0


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a workshop on statements of a survey."""
    survey = desk_or_404(request, pk)
    form = WorkshopForm(survey, request.POST or None)
    made: list[CrossImpactWorkshop] = []

    def do() -> None:
        made.append(make_workshop(actor=request.user, survey=survey, **form.cleaned_data))

    if request.method == "POST" and act_on(request, form, do, _("Made.")):
        return redirect("foresight:workshop", made[0].pk)
    back = reverse("foresight:delphi_desk", args=[pk])
    title = _("Make a cross-impact workshop")
    return render(
        request, "foresight/delphi_form.html", {"form": form, "title": title, "above": survey.label, "back": back}
    )


@login_required
def workshop(request: HttpRequest, pk: int) -> HttpResponse:
    """How a workshop stands; once it is closed what it gives."""
    rows = visible_workshops(request.user).select_related("survey__organisation")
    found: CrossImpactWorkshop = get_object_or_404(rows, pk=pk)
    sees_desk = request.user.has_perm("foresight.see_delphi_desk", found.survey)
    if found.state != "closed" and not sees_desk:
        raise Http404
    events = [e.statement for e in found.events.select_related("statement").order_by("position")]
    context: dict[str, Any] = {
        "workshop": found,
        "survey": found.survey,
        "state": WORKSHOP.state(found),
        "events": events,
        "sees_desk": sees_desk,
        "may_run": request.user.has_perm("foresight.run_delphi", found.survey),
        "whole": found.entries.filter(is_whole=True).count(),
        "reason_form": ReasonForm(),
    }
    if found.state == "closed":
        context |= _results(found, [e.label for e in events])
    return render(request, "foresight/delphi_workshop.html", context)


def _results(found: CrossImpactWorkshop, names: list[str]) -> dict[str, Any]:
    told, n = found.results, len(names)
    dots, cross = influence_map(names, told)
    rows = [
        {
            "number": i + 1,
            "name": names[i],
            "initial": told["initial"][i],
            "spread": told["initial_spread"][i],
            "final": told["final"][i],
            "moved": told["final"][i] - told["initial"][i],
            "kind": told["indirect"][i]["kind"],
            "lever": sum(abs(told["sensitivity"][i][k]) for k in range(n) if k != i),
        }
        for i in range(n)
    ]
    matrix = [
        {
            "number": j + 1,
            "name": names[j],
            "cells": [
                {
                    "own": i == j,
                    "strength": told["strength"][j][i],
                    "disputed": told["spread"][j][i] >= DISPUTED,
                    "moved": told["sensitivity"][j][i],
                }
                for i in range(n)
            ],
        }
        for j in range(n)
    ]
    impossible = [
        {**f, "cause_name": names[int(f["cause"])], "event_name": names[int(f["event"])]} for f in told["impossible"]
    ]
    levers = sorted(rows, key=lambda r: -r["lever"])
    shown = {"told": told, "rows": rows, "levers": levers, "matrix": matrix, "dots": dots, "impossible": impossible}
    return {**shown, "cross": cross, "cross_y": round(100 - cross, 2)}


@posted
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a step of the workshop's way."""
    found = get_object_or_404(visible_workshops(request.user).select_related("survey"), pk=pk)
    why = request.POST.get("why", "")
    steps: dict[str, Any] = {
        "open": lambda: open_workshop(actor=request.user, workshop=found),
        "rehearse": lambda: rehearse_workshop(actor=request.user, workshop=found),
        "close": lambda: close_workshop(actor=request.user, workshop=found),
        "discard": lambda: discard_workshop(actor=request.user, workshop=found, why=why),
    }
    if key not in steps:
        raise Http404
    return act(request, steps[key], _("Done."), "foresight:workshop", pk)


@login_required
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """The expert's matrix: a percentage for each event, a strength for each pair."""
    seat: DelphiSeat = get_object_or_404(
        own_seats(request.user).select_related("survey"), survey__workshops=pk, state="accepted"
    )
    found = get_object_or_404(CrossImpactWorkshop.objects.select_related("survey"), pk=pk, state__in=["open", "closed"])
    if found.state == "closed":
        return redirect("foresight:workshop", pk)
    events = [e.statement for e in found.events.select_related("statement").order_by("position")]
    entry = CrossImpactEntry.objects.filter(workshop=found, seat=seat).first()
    if request.method == "POST":
        saved = _enter(request, found, seat, len(events))
        if "auto" in request.POST:
            return render(request, "foresight/delphi_saved.html", {"saved": saved, "refused": not saved})
        if saved:
            messages.success(request, _("Saved."))
        return redirect("foresight:my_workshop", pk)
    probabilities, strengths = (entry.probabilities, entry.strengths) if entry else ({}, {})
    rows = [
        {
            "number": j + 1,
            "event": event,
            "probability": probabilities.get(str(j), ""),
            "name": f"p-{j}",
            "cells": [
                {"own": i == j, "name": f"s-{j}-{i}", "value": strengths.get(f"{j}-{i}", 0), "other": other}
                for i, other in enumerate(events)
            ],
        }
        for j, event in enumerate(events)
    ]
    context = {"workshop": found, "survey": found.survey, "rows": rows, "strengths": STRENGTHS, "entry": entry}
    return render(request, "foresight/delphi_my_workshop.html", context)


def _enter(request: HttpRequest, found: CrossImpactWorkshop, seat: DelphiSeat, n: int) -> bool:
    try:
        enter_cross_impact(
            actor=request.user,
            workshop=found,
            seat=seat,
            probabilities={i: _whole(request.POST.get(f"p-{i}", "")) for i in range(n)},
            strengths={
                (j, i): _whole(request.POST.get(f"s-{j}-{i}", "")) for j in range(n) for i in range(n) if i != j
            },
        )
    except ValidationError as error:
        if "auto" not in request.POST:
            warn(request, error)
        return False
    return True


def _whole(text: str) -> int | None:
    """The number; nothing for an empty cell; one out of every range for what is no number, so that it is refused."""
    text = text.strip()
    if not text:
        return None
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 1000
