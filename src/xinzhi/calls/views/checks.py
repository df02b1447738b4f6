"""The office's side of an application: what the check found, and deciding on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from xinzhi.calls.actions import decide_check, run_check
from xinzhi.calls.forms.office import WhyForm
from xinzhi.calls.models import Application
from xinzhi.calls.queries.shared_text import readable
from xinzhi.calls.words import finding_words
from xinzhi.calls.workflows import APPLICATION
from xinzhi.core.views.common import warn

from .common import application_or_404, posted

# How each step of the check looks as a button.
_TONES = {"pass": "btn-main", "return": "", "refuse": "btn-bad", "reopen": ""}


def office_context(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What the office sees besides on an application's page; {} for the applicants."""
    user: Any = request.user
    if not user.has_perm("calls.see_overlaps", application):
        return {}
    last = application.checks.first()
    may = user.has_perm("calls.check_application", application)
    steps = [t for t in APPLICATION.available(application, user) if t.key in _TONES] if may else []
    programme, schema = application.call.rules, application.form.schema
    return {
        "office": True,
        "may_check": may,
        "check": last,
        "findings": [finding_words(f, programme, schema) for f in last.findings] if last else [],
        "overlaps": readable(last.overlaps, user) if last else [],
        "decisions": [{"key": t.key, "label": t.label, "tone": _TONES[t.key]} for t in steps],
        "why_form": WhyForm(),
    }


@posted
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Run the check again, with the comparison against every other text."""
    application = application_or_404(request, pk)
    run_check(actor=request.user, application=application)
    messages.success(request, _("Checked."))
    return redirect("calls:application", pk)


@posted
def decide(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Pass, return, refuse or check again."""
    application = application_or_404(request, pk)
    if step not in _TONES:
        return HttpResponse(status=404)
    try:
        decide_check(actor=request.user, application=application, step=step, why=request.POST.get("why", ""))
    except ValidationError as error:
        warn(request, error)
    else:
        messages.success(request, _("Done. The applicant has been told."))
    return redirect("calls:application", pk)
