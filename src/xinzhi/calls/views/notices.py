"""Public notices: everyone reads them; whoever is signed in may object; the office answers and ends them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.actions import answer_objection, close_notice, object_to_notice
from xinzhi.calls.forms.decision import AnswerForm, ObjectionForm
from xinzhi.calls.models import Application
from xinzhi.calls.rules_review import visible_notices, visible_objections
from xinzhi.core.views.act import act, act_on, first_error
from xinzhi.core.workdays import workdays_between
from xinzhi.ledger.queries import proofs_of

from .common import page_of, posted


def notices(request: HttpRequest) -> HttpResponse:
    """Every public notice, the newest first."""
    rows = visible_notices(request.user).select_related("call__department")
    return render(request, "calls/notices.html", {"rows": page_of(request, rows), "today": timezone.localdate()})


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """What is selected, until when it hangs out, the objections one may see, and a form to object."""
    found = get_object_or_404(visible_notices(request.user).select_related("call__department"), pk=pk)
    user: Any = request.user
    today = timezone.localdate()
    is_out = found.closed_at is None and today <= found.ends
    form = ObjectionForm(found, request.POST or None)
    if request.method == "POST" and user.is_authenticated:

        def object_() -> None:
            application = Application.objects.get(pk=int(form.cleaned_data["application"]))
            object_to_notice(actor=user, notice=found, application=application, text=form.cleaned_data["text"])

        if act_on(request, form, object_, _("Your objection is recorded. You will read the answer here.")):
            return redirect("calls:notice", pk)
    objections = visible_objections(user).filter(notice=found).select_related("application__call")
    manages = user.has_perm("calls.manage_review", found.call)
    context = {
        "notice": found,
        "rows": page_of(request, found.rows),
        "call": found.call,
        "is_out": is_out,
        "left": workdays_between(today, found.ends),
        "form": form if is_out and user.is_authenticated else None,
        "objections": [
            {
                "objection": o,
                "form": AnswerForm(auto_id=f"answer{o.pk}_%s"),
                "may_answer": o.answered_at is None and user.has_perm("calls.manage_review", o.application),
            }
            for o in objections
        ],
        "proof": proofs_of("calls.notice", [found.pk]).get(str(found.pk)),
        "may_close": manages and found.closed_at is None and today > found.ends,
    }
    return render(request, "calls/notice.html", context)


@posted
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an objection."""
    rows = visible_objections(request.user).select_related("application__call", "notice__call", "by")
    found = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:notice", found.notice_id)
    return act(
        request,
        lambda: answer_objection(actor=request.user, objection=found, **form.cleaned_data),
        _("Answered."),
        "calls:notice",
        found.notice_id,
    )


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the notice: what stands is awarded."""
    found = get_object_or_404(visible_notices(request.user).select_related("call"), pk=pk)
    if request.method != "POST":
        return redirect("calls:notice", pk)
    return act(
        request,
        lambda: close_notice(actor=request.user, notice=found),
        _("The notice has ended; what stands is awarded."),
        "calls:notice",
        pk,
    )
