"""Handing out stored files."""

from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from xinzhi.core.files import may_have
from xinzhi.core.models import StoredFile

# Only types that no browser runs are named; all else leaves as plain bytes. Everything is a download anyway.
_NAMED_TYPES = ("image/png", "image/jpeg", "application/pdf", "text/plain", "text/csv", "application/vnd.")


@require_safe
def download(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """The file as a download. Who may not have it learns no more than who asks for one that does not exist."""
    stored = StoredFile.objects.filter(sha256=sha256).first()
    if stored is None or not may_have(request.user, stored):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
    if not default_storage.exists(stored.path):
        raise Http404
    named = stored.media_type.startswith(_NAMED_TYPES)
    response = FileResponse(
        default_storage.open(stored.path, "rb"),
        as_attachment=True,
        filename=name,
        content_type=stored.media_type if named else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
