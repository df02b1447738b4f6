"""A file of an application for those who may not learn who applies."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from xinzhi.calls.engine.metadata import without_metadata
from xinzhi.calls.models import Application
from xinzhi.calls.queries.blind import open_files


def blind_file(request: HttpRequest, application: Application, piece: int, back: str) -> HttpResponse:
    """The file without its metadata, under a name that says nothing. Raises Http404: not shown in this step."""
    shown = open_files(application)
    place = next((n for n, f in enumerate(shown, start=1) if f.pk == piece), None)
    if place is None or not default_storage.exists(shown[place - 1].file.path):
        raise Http404
    with default_storage.open(shown[place - 1].file.path, "rb") as stored:
        clean = without_metadata(stored.read())
    if clean is None:
        messages.warning(request, _("This file cannot be freed of what says who made it, so it is not handed out."))
        return redirect(back)
    content, ending = clean
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"attachment-{place}.{ending}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
