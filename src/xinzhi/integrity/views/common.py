"""What the pages of research records share."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinzhi.integrity.models import RecordSpace
from xinzhi.integrity.queries import shown_records
from xinzhi.integrity.rules import visible_spaces


def posted(view: Any) -> Any:
    """A view for signed-in people that is only ever posted to."""
    return login_required(require_POST(view))


def space_or_404(request: HttpRequest, key: str) -> RecordSpace:
    """The project's space if this person may know of it. Raises Http404."""
    rows = visible_spaces(request.user).select_related("project", "organisation")
    found: RecordSpace = get_object_or_404(rows, project__key=key)
    return found


def record_or_404(request: HttpRequest, key: str, pk: int) -> Any:
    """The record, annotated as `shown_records` does, if this person may know of it. Raises Http404."""
    rows = shown_records(request.user).select_related("space__project", "space__organisation", "author", "current")
    return get_object_or_404(rows, pk=pk, space__project__key=key)


def tabs_of(space: RecordSpace, user: Any, current: str) -> list[dict[str, Any]]:
    """The faces of a space that this person may open."""
    faces = [("space", _("Records"), True)]
    faces.append(("report", _("Continuity"), user.has_perm("integrity.see_report", space)))
    faces.append(("people", _("People and reviews"), may_see_people(user, space)))
    return [
        {"label": label, "url": reverse(f"integrity:{name}", args=[space.project.key]), "current": name == current}
        for name, label, may in faces
        if may
    ]


def may_see_people(user: Any, space: RecordSpace) -> bool:
    """The project's own people, its host's editors, and auditors."""
    return user.has_perm("integrity.see_report", space) or user.has_perm("integrity.give_role", space)
