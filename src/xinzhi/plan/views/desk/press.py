"""Pressing a department: the letter, its answer, its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import Export, ListPage
from xinzhi.core.workdays import add_workdays, workdays_between
from xinzhi.plan.actions import ANSWER_WITHIN, answer_press, close_press, next_level, press_duty
from xinzhi.plan.forms.common import ReasonForm, show_refusal
from xinzhi.plan.forms.press import AnswerForm, PressForm
from xinzhi.plan.models import Duty, Press, PressState
from xinzhi.plan.queries import obligations, pressing_words
from xinzhi.plan.rules import visible_presses
from xinzhi.plan.tables.desk import LEVEL_TONES, PRESS_TONES, PressTable

from .common import posted, tell
from .filters import PressFilter


class Presses(ListPage):
    """Pressings: all for the plan office and auditors, else those sent to one's own departments."""

    key = "plan.presses"
    title = gettext_lazy("Pressings")
    columns = PressTable
    filterset = PressFilter
    search_fields = ("duty__measure__name", "duty__organisation__name", "text", "answer")
    empty_title = gettext_lazy("Nobody has been pressed")
    empty_hint = gettext_lazy("Departments are pressed from the list of overdue reports.")
    template_name = "plan/desk/presses.html"
    exports = (
        Export("id", gettext_lazy("number")),
        Export("department", gettext_lazy("Department"), "duty__organisation__key"),
        Export("measure", gettext_lazy("Measure"), "duty__measure__key"),
        Export("level", gettext_lazy("Level")),
        Export("state", gettext_lazy("State")),
        Export("text", gettext_lazy("Letter")),
        Export("sent", gettext_lazy("Sent"), "created_at"),
        Export("due", gettext_lazy("Answer due")),
        Export("answer", gettext_lazy("Answer")),
        Export("answered_at", gettext_lazy("Answered")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Press]:
        return visible_presses(request.user).select_related("duty__measure", "duty__organisation")

    def extra_context(self) -> dict[str, Any]:
        return {"may_press": self.request.user.has_perm("plan.press_duty")}


@login_required
def new(request: HttpRequest, duty: int) -> HttpResponse:
    """Write a letter to a department that is behind. The level follows from what is still unanswered.

    Duties of published plans are public, so whoever may not press is told so (403).
    """
    owed = get_object_or_404(Duty.objects.select_related("measure__plan", "organisation"), pk=duty)
    if not request.user.has_perm("plan.press_duty", owed):
        raise PermissionDenied
    level = next_level(owed)
    late = [o for o in obligations(plan=owed.measure.plan, organisations=[owed.organisation_id]) if o.overdue]
    mine = sorted((o for o in late if o.duty.pk == owed.pk), key=lambda o: o.period.due)
    form = PressForm(request.POST or None, initial={"text": pressing_words(owed, mine)})
    if request.method == "POST" and form.is_valid():
        try:
            press = press_duty(actor=request.user, duty=owed, text=form.cleaned_data["text"])
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Sent. The department has been told."))
            return redirect("plan:press", press.pk)
    return render(
        request,
        "plan/desk/press_new.html",
        {
            "duty": owed,
            "form": form,
            "late": mine,
            "level": level,
            "tone": LEVEL_TONES[level] if level else "bad",
            "due": add_workdays(timezone.localdate(), ANSWER_WITHIN[level]) if level else None,
            "presses": owed.presses.all()[:5],
        },
    )


@login_required
def press_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One pressing with what can be done about it."""
    press = _press(request, pk)
    return render(request, "plan/desk/press.html", _context(request, press))


@posted
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in words."""
    press, form = _press(request, pk), AnswerForm(request.POST)
    form.is_valid()
    try:
        answer_press(actor=request.user, press=press, answer=form.cleaned_data["answer"])
    except ValidationError as error:
        return _refused(request, press, error, form, "answer_form")
    messages.success(request, _("Answered. The plan office has been told."))
    return redirect("plan:press", press.pk)


@posted
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it."""
    press, form = _press(request, pk), ReasonForm(request.POST)
    form.is_valid()
    try:
        close_press(actor=request.user, press=press, why=form.cleaned_data["why"])
    except ValidationError as error:
        return _refused(request, press, error, form, "close_form")
    messages.success(request, _("Closed."))
    return redirect("plan:press", press.pk)


def _refused(request: HttpRequest, press: Press, error: ValidationError, form: Any, name: str) -> HttpResponse:
    context = _context(request, press)
    if not context[name]:  # the state moved on meanwhile: the form is gone, so the reason stands on top
        tell(request, error)
        return redirect("plan:press", press.pk)
    show_refusal(form, error)
    return render(request, "plan/desk/press.html", context | {name: form})


def _context(request: HttpRequest, press: Press) -> dict[str, Any]:
    user = request.user
    may_answer = press.state == PressState.OPEN and user.has_perm("plan.answer_press", press)
    may_close = press.state != PressState.CLOSED and user.has_perm("plan.close_press", press)
    return {
        "press": press,
        "duty": press.duty,
        "level_tone": LEVEL_TONES[press.level],  # type: ignore[index]
        "state_tone": PRESS_TONES[press.state],  # type: ignore[index]
        "left": workdays_between(timezone.localdate(), press.due) if press.state == PressState.OPEN else None,
        "answer_form": AnswerForm() if may_answer else None,
        "close_form": ReasonForm() if may_close else None,
        "reports": press.duty.reports.select_related("period").order_by("-period__ends")[:4],
    }


def _press(request: HttpRequest, pk: int) -> Press:
    rows = visible_presses(request.user).select_related(
        "duty__measure__plan", "duty__organisation", "sent_by", "answered_by"
    )
    press: Press = get_object_or_404(rows, pk=pk)
    return press
