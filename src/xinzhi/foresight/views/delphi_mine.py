"""The expert's side: own surveys, one survey with what the others said, one statement with its sheet."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.views.act import act
from xinzhi.core.workdays import workdays_between
from xinzhi.foresight.actions.answer_delphi import answer_delphi
from xinzhi.foresight.actions.answer_seat import accept_seat, decline_seat
from xinzhi.foresight.actions.declare_delphi_conflict import declare_delphi_conflict, withdraw_delphi_conflict
from xinzhi.foresight.engine.delphi import flaws_of
from xinzhi.foresight.forms.delphi import AnswerForm, ReasonForm
from xinzhi.foresight.models import CrossImpactWorkshop, DelphiAnswer, DelphiRound, DelphiSeat, DelphiStatement
from xinzhi.foresight.queries.delphi import (
    is_outside,
    last_closed,
    own_answers,
    reasons_of,
    report_in,
)
from xinzhi.foresight.rules_delphi import own_seats
from xinzhi.foresight.words_delphi import figure, question_name, value_words

from .delphi_common import posted


def _seat(request: HttpRequest, pk: int) -> DelphiSeat:
    rows = own_seats(request.user).select_related("survey__organisation", "user")
    found: DelphiSeat = get_object_or_404(rows, pk=pk)
    return found


@login_required
def my_delphis(request: HttpRequest) -> HttpResponse:
    """Invitations, surveys that wait for answers, and the others."""
    today = timezone.localdate()
    groups: dict[str, list[dict[str, Any]]] = {"invited": [], "open": [], "other": []}
    for seat in own_seats(request.user).select_related("survey").prefetch_related("survey__rounds", "turnout"):
        round_ = next((r for r in seat.survey.rounds.all() if r.closed_at is None), None)
        state = next((t.state for t in seat.turnout.all() if round_ and t.round_id == round_.pk), "none")
        row: dict[str, Any] = {"seat": seat, "round": round_, "state": state, "left": None}
        if seat.state == "accepted" and round_:
            row["left"] = workdays_between(today, round_.due)
        live = seat.survey.state in {"draft", "running"}
        key = (
            "invited"
            if live and seat.state == "invited"
            else "open"
            if round_ and seat.state == "accepted"
            else "other"
        )
        groups[key].append(row)
    named = [
        (_("To answer"), groups["invited"]),
        (_("Open rounds"), groups["open"]),
        (_("The others"), groups["other"]),
    ]
    seats = own_seats(request.user).filter(state="accepted")
    workshops = CrossImpactWorkshop.objects.filter(survey__seats__in=seats, state="open")
    return render(request, "foresight/delphi_mine.html", {"groups": named, "workshops": workshops})


@login_required
def my_delphi(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: what is asked, how far one is, and what the group said in the last round."""
    seat = _seat(request, pk)
    survey = seat.survey
    round_ = survey.rounds.filter(closed_at=None).first()
    context = {
        "seat": seat,
        "survey": survey,
        "round": round_,
        "rows": _rows(seat, round_) if seat.state == "accepted" else [],
        "reason_form": ReasonForm(),
        "is_live": survey.state in {"draft", "running"},
    }
    return render(request, "foresight/delphi_my.html", context)


def _rows(seat: DelphiSeat, round_: DelphiRound | None) -> list[dict[str, Any]]:
    survey = seat.survey
    barred = set(seat.conflicts.values_list("statement", flat=True))
    answers = own_answers(seat, round_.number) if round_ else {}
    rows = []
    for statement in survey.statements.order_by("number"):
        answer = answers.get(statement.pk)
        is_done = answer is not None and not flaws_of(survey.sheet, answer.values, whole=True)
        rows.append(
            {
                "statement": statement,
                "is_barred": statement.pk in barred,
                "is_done": is_done,
                "is_begun": answer is not None and bool(answer.values),
                "is_open": statement.state == "open",
            }
        )
    return rows


