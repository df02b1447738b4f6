"""The log's pages: how it stands, an entry, a thing's entries, and the check of a bundle."""

import hashlib
import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from xinzhi.core.queries import kind_name
from xinzhi.core.verbs import verb_name
from xinzhi.ledger.engine.verifier import COSIGNATURE, ED25519, Verdict, leaf_hash, verify_bundle
from xinzhi.ledger.forms import CheckForm
from xinzhi.ledger.keys import public_keys
from xinzhi.ledger.models import Entry
from xinzhi.ledger.queries import bundle_of, log_standing
from xinzhi.ledger.queries.bundles import opening_for
from xinzhi.ledger.words import meaning_of, title_of

_A_PAGE = 50
_TONES = {"ok": "ok", "bad": "bad", "open": "mute"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The last checkpoint, keys, witnesses, the newest entries, and how anyone verifies."""
    standing = log_standing()
    size = standing.last.size if standing.last else 0
    newest = list(Entry.objects.filter(position__gte=max(size - 12, 0)).order_by("-position")[:12])
    context = {"standing": standing, "entries": [_line(e) for e in newest]}
    return render(request, "ledger/index.html", context)


@require_safe
def entry(request: HttpRequest, position: int) -> HttpResponse:
    """One entry: what it states, what this reader may open, its bundle."""
    found = get_object_or_404(Entry.objects.select_related("record", "opening"), position=position)
    made = bundle_of(found, request.user)
    if made is None:
        raise Http404
    verdict = verify_bundle(made, keys=public_keys())
    opening = opening_for(found, request.user)
    context = {
        "entry": found,
        "line": _line(found),
        "statement": json.loads(found.statement),
        "hash": leaf_hash(found.statement.encode()).hex(),
        "content": _pretty(opening.content) if opening else "",
        "content_sha256": opening.content_sha256 if opening else "",
        "steps": steps_of(verdict),
        "verdict": verdict,
        "proof": made["inclusion"],
        "checkpoint": made["checkpoint"],
    }
    return render(request, "ledger/entry.html", context)


@require_safe
def thing(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """All entries that speak of one thing, newest first."""
    entries = Entry.objects.filter(subject_kind=kind, subject_id=pk, position__isnull=False).order_by("-position")
    page = Paginator(entries, _A_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404
    context = {"kind": kind_name(kind), "pk": pk, "page": page, "entries": [_line(e) for e in page.object_list]}
    return render(request, "ledger/thing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Verify an uploaded bundle and explain each step. Nothing is kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        keys = [k for k in given["key"] if k.kind == ED25519]
        verdict = verify_bundle(
            given["bundle"],
            keys=keys or public_keys(),
            witnesses=[k for k in given["key"] if k.kind == COSIGNATURE],
            known=given["known"],
            content_sha256=_sha256(given["content"]) if given["content"] else None,
        )
        statement = json.dumps(verdict.statement, ensure_ascii=False, indent=2) if verdict.statement else ""
        context |= {"verdict": verdict, "steps": steps_of(verdict), "statement": statement}
    return render(request, "ledger/check.html", context)


def steps_of(verdict: Verdict) -> list[dict[str, Any]]:
    """The steps as the pages show them: title, meaning, tone, and the verifier's own words."""
    return [
        {"title": title_of(s), "text": meaning_of(s), "tone": _TONES[s.state], "state": s.state, "detail": s.text}
        for s in verdict.steps
    ]


def _sha256(file: UploadedFile) -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.digest()


def _line(found: Entry) -> dict[str, Any]:
    statement = json.loads(found.statement)
    return {
        "position": found.position,
        "at": found.at,
        "what": verb_name(found.verb) if found.verb else found.get_kind_display(),
        "kind": kind_name(found.subject_kind),
        "id": statement["object"]["id"],
        "simulated": statement["simulated"],
    }


def _pretty(content: str) -> str:
    return json.dumps(json.loads(content), ensure_ascii=False, indent=2) if content else ""
