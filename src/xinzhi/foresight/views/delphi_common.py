"""What the pages of Delphi surveys and workshops share."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

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
