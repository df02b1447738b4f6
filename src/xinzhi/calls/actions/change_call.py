"""Change a call: freely while it is prepared; once published, the end may only be put off."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.calls.engine.programme import Programme, digest_of
from xinzhi.calls.models import Call
from xinzhi.core.action import recorded, require

from .make_call import form_version
from .unchanged import require_unchanged


def change_call(
    *,
    actor: Any,
    call: Call,
    name: str,
    name_en: str = "",
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    quota: int | None = None,
    purse_fen: int | None = None,
    document: Mapping[str, Any] | None = None,
    why: str = "",
) -> Call:
    """The changed call; with `document` it takes the programme's file as it stands now.

    Raises PermissionDenied, and ValidationError: an end before the beginning, a call that has ended, and of a published
    call anything but a later end with its reason (applicants rely on the rest).
    """
    require(actor, "calls.manage_call", call)
    if call.state not in {"draft", "published"}:
        raise ValidationError(_("The call has ended."), code="state")
    if closes_at <= opens_at:
        raise ValidationError({"closes_at": _("The call must close after it opens.")})
    if call.state == "published":
        _only_later(call, opens_at=opens_at, closes_at=closes_at, quota=quota, document=document)
        if not why.strip():
            raise ValidationError({"why": _("Give a reason.")})
    with recorded("calls.change_call", actor=actor, subject=call, why=why):
        require_unchanged(call)
        call.name, call.name_en, call.opens_at, call.closes_at = name, name_en, opens_at, closes_at
        call.quota, call.purse_fen = quota, purse_fen
        if document is not None:
            call.document, call.document_sha256 = dict(document), digest_of(document)
            call.form = form_version(Programme.parse(document))
            call.__dict__.pop("rules", None)
        call.save()
    return call


def _only_later(call: Call, *, opens_at: dt.datetime, closes_at: dt.datetime, quota: int | None, document: Any) -> None:
    if closes_at < call.closes_at:
        raise ValidationError({"closes_at": _("A published call cannot close earlier than it promised.")})
    if opens_at != call.opens_at or quota != call.quota or document is not None:
        raise ValidationError(
            _("The call is published: only its end can be put off. Cancel it to open it anew."), code="published"
        )
