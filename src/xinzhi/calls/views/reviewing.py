"""The assignment desk of a call and how far its reviews are; one application's reviewers and reviews."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.actions import (
    confirm_assignment,
    find_conflicts,
    invite_reviewer,
    post_in_discussion,
    remind_reviewers,
    replace_reviewer,
    withdraw_invitation,
)
from xinzhi.calls.actions.find_conflicts import REVIEWED
from xinzhi.calls.forms.review import AssignmentForm, InviteForm, PostForm, ReasonForm
from xinzhi.calls.models import Application, AssignmentRun, Call, Invitation
from xinzhi.calls.queries.diversity import alike
from xinzhi.calls.queries.reviews import discussion_of, lines_of, progress_of, reviews_by_invitation
from xinzhi.calls.rules_review import overseen
from xinzhi.calls.tasks import PROPOSE
from xinzhi.calls.words import ATTRIBUTE_WORDS
from xinzhi.calls.workflows_review import INVITATION, STANDING
from xinzhi.core.jobs import start
from xinzhi.core.views.act import act, first_error

from .common import call_or_404, page_of, posted

_MOST = 60


def managed_call(request: HttpRequest, key: str, permission: str = "calls.manage_review") -> Call:
    """The call, for those who hold the permission on it. Raises Http404 and PermissionDenied."""
    call = call_or_404(request, key)
    if not request.user.has_perm(permission, call):
        raise PermissionDenied
    return call


def tabs_of(call: Call, current: str) -> list[dict[str, Any]]:
    """The office's pages of a call from review on, those its programme has."""
    rules = call.rules
    pages = [
        ("applications", _("Applications"), True),
        ("reviewing", _("Review"), rules.review is not None),
        ("panels", _("Panels"), rules.panel is not None),
        ("visits", _("Site visits"), rules.step("visit") is not None),
        ("deciding", _("Selection decision"), True),
        ("contracts", _("Contracts"), rules.contract is not None),
    ]
    return [
        {"label": label, "url": reverse(f"calls:{name}", args=[call.key]), "current": name == current}
        for name, label, has in pages
        if has
    ]


@login_required
def reviewing(request: HttpRequest, key: str) -> HttpResponse:
    """Who is proposed, who is asked, what is in; with the certificate of the assignment."""
    call = managed_call(request, key, "calls.see_reviews")
    run = AssignmentRun.objects.filter(call=call).first()
    seen = overseen(request.user).filter(call=call)
    proposed = Invitation.objects.filter(application__in=seen, state="proposed").select_related(
        "application", "reviewer"
    )
    bounds = run.certificate.get("diversity", {}) if run is not None else {}
    late = Invitation.objects.filter(application__in=seen, state="declined", replaced_by=None)
    rows = progress_of(call).filter(pk__in=seen.values("pk"))
    rule = call.rules.review
    may_manage = request.user.has_perm("calls.manage_review", call)
    asked = Invitation.objects.filter(application__in=seen.filter(state__in=REVIEWED))
    counts = dict(asked.values_list("state").annotate(n=Count("pk")).order_by())
    context = {
        "call": call,
        "tabs": tabs_of(call, "reviewing"),
        "run": run,
        "proposed": page_of(request, proposed.order_by("application__number", "number"), "proposed"),
        "alike": alike_words(seen, bounds),
        "declined": page_of(
            request, late.select_related("application", "reviewer").order_by("application__number"), "free"
        ),
        "rows": page_of(request, rows),
        "need": rule.need if rule else 0,
        "short": rows.filter(n_standing__lt=rule.need).count() if rule else 0,
        "done": counts.get("done", 0),
        "open": counts.get("invited", 0) + counts.get("accepted", 0),
        "may_manage": may_manage,
        "form": AssignmentForm(rule) if may_manage and rule else None,
    }
    return render(request, "calls/reviewing.html", context)


