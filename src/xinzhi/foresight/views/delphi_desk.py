"""The desk of a survey: rounds, convergence, what the stopping rule proposes; the panel and its turnout."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinzhi.core.views.act import act, act_on
from xinzhi.foresight.actions.close_delphi import approve_delphi, close_delphi, discard_delphi, refuse_delphi
from xinzhi.foresight.actions.delphi_panel import invite_experts, remind_experts, withdraw_seat
from xinzhi.foresight.actions.delphi_rounds import close_round, close_statements, open_round
from xinzhi.foresight.actions.hide_delphi_reason import hide_delphi_reason
from xinzhi.foresight.actions.rehearse_delphi import rehearse_panel, rehearse_round
from xinzhi.foresight.forms.delphi import ApproveForm, InviteForm, ReasonForm, RoundForm
from xinzhi.foresight.models import DelphiAnswer, DelphiRound, DelphiSeat, DelphiSurvey
from xinzhi.foresight.queries.delphi import reasons_of, report_in, turnout_of
from xinzhi.foresight.rules_delphi import visible_workshops
from xinzhi.foresight.workflows_delphi import SURVEY
from xinzhi.ledger.queries import proofs_of

from .delphi_common import desk_or_404, posted, tabs_of

_DAYS = 14


@login_required
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Rounds, turnout, and the table of convergence with its proposals."""
    survey = desk_or_404(request, pk)
    rounds = list(survey.rounds.order_by("number"))
    closed = [r for r in rounds if r.closed_at]
    seats = list(survey.seats.values_list("state", flat=True))
    return render(
        request,
        "foresight/delphi_desk.html",
        {
            "survey": survey,
            "tabs": tabs_of(survey, "desk"),
            "state": SURVEY.state(survey),
            "may_run": request.user.has_perm("foresight.run_delphi", survey),
            "rounds": _rounds(rounds),
            "open_round": next((r for r in rounds if r.closed_at is None), None),
            "last": closed[-1] if closed else None,
            "accepted": seats.count("accepted"),
            "waiting": seats.count("invited"),
            "question": survey.sheet.judged[0],
            "table": _table(survey, closed),
            "reasons": reasons_of(survey, closed[-1].number) if closed else {},
            "round_form": RoundForm(initial={"due": timezone.localdate() + dt.timedelta(days=_DAYS)}),
            "reason_form": ReasonForm(),
            "workshops": visible_workshops(request.user).filter(survey=survey),
            "is_running": survey.state == "running",
            "may_open": survey.state in {"draft", "running"} and len(rounds) < survey.sheet.stopping.rounds_most,
        },
    )


def _rounds(rounds: list[DelphiRound]) -> list[dict[str, Any]]:
    proofs = proofs_of("foresight.delphiround", [r.pk for r in rounds], verb="foresight.close_round")
    rows = []
    for round_ in rounds:
        states = list(turnout_of(round_).values())
        whole, part = states.count("whole"), states.count("part")
        w = round_.report.get("concordance")
        rows.append({"round": round_, "whole": whole, "part": part, "w": w, "proof": proofs.get(str(round_.pk))})
    return rows


def _table(survey: DelphiSurvey, closed: list[DelphiRound]) -> list[dict[str, Any]]:
    """One row a statement: the first judged question in each round, what moved, and the proposal."""
    question = survey.sheet.judged[0]
    rows = []
    for statement in survey.statements.order_by("number"):
        told = [report_in(r, statement) for r in closed]
        stats = [t.get("questions", {}).get(question.key, {}) for t in told]
        last: dict[str, Any] = next((t for t in reversed(told) if t), {})
        rows.append(
            {
                "statement": statement,
                "stats": stats,
                "last": last,
                "change": last.get("change", {}).get(question.key, {}),
                "proposal": last.get("proposal", {}),
                "is_open": statement.state == "open",
            }
        )
    return rows


