"""Research records as the API shows and takes them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from xinzhi.core.api import PROBLEMS, Listing, collection, needs
from xinzhi.core.api.words import gettext_lazy

from .actions import Description, deposit_record
from .actions.moments import file_time
from .models import RecordSpace, RecordVersion, ResearchRecord
from .views.common import space_or_404
from .views.records import Records
from .views.spaces import Spaces

SCOPE = "records:write"
SPACES = Listing(
    Spaces,
    "RecordSpace",
    RecordSpace,
    address=lambda row: reverse("integrity:space", args=[row.project.key]),
    types={"count": int, "newest": dt.date | None},
)
RECORDS = Listing(
    Records,
    "ResearchRecord",
    ResearchRecord,
    address=lambda row: reverse("integrity:record", args=[row.space.project.key, row.pk]),
    types={"title": str, "instrument": str},
)
router = Router(tags=["research"])


class Deposit(Schema):
    """What is said of the file; it comes beside it in the same form."""

    title: str = Field(max_length=300)
    kind: str = Field(max_length=10, examples=["notebook"])
    happened_on: dt.date = Field(description=gettext_lazy("the day of the work itself"))
    instrument: str = Field("", max_length=200)
    note: str = Field("", max_length=1000)
    source_path: str = Field(
        "", max_length=600, description=gettext_lazy("path in a watched folder: the record there gets a new version")
    )
    client_time_ns: str = Field(
        "", max_length=20, pattern="^[0-9]*$", description=gettext_lazy("when the file was written, in ns since 1970")
    )


class DepositFacts(Schema):
    """The version as it stands; sent again, the same one is given back."""

    record: int
    version: int
    sha256: str
    size: int
    deposited_at: dt.datetime
    url: str


collection(router, "", SPACES, summary=gettext_lazy("Projects' records"), row=SPACES.row())
collection(router, "/{key}/records", RECORDS, summary=gettext_lazy("A project's research records"), row=RECORDS.row())


@router.post(
    "/{key}/deposits",
    auth=needs(SCOPE),
    response={201: DepositFacts, **PROBLEMS},
    summary=gettext_lazy("Deposit a research record"),
)
def deposit(request: HttpRequest, key: str, said: Form[Deposit], file: File[UploadedFile]) -> Any:
    space = space_or_404(request, key)
    version = deposit_record(
        actor=request.user,
        space=space,
        file=file,
        name=file.name or "",
        media_type=(file.content_type or "")[:120],
        description=Description(said.kind, said.title, said.happened_on, said.instrument),
        source_path=said.source_path,
        note=said.note,
        client_time=file_time(said.client_time_ns),
        limit=settings.MAX_RECORD_BYTES,
    )
    return Status(201, _facts(version, key))


def _facts(version: RecordVersion, key: str) -> dict[str, Any]:
    return {
        "record": version.record_id,
        "version": version.number,
        "sha256": version.file.sha256,
        "size": version.file.size,
        "deposited_at": version.deposited_at,
        "url": reverse("integrity:record", args=[key, version.record_id]),
    }
