"""The log for programs: how it stands, and which entries speak of a thing. Tiles and bundles are plain files beside it."""

import datetime as dt
import json
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from xinzhi.core.api import PROBLEMS, Many, anyone
from xinzhi.core.api.me import paged
from xinzhi.core.api.schemas import Page
from xinzhi.core.api.words import gettext_lazy as _

from .models import Entry
from .queries import log_standing
from .queries.tiles import cosigned

router = Router(tags=["ledger"])


class CheckpointFacts(Schema):
    """The last signed state of the log."""

    origin: str
    size: int = Field(description=_("entries it covers"))
    at: dt.datetime
    note: str = Field(description=_("the signed note with the lines of its witnesses"))
    keys: list[str] = Field(description=_("public keys of the log"))
    waiting: int = Field(description=_("entries that wait for the next one"))
    file: str = Field(description=_("where the note lies as a plain file"))


class LogEntry(Schema):
    """One entry: what it states, and where its proof is."""

    position: int
    at: dt.datetime
    statement: dict[str, Any] = Field(description=_("what was hashed, as JSON"))
    bundle: str = Field(description=_("address of what verifies it offline"))
    url: str


class EntriesQuery(Page):
    kind: str = Field(max_length=80, description=_("kind of the thing, such as registry.organisation"))
    number: str = Field(max_length=64, description=_("number of the thing, as its page and its records name it"))


@router.get(
    "/ledger/checkpoint",
    auth=anyone(),
    response={200: CheckpointFacts, **PROBLEMS},
    summary=_("The last checkpoint of the log"),
)
def checkpoint(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  the log is public
    standing = log_standing()
    if standing.last is None:
        raise Http404
    return {
        "origin": standing.origin,
        "size": standing.last.size,
        "at": standing.last.at,
        "note": cosigned(standing.last),
        "keys": standing.keys,
        "waiting": standing.waiting,
        "file": reverse("ledger:checkpoint"),
    }


@router.get(
    "/ledger/entries",
    auth=anyone(),
    response={200: Many[LogEntry], **PROBLEMS},
    summary=_("Entries of the log that speak of a thing"),
)
def entries(request: HttpRequest, query: Query[EntriesQuery]) -> dict[str, Any]:
    rows = Entry.objects.filter(subject_kind=query.kind, subject_id=query.number, position__isnull=False)
    page = paged(request, rows.order_by("-position"), query)
    return {**page, "items": [_told(entry) for entry in page["items"]]}


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "position": entry.position,
        "at": entry.at,
        "statement": json.loads(entry.statement),
        "bundle": reverse("ledger:bundle", args=[entry.position]),
        "url": reverse("ledger:entry", args=[entry.position]),
    }
