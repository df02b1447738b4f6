"""What was done, for those who may see it; and files, for those whom a room gives them to."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from xinzhi.core.files import may_have
from xinzhi.core.models import ActionRecord, StoredFile
from xinzhi.core.views.files import download
from xinzhi.core.views.records import Records, record_address

from .callers import anyone
from .collections import Listing, collection
from .schemas import PROBLEMS
from .words import gettext_lazy as _

router = Router(tags=["records"])
RECORDS = Listing(
    Records,
    "RecordedAction",
    ActionRecord,
    address=record_address,
    types={"changes": dict[str, list[Any]]},
)
collection(router, "/records", RECORDS, summary=_("Recorded actions"), row=RECORDS.row())


class FileFacts(Schema):
    sha256: str
    size: int = Field(description=_("bytes"))
    media_type: str
    content: str = Field(description=_("where its bytes are"))


@router.get("/files/{sha256}", auth=anyone(), response={200: FileFacts, **PROBLEMS}, summary=_("A stored file"))
def facts(request: HttpRequest, sha256: str) -> dict[str, Any]:
    stored = _stored(request, sha256)
    return {
        "sha256": stored.sha256,
        "size": stored.size,
        "media_type": stored.media_type,
        "content": f"{request.path}/content",
    }


@router.get("/files/{sha256}/content", auth=anyone(), summary=_("The bytes of a file"))
def content(request: HttpRequest, sha256: str) -> HttpResponseBase:
    return download(request, sha256=_stored(request, sha256).sha256, name=sha256[:12])


def _stored(request: HttpRequest, sha256: str) -> StoredFile:
    stored = get_object_or_404(StoredFile, sha256=sha256)
    if not may_have(request.user, stored):
        raise Http404
    return stored
