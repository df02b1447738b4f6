"""What the pages of Delphi surveys and workshops share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinzhi.core.views.common import add_errors, warn
from xinzhi.foresight.models import DelphiSurvey
from xinzhi.foresight.rules_delphi import visible_surveys


def posted(view: Any) -> Any:
    """A view for signed-in people that is only ever posted to."""
    return login_required(require_POST(view))


def desk_or_404(request: HttpRequest, pk: int) -> DelphiSurvey:
    """The survey for who runs or oversees it; to all others it does not exist. Raises Http404."""
    rows = visible_surveys(request.user).select_related("organisation", "made_by", "closed_by", "decided_by")
    found: DelphiSurvey = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm("foresight.see_delphi_desk", found):
        raise Http404
    return found


def act(request: HttpRequest, do: Callable[[], Any], done: Any, *back: Any) -> HttpResponse:
    """Do it, say so (or why not), and go back."""
    try:
        do()
    except ValidationError as error:
        warn(request, error)
    else:
        messages.success(request, str(done))
    return redirect(*back)


def act_on(request: HttpRequest, form: forms.Form, do: Callable[[], Any], done: Any) -> bool:
    """Do it with a valid form; False where the form or the action refuses, with the reasons on the form."""
    if not form.is_valid():
        return False
    try:
        do()
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, str(done))
    return True


def tabs_of(survey: DelphiSurvey, current: str) -> list[dict[str, Any]]:
    """The faces of a survey for who runs or oversees it."""
    names = [
        ("desk", _("Rounds"), "foresight:delphi_desk"),
        ("panel", _("Expert panel"), "foresight:delphi_panel"),
    ]
    if survey.state not in {"draft", "running", "discarded"}:
        names.append(("results", _("Survey results"), "foresight:delphi_results"))
    return [
        {"label": label, "url": reverse(name, args=[survey.pk]), "current": key == current}
        for key, label, name in names
    ]
