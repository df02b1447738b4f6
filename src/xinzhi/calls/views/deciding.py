"""Decisions of a call: the ranking with its certainty, the proposal, approving it; an applicant's letter."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from xinzhi.calls.actions import (
    approve_decisions,
    change_line,
    promote_reserve,
    propose_decisions,
    publish_notice,
    return_decisions,
)
from xinzhi.calls.forms.decision import LineForm, OptionalReasonForm
from xinzhi.calls.forms.review import ReasonForm
from xinzhi.calls.models import Application, Call, DecisionList, ProposedDecision, SiteVisit
from xinzhi.calls.queries.reviews import anonymous_reviews
from xinzhi.calls.rules_review import overseen, visible_decision_lists, visible_decisions
from xinzhi.calls.workflows_review import DECISIONS
from xinzhi.core.views.act import act, act_on, first_error

from .common import call_or_404, page_of, posted
from .reviewing import managed_call, tabs_of


@login_required
def deciding(request: HttpRequest, key: str) -> HttpResponse:
    """The latest list of decisions with its grounds; proposing, changing, approving."""
    call = call_or_404(request, key)
    user: Any = request.user
    if not user.has_perm("calls.see_decisions", call):
        raise PermissionDenied
    rows = visible_decision_lists(user).filter(call=call).select_related("proposed_by", "decided_by", "notice")
    every = list(rows)
    current = next((d for d in every if str(d.pk) == request.GET.get("list")), every[0] if every else None)
    manages = user.has_perm("calls.manage_review", call)
    lines = _lines(current)
    page = page_of(request, lines)
    funded = lines.filter(outcome="fund").aggregate(n=Count("pk"), money=Sum("grant_fen"))
    seen = set(overseen(user).filter(call=call).values_list("pk", flat=True))
    visited = {
        v.application_id: v
        for v in SiteVisit.objects.filter(application__in=[r.application_id for r in page], state="reported")
    }
    passed = dict(current.grounds.get("passed_over", [])) if current else {}
    context = {
        "call": call,
        "tabs": tabs_of(call, "deciding") if user.has_perm("calls.see_reviews", call) else [],
        "decisions": current,
        "lists": every,
        "state": DECISIONS.state(current) if current else None,
        "rows": [
            {
                "line": row,
                "passed": _why_words(passed.get(row.application_id)),
                "may_open": row.application_id in seen,
                "visit": visited.get(row.application_id),
            }
            for row in page
        ],
        "page": page,
        "selected": funded["n"],
        "money": funded["money"] or 0,
        "manages": manages,
        "may_approve": current is not None
        and current.state == "draft"
        and user.has_perm("calls.approve_decisions", current),
        "reason_form": OptionalReasonForm(),
        "return_form": ReasonForm(auto_id="return_%s"),
        "notice": getattr(current, "notice", None) if current else None,
        "reserves": page_of(request, _reserves(user, call), "reserve") if manages else None,
        "may_notice": manages and current is not None and current.state == "approved" and call.rules.notice is not None,
    }
    return render(request, "calls/deciding.html", context)


def _reserves(user: Any, call: Call) -> QuerySet[Application]:
    rows = Application.objects.filter(call=call, state="reserve", pk__in=overseen(user).values("pk"))
    return rows.defer("answers", "saved").order_by("number")


def _lines(decisions: DecisionList | None) -> QuerySet[ProposedDecision]:
    rows = ProposedDecision.objects.filter(decisions=decisions) if decisions else ProposedDecision.objects.none()
    joined = rows.select_related("application__organisation", "application__field", "application__city")
    in_order = joined.defer("application__answers", "application__saved")
    return in_order.order_by(F("rank").asc(nulls_last=True), "application__number")


def _why_words(why: list[str] | None) -> str:
    """What stood in the way of a better one, in words."""
    names = {"places": _("places"), "money": _("money")}
    return "、".join(str(names.get(w, w)) for w in why) if why else ""


@posted
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose decisions on all that is reviewed."""
    call = managed_call(request, key)
    why = request.POST.get("why", "")
    return act(
        request,
        lambda: propose_decisions(actor=request.user, call=call, why=why),
        _("Proposed. Another person of the department approves."),
        "calls:deciding",
        key,
    )


@login_required
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a line otherwise, with the reason."""
    lists = visible_decision_lists(request.user)
    rows = ProposedDecision.objects.filter(decisions__in=lists).select_related("decisions__call", "application__call")
    found = get_object_or_404(rows, pk=pk)
    call = found.decisions.call
    if not request.user.has_perm("calls.manage_review", found.application):
        raise PermissionDenied
    grant = found.grant_fen / 100 if found.grant_fen is not None else None
    form = LineForm(request.POST or None, initial={"outcome": found.outcome, "grant": grant, "why": found.why})
    if request.method == "POST" and act_on(
        request, form, lambda: change_line(actor=request.user, line=found, **form.values()), _("Saved.")
    ):
        return redirect("calls:deciding", call.key)
    context = {
        "form": form,
        "title": _("Decide otherwise: %(number)s") % {"number": found.application},
        "text": found.application.title,
        "call": call,
    }
    return render(request, "calls/confirm.html", context)


@posted
def decide_list(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Approve a list, send it back, or give public notice of it."""
    found = get_object_or_404(visible_decision_lists(request.user).select_related("call__department"), pk=pk)
    user, key = request.user, found.call.key
    if step == "approve":
        return act(
            request,
            lambda: approve_decisions(actor=user, decisions=found),
            _("Approved. The applicants have their letters."),
            "calls:deciding",
            key,
        )
    if step == "notice":
        return act(
            request, lambda: publish_notice(actor=user, decisions=found), _("The notice is out."), "calls:deciding", key
        )
    form = ReasonForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:deciding", key)
    why = form.cleaned_data["why"]
    return act(
        request, lambda: return_decisions(actor=user, decisions=found, why=why), _("Sent back."), "calls:deciding", key
    )


@posted
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to move an application up from the reserve."""
    rows = overseen(request.user).select_related("call__department", "organisation")
    found = get_object_or_404(rows, pk=pk)
    why = request.POST.get("why", "")
    return act(
        request,
        lambda: promote_reserve(actor=request.user, application=found, why=why),
        _("Proposed. Another person of the department approves."),
        "calls:deciding",
        found.call.key,
    )


@login_required
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision on an application: the letter, and what the reviewers said, without names."""
    rows = visible_decisions(request.user).select_related("application__call", "application__organisation")
    found = get_object_or_404(rows, application=pk)
    context = {
        "decision": found,
        "application": found.application,
        "reviews": anonymous_reviews(found.application),
        "visits": SiteVisit.objects.filter(application=found.application, state="reported"),
        "contract": getattr(found.application, "contract", None),
    }
    return render(request, "calls/result.html", context)
