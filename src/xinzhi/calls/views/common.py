"""What the pages of calls and applications share."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinzhi.calls.models import Application, Call
from xinzhi.calls.rules import visible_applications, visible_calls
from xinzhi.core.formats import in_language

LINES = 60  # of a page


def posted(view: Any) -> Any:
    """A view for signed-in people that is only ever posted to."""
    return login_required(require_POST(view))


def call_or_404(request: HttpRequest, key: str) -> Call:
    """The call if this person may know of it. Raises Http404."""
    rows = visible_calls(request.user).select_related("department", "form")
    found: Call = get_object_or_404(rows, key=key)
    return found


def application_or_404(request: HttpRequest, pk: int) -> Application:
    """The application if this person may open it. Raises Http404: to others it does not exist."""
    rows = visible_applications(request.user).select_related(
        "call__department", "call__form", "form", "organisation__city", "field", "city", "created_by", "submitted_by"
    )
    found: Application = get_object_or_404(rows, pk=pk)
    return found


def parts_of(application: Application, current: str) -> list[dict[str, Any]]:
    """The parts of an application, for the tabs above each: overview, title, sections, team, checklist."""
    pk = application.pk
    layout = application.form.schema["x-layout"]
    parts = [(_("Overview"), "overview", reverse("calls:application", args=[pk]))]
    parts.append((_("Title and field"), "basics", reverse("calls:basics", args=[pk])))
    parts += [
        (in_language(p["title"], p["title_en"]), p["key"], reverse("calls:section", args=[pk, p["key"]]))
        for p in layout
    ]
    parts.append((_("Team"), "team", reverse("calls:team", args=[pk])))
    parts.append((_("Checklist"), "checklist", reverse("calls:checklist", args=[pk])))
    return [{"label": label, "url": url, "current": key == current} for label, key, url in parts]


def page_of(request: HttpRequest, rows: Any, parameter: str = "page") -> Page[Any]:
    """The page of the rows (a queryset or a list) that the address asks for, the nearest there is."""
    found: Page[Any] = Paginator(rows, LINES).get_page(request.GET.get(parameter))
    return found