@posted
def assignment(request: HttpRequest, key: str, step: str) -> HttpResponse:
    """Look for conflicts, propose (as a job: texts are read and a large program is solved), confirm, remind."""
    call, user = managed_call(request, key), request.user
    rule = call.rules.review
    form = (
        AssignmentForm(rule, request.POST) if rule and step == "propose" and "max_probability" in request.POST else None
    )
    if form is not None and not form.is_valid():
        first_error(request, form)
        return redirect("calls:reviewing", key)
    if step == "propose":
        options = form.values() if form is not None else {}
        title = _("Reviewers for «%(call)s»") % {"call": call.label}
        job = start(PROPOSE, owner=user, title=title, arguments={"call": call.pk, "options": options})
        return redirect("core:job", job.pk)
    run = AssignmentRun.objects.filter(call=call).first()
    steps: dict[str, tuple[Any, str]] = {
        "conflicts": (lambda: find_conflicts(actor=user, call=call), _("Conflicts of interest are looked up anew.")),
        "remind": (lambda: remind_reviewers(actor=user, call=call), _("Who is late is reminded.")),
    }
    if run is not None:
        steps["confirm"] = (lambda: confirm_assignment(actor=user, run=run), _("The reviewers are asked."))
    if step not in steps:
        raise Http404
    do, done = steps[step]
    return act(request, do, done, "calls:reviewing", key)


def alike_words(seen: QuerySet[Application], bounds: Mapping[str, int]) -> list[dict[str, Any]]:
    """Applications whose reviewers share more than was asked for, with what and how many; the first of them."""
    if not bounds:
        return []
    standing = Invitation.objects.filter(application__in=seen, state__in=[*STANDING, "proposed"])
    found = alike(standing.select_related("reviewer").order_by("application__number"), bounds)
    named = {a.pk: a for a in seen.filter(pk__in=[row["application"] for row in found]).only("number", "title")}
    return [row | {"application": named[row["application"]], "by": ATTRIBUTE_WORDS[row["by"]]} for row in found[:_MOST]]


def _overseen(request: HttpRequest, pk: int) -> Application:
    rows = overseen(request.user).select_related("call__department", "organisation", "form")
    found: Application = get_object_or_404(rows, pk=pk)
    return found


@login_required
def reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """An application's reviewers with what each said, their conflicts, and the discussion."""
    found = _overseen(request, pk)
    user: Any = request.user
    invitations = list(found.invitations.select_related("reviewer").order_by("number", "pk"))
    said = reviews_by_invitation(invitations)
    rows = [
        {
            "invitation": i,
            "state": INVITATION.state(i),
            "review": said.get(i.pk),
            "lines": lines_of(said[i.pk], found.call) if i.pk in said else [],
            "may_withdraw": i.state in {"proposed", "invited", "accepted"},
            "is_free": i.state in {"declined", "withdrawn"} and not i.replaced_by.exists(),
        }
        for i in invitations
    ]
    may = user.has_perm("calls.manage_review", found)
    context = {
        "application": found,
        "call": found.call,
        "rows": rows,
        "conflicts": list(found.conflicts.select_related("reviewer")),
        "may_manage": may,
        "has_visits": found.call.rules.step("visit") is not None,
        "invite_form": InviteForm(request.POST or None) if may and found.state in {"eligible", "in_review"} else None,
        "reason_form": ReasonForm(),
        "posts": discussion_of(found, user),
        "post_form": PostForm() if may else None,
    }
    return render(request, "calls/reviews.html", context)


@posted
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one more reviewer."""
    found = _overseen(request, pk)
    form = InviteForm(request.POST)
    if form.is_looking:
        return reviews(request, pk)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:reviews", pk)
    reviewer = form.cleaned_data["reviewer"]
    return act(
        request,
        lambda: invite_reviewer(actor=request.user, application=found, reviewer=reviewer),
        _("The reviewer is asked."),
        "calls:reviews",
        pk,
    )


@posted
def speak(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something to the reviewers, as the office."""
    found = _overseen(request, pk)
    form = PostForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:reviews", pk)
    text = form.cleaned_data["text"]
    return act(
        request,
        lambda: post_in_discussion(actor=request.user, application=found, text=text),
        _("Said."),
        "calls:reviews",
        pk,
    )


@posted
def change_invitation(request: HttpRequest, pk: int, invitation: int, step: str) -> HttpResponse:
    """Take an invitation back, or put another reviewer in its place."""
    found = _overseen(request, pk)
    asked = get_object_or_404(found.invitations.select_related("reviewer", "application__call"), pk=invitation)
    if step == "replace":
        return act(
            request,
            lambda: replace_reviewer(actor=request.user, invitation=asked),
            _("The best of the free ones is asked."),
            "calls:reviews",
            pk,
        )
    form = ReasonForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:reviews", pk)
    why = form.cleaned_data["why"]
    return act(
        request,
        lambda: withdraw_invitation(actor=request.user, invitation=asked, why=why),
        _("Taken back."),
        "calls:reviews",
        pk,
    )