@login_required
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sits on the panel and who has answered; never what."""
    survey = desk_or_404(request, pk)
    form = InviteForm(survey, request.POST or None)
    if request.method == "POST" and act_on(
        request, form, lambda: invite_experts(actor=request.user, survey=survey, **form.cleaned_data), _("Asked.")
    ):
        return redirect("foresight:delphi_panel", pk)
    last = survey.rounds.order_by("-number").first()
    turnout = turnout_of(last) if last else {}
    words = {"none": _("not yet"), "part": _("partly"), "whole": _("has answered")}
    seats = survey.seats.select_related("user", "replaces__user").prefetch_related(
        "conflicts__statement", "replaced_by"
    )
    rows = [
        {
            "seat": seat,
            "turnout": words[turnout.get(seat.pk, "none")] if last and seat.state == "accepted" else "",
            "is_whole": turnout.get(seat.pk) == "whole",
            "may_replace": seat.state in {"declined", "withdrawn"} and not seat.replaced_by.all(),
        }
        for seat in seats.order_by("pk")
    ]
    is_live = survey.state in {"draft", "running"}
    context = {"survey": survey, "tabs": tabs_of(survey, "panel"), "state": SURVEY.state(survey), "rows": rows}
    context |= {"round": last, "form": form, "reason_form": ReasonForm()}
    context["may_run"] = is_live and request.user.has_perm("foresight.run_delphi", survey)
    return render(request, "foresight/delphi_panel.html", context)


@login_required
def replace(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Put another expert in the place of one who declined or was taken back."""
    survey = desk_or_404(request, pk)
    ended: DelphiSeat = get_object_or_404(survey.seats, pk=seat)
    form = InviteForm(survey, request.POST or None)
    if request.method == "GET":
        form.fields["group"].initial = ended.group

    def do() -> Any:
        return invite_experts(actor=request.user, survey=survey, replaces=ended, **form.cleaned_data)

    if request.method == "POST" and act_on(request, form, do, _("Asked.")):
        return redirect("foresight:delphi_panel", pk)
    title = _("In the place of %(name)s") % {"name": ended.user}
    back = reverse("foresight:delphi_panel", args=[pk])
    context = {"form": form, "title": title, "above": survey.label, "back": back}
    return render(request, "foresight/delphi_form.html", context)


@posted
def withdraw(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Take a seat back."""
    survey = desk_or_404(request, pk)
    found: DelphiSeat = get_object_or_404(survey.seats.select_related("survey"), pk=seat)
    why = request.POST.get("why", "")
    return act(
        request,
        lambda: withdraw_seat(actor=request.user, seat=found, why=why),
        _("Taken back."),
        "foresight:delphi_panel",
        pk,
    )


@posted
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind who has not answered."""
    survey = desk_or_404(request, pk)
    n = remind_experts(actor=request.user, survey=survey)
    messages.success(request, ngettext("%(n)d expert reminded.", "%(n)d experts reminded.", n) % {"n": n})
    return redirect("foresight:delphi_panel", pk)


@posted
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a step of the survey or of its rounds."""
    survey = desk_or_404(request, pk)
    user, why = request.user, request.POST.get("why", "")
    if key == "open":
        form = RoundForm(request.POST)
        if not form.is_valid():
            messages.warning(request, _("Give the day until which answers are asked for."))
            return redirect("foresight:delphi_desk", pk)
        due = form.cleaned_data["due"]
        return act(
            request,
            lambda: open_round(actor=user, survey=survey, due=due),
            _("The round is open; the panel was told."),
            "foresight:delphi_desk",
            pk,
        )
    steps: dict[str, Any] = {
        "close-round": lambda: close_round(actor=user, round_=get_object_or_404(survey.rounds, closed_at=None)),
        "close-statements": lambda: close_statements(
            actor=user,
            survey=survey,
            statements=survey.statements.filter(number__in=_numbers(request.POST.getlist("number"))),
        ),
        "rehearse-panel": lambda: rehearse_panel(actor=user, survey=survey),
        "rehearse-round": lambda: rehearse_round(actor=user, survey=survey),
        "close": lambda: close_delphi(actor=user, survey=survey),
        "discard": lambda: discard_delphi(actor=user, survey=survey, why=why),
        "refuse": lambda: refuse_delphi(actor=user, survey=survey, why=why),
        "approve": lambda: approve_delphi(
            actor=user, survey=survey, public=ApproveForm(request.POST).data.get("public") == "on"
        ),
    }
    if key not in steps:
        raise Http404
    back = "foresight:delphi_results" if key in {"refuse", "approve"} else "foresight:delphi_desk"
    return act(request, steps[key], _("Done."), back, pk)


def _numbers(values: list[str]) -> list[int]:
    return [int(v) for v in values if v.isascii() and v.isdigit() and len(v) < 6]


@posted
def hide(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Withhold a reason that tells who wrote it."""
    survey = desk_or_404(request, pk)
    answer: DelphiAnswer = get_object_or_404(
        DelphiAnswer.objects.select_related("round__survey"), pk=key, round__survey=survey
    )
    why = request.POST.get("why", "")
    return act(
        request,
        lambda: hide_delphi_reason(actor=request.user, answer=answer, why=why),
        _("Withheld."),
        "foresight:delphi_desk",
        pk,
    )