@login_required
def statement(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One statement: description, what the group said, the sheet; saved as one goes."""
    seat = _seat(request, pk)
    survey = seat.survey
    found: DelphiStatement = get_object_or_404(survey.statements, number=number)
    if seat.state != "accepted":
        raise Http404
    round_ = survey.rounds.filter(closed_at=None).first()
    rows = _rows(seat, round_)
    here = next(r for r in rows if r["statement"].pk == found.pk)
    may_answer = round_ is not None and here["is_open"] and not here["is_barred"]
    # Once the survey is over its last round is a result, and results wait for their approval.
    before = last_closed(survey) if survey.state == "running" else None
    earlier = own_answers(seat, before.number).get(found.pk) if before else None
    own = own_answers(seat, round_.number).get(found.pk) if round_ else None
    # A new round begins with what one said in the last one; it counts only once it is saved.
    shown = own or earlier
    form = AnswerForm(
        survey.sheet,
        request.POST or None,
        values=shown.values if shown else None,
        reason=own.reason if own else "",
    )
    if request.method == "POST":
        saved = may_answer and _save(request, seat, found, form)
        if "auto" in request.POST:
            return render(request, "foresight/delphi_saved.html", {"form": form, "saved": saved})
        if saved:
            return _after(request, seat, found, rows)
    asked = [r["statement"].number for r in rows if r["is_open"]]
    told = report_in(before, found)
    context = {
        "seat": seat,
        "survey": survey,
        "statement": found,
        "round": round_,
        "rows": rows,
        "here": here,
        "form": form if may_answer else None,
        "own": own,
        "feedback": _feedback(survey, before, told, earlier),
        "reasons": reasons_of(survey, before.number).get(found.pk, []) if before else [],
        "is_outside": bool(shown and told and is_outside(survey.sheet, shown.values, told)),
        "next_number": next((n for n in asked if n > number), None),
        "previous_number": next((n for n in reversed(asked) if n < number), None),
        "reason_form": ReasonForm(),
        "is_live": survey.state in {"draft", "running"},
    }
    return render(request, "foresight/delphi_statement.html", context)


def _save(request: HttpRequest, seat: DelphiSeat, found: DelphiStatement, form: AnswerForm) -> bool:
    if not form.is_valid():
        return False
    values, reason = form.values(), form.cleaned_data["reason"]
    try:
        answer_delphi(actor=request.user, seat=seat, statement=found, values=values, reason=reason)
    except ValidationError as error:
        for key, texts in getattr(error, "error_dict", {None: [error]}).items():
            for text in texts:
                name: Any = form.name_of(key) if key else None
                form.add_error(name if name in form.fields else None, text.messages)
        return False
    return True


def _after(request: HttpRequest, seat: DelphiSeat, found: DelphiStatement, rows: list[dict[str, Any]]) -> HttpResponse:
    messages.success(request, _("Saved."))
    onward = [r["statement"].number for r in rows if r["is_open"] and not r["is_barred"]]
    after = next((n for n in onward if n > found.number), None)
    if request.POST.get("step") == "next" and after:
        return redirect("foresight:delphi_statement", seat.pk, after)
    if request.POST.get("step") == "next":
        return redirect("foresight:my_delphi", seat.pk)
    return redirect("foresight:delphi_statement", seat.pk, found.number)


def _feedback(survey: Any, before: DelphiRound | None, told: dict[str, Any], earlier: DelphiAnswer | None) -> list[Any]:
    """What the group said, question by question: distribution, quartiles, and the own earlier answer."""
    rows = []
    for question in survey.sheet.questions:
        stats = told.get("questions", {}).get(question.key)
        if before is None or stats is None or question.role == "expertise":
            continue
        mine = earlier.values.get(question.key) if earlier else None
        named = value_words(question, mine) if mine is not None else ""
        shares = [(value_words(question, k), stats["shares"][k]) for k in stats.get("ranked", []) if "shares" in stats]
        rows.append(
            {
                "question": question,
                "name": question_name(question),
                "stats": stats,
                "mine": mine,
                "mine_words": named,
                "median": figure(stats.get("median")),
                "q1": figure(stats.get("q1")),
                "q3": figure(stats.get("q3")),
                "shares": shares,
            }
        )
    return rows


@posted
def answer(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a seat, or decline it."""
    seat = _seat(request, pk)
    if step == "accept":
        return act(
            request, lambda: accept_seat(actor=request.user, seat=seat), _("Thank you."), "foresight:my_delphi", pk
        )
    why = request.POST.get("why", "")
    return act(
        request, lambda: decline_seat(actor=request.user, seat=seat, why=why), _("Declined."), "foresight:my_delphis"
    )


@posted
def conflict(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say that one is not free to judge a statement, or take it back."""
    seat = _seat(request, pk)
    found: DelphiStatement = get_object_or_404(seat.survey.statements, number=number)
    if request.POST.get("step") == "back":
        return act(
            request,
            lambda: withdraw_delphi_conflict(actor=request.user, seat=seat, statement=found),
            _("Taken back."),
            "foresight:delphi_statement",
            pk,
            number,
        )
    why = request.POST.get("why", "")
    return act(
        request,
        lambda: declare_delphi_conflict(actor=request.user, seat=seat, statement=found, why=why),
        _("Recorded. You are not counted on this statement."),
        "foresight:delphi_statement",
        pk,
        number,
    )
