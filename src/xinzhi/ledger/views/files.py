"""What machines fetch: the log as plain files (C2SP tlog-tiles), bundles, the verifier."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from xinzhi.ledger.actions import add_cosignature
from xinzhi.ledger.engine import verifier as verifier_module
from xinzhi.ledger.models import Entry
from xinzhi.ledger.queries import bundle_of, published

_LONGEST_NOTE = 20_000
_IMMUTABLE = "public, max-age=31536000, immutable"


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The last signed checkpoint with its witnesses' lines."""
    return _file("checkpoint", "text/plain; charset=utf-8", "no-cache")


@require_safe
def tile(_request: HttpRequest, rest: str) -> HttpResponse:
    """A tile or a bundle of entries; it never changes."""
    return _file(f"tile/{rest}", "application/octet-stream", _IMMUTABLE)


def _file(path: str, media_type: str, cache: str) -> HttpResponse:
    try:
        data = published(path)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(data, content_type=media_type)
    response["Cache-Control"] = cache
    return response


@csrf_exempt  # a witness is a program without a session; what it brings is verified by its signature
@require_POST
def cosignatures(request: HttpRequest) -> HttpResponse:
    """Take a cosigned checkpoint: 200 with the number of lines that are new, 400 with the reason."""
    try:
        note = request.read(_LONGEST_NOTE + 1)
        if len(note) > _LONGEST_NOTE:
            return HttpResponse("the note is too long\n", status=413, content_type="text/plain; charset=utf-8")
        added = add_cosignature(note=note.decode("utf-8"))
    except UnicodeDecodeError:
        return HttpResponse("the note is not UTF-8\n", status=400, content_type="text/plain; charset=utf-8")
    except ValidationError as error:
        text = "; ".join(error.messages)
        return HttpResponse(f"{text}\n", status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(f"{len(added)}\n", content_type="text/plain; charset=utf-8")


@require_safe
def bundle(request: HttpRequest, position: int) -> HttpResponse:
    """The bundle of an entry as a download, with its content where this reader may have it."""
    found = get_object_or_404(Entry.objects.select_related("record", "opening"), position=position)
    made = bundle_of(found, request.user)
    if made is None:
        raise Http404
    text = json.dumps(made, ensure_ascii=False, indent=1)
    response = HttpResponse(text + "\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="entry-{position}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """The verifier's one file, to be taken to another machine."""
    source = Path(verifier_module.__file__).read_text(encoding="utf-8")
    response = HttpResponse(source, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verifier.py"'
    return response
