"""The reviewer's desk: what waits, one application with its score sheet, the own profile."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.actions import (
    accept_invitation,
    declare_conflict,
    decline_invitation,
    post_in_discussion,
    save_review,
    save_reviewer,
    submit_review,
)
from xinzhi.calls.engine.sheet import total_of
from xinzhi.calls.forms.review import PostForm, ReasonForm, ReviewerForm, ReviewForm
from xinzhi.calls.models import Invitation, Review
from xinzhi.calls.queries.blind import copy_for, is_double_blind, title_for
from xinzhi.calls.queries.reviews import discussion_of, other_reviews
from xinzhi.calls.rules_review import visible_invitations, visible_panels, visible_visits
from xinzhi.calls.workflows_review import OPEN
from xinzhi.core.views.act import act, act_on, first_error
from xinzhi.core.workdays import workdays_between

from .blind_file import blind_file
from .common import page_of, posted

_MOST = 30


def _mine(request: HttpRequest) -> Any:
    rows = visible_invitations(request.user)
    return rows.select_related(
        "reviewer", "application__call", "application__organisation", "application__form", "application__field"
    )


@login_required
def my_reviews(request: HttpRequest) -> HttpResponse:
    """Invitations to answer, reviews to write by deadline, and what is done."""
    today = timezone.localdate()
    rows = []
    mine = _mine(request).prefetch_related("application__members")
    over = page_of(request, mine.exclude(state__in=OPEN).order_by("-review_due", "-pk"))
    for invitation in [*mine.filter(state__in=OPEN).order_by("review_due", "pk"), *over]:
        due = invitation.answer_due if invitation.state == "invited" else invitation.review_due
        left = workdays_between(today, due) if due and invitation.state in {"invited", "accepted"} else None
        rows.append({"invitation": invitation, "title": title_for(invitation.application), "due": due, "left": left})
    groups = [
        (_("To answer"), [r for r in rows if r["invitation"].state == "invited"]),
        (_("To review"), [r for r in rows if r["invitation"].state == "accepted"]),
        (_("Done"), [r for r in rows if r["invitation"].state not in {"invited", "accepted"}]),
    ]
    user: Any = request.user
    context = {
        "groups": groups,
        "over": over,
        "has_profile": getattr(user, "reviewer", None) is not None,
        "panels": visible_panels(user).filter(seats__reviewer__user=user.pk).select_related("call")[:_MOST],
        "visits": visible_visits(user)
        .filter(visitors__user=user.pk)
        .select_related("application__call")
        .order_by("-held_on", "-pk")[:_MOST],
    }
    return render(request, "calls/my_reviews.html", context)


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One application as the reviewer may read it, with the score sheet; saved as it is written, handed in for good."""
    found = get_object_or_404(_mine(request), pk=pk)
    written = Review.objects.filter(invitation=found).first()
    form = ReviewForm(found.application.call.rules.sheet, request.POST or None, review=written)
    if request.method == "POST":
        saved = _save(request, found, form)
        if "auto" in request.POST:
            return render(request, "calls/review_saved.html", {"form": form, "saved": saved, "total": _total(form)})
        if saved and request.POST.get("step") == "submit" and _submit(request, found, form):
            return redirect("calls:my_reviews")
        if saved and request.POST.get("step") != "submit":
            messages.success(request, _("Saved."))
            return redirect("calls:review", pk)
        written = Review.objects.filter(invitation=found).first()
    is_open = found.state in {"invited", "accepted"}
    waiting = [
        n
        for n in _mine(request)
        .filter(state__in=["invited", "accepted"])
        .order_by("review_due", "pk")
        .values_list("pk", flat=True)
        if n != pk
    ]
    context = {
        "invitation": found,
        "application": found.application,
        "copy": copy_for(found) if found.state != "declined" else None,
        "form": form if is_open else None,
        "review": written,
        "total": written.total if written else None,
        "reason_form": ReasonForm(),
        "others": other_reviews(request.user, found),
        "posts": discussion_of(found.application, request.user) if found.state == "done" else [],
        "post_form": PostForm()
        if found.state == "done" and request.user.has_perm("calls.discuss", found.application)
        else None,
        "next_pk": next((n for n in waiting if n > pk), waiting[0] if waiting else None),
        "is_open": is_open,
    }
    return render(request, "calls/review.html", context)


def _save(request: HttpRequest, found: Invitation, form: ReviewForm) -> bool:
    if not form.is_valid():
        return False
    try:
        save_review(actor=request.user, invitation=found, **form.values())
    except ValidationError as error:
        _put(form, error)
        return False
    return True


def _submit(request: HttpRequest, found: Invitation, form: ReviewForm) -> bool:
    try:
        submit_review(actor=request.user, invitation=found)
    except ValidationError as error:
        _put(form, error)
        return False
    messages.success(request, _("Handed in. Thank you."))
    return True


def _put(form: ReviewForm, error: ValidationError) -> None:
    """The action's words on the lines of the sheet."""
    for key, texts in getattr(error, "error_dict", {None: [error]}).items():
        for text in texts:
            name: Any = form.name_of(key) if key else None
            form.add_error(name if name in form.fields else None, text.messages)


def _total(form: ReviewForm) -> float | None:
    """The weighted score, where every line has points."""
    if not form.is_valid():
        return None
    scores = form.values()["scores"]
    return total_of(form.sheet, scores) if len(scores) == len(form.sheet.criteria) else None


@posted
def answer(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take an invitation on, decline it, or say that one is not free to judge."""
    found = get_object_or_404(_mine(request), pk=pk)
    user: Any = request.user
    if step == "accept":
        return act(
            request, lambda: accept_invitation(actor=user, invitation=found), _("Thank you."), "calls:review", pk
        )
    form = ReasonForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:review", pk)
    why = form.cleaned_data["why"]
    if step == "conflict":
        return act(
            request,
            lambda: declare_conflict(actor=user, invitation=found, why=why),
            _("Recorded. You are not asked for it again."),
            "calls:my_reviews",
        )
    return act(
        request, lambda: decline_invitation(actor=user, invitation=found, why=why), _("Declined."), "calls:my_reviews"
    )


@posted
def discuss(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something to the other reviewers, under the number of one's review."""
    found = get_object_or_404(_mine(request), pk=pk)
    form = PostForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:review", pk)
    text = form.cleaned_data["text"]
    return act(
        request,
        lambda: post_in_discussion(actor=request.user, application=found.application, text=text),
        _("Said."),
        "calls:review",
        pk,
    )


@login_required
def review_file(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """A file of a double-blind application without its metadata, under a name that says nothing."""
    found = get_object_or_404(_mine(request).filter(state__in=["invited", "accepted", "done"]), pk=pk)
    if not is_double_blind(found.application):
        raise Http404
    return blind_file(request, found.application, piece, reverse("calls:review", args=[pk]))


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """What is known of oneself as a reviewer; relatives and conflicts are one's own to say."""
    user: Any = request.user
    reviewer = getattr(user, "reviewer", None)
    if reviewer is None:
        raise PermissionDenied
    form = ReviewerForm(request.POST or None, initial=ReviewerForm.of(reviewer), own=True)
    if request.method == "POST" and act_on(
        request, form, lambda: save_reviewer(actor=user, reviewer=reviewer, values=form.values()), _("Saved.")
    ):
        return redirect("calls:my_reviews")
    context = {"form": form, "title": _("My profile as a reviewer"), "submit": _("Save"), "text": ""}
    return render(request, "calls/confirm.html", context)
