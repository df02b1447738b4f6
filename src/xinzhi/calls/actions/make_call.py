"""Make a call: one opening of a programme, prepared by its department."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from xinzhi.calls.engine.programme import Programme, digest_of
from xinzhi.calls.engine.schema import compile_form
from xinzhi.calls.models import Call, FormVersion
from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Organisation


def make_call(
    *,
    actor: Any,
    department: Organisation,
    document: Mapping[str, Any],
    year: int,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    name: str = "",
    name_en: str = "",
    quota: int | None = None,
    purse_fen: int | None = None,
    simulated: bool = False,
) -> Call:
    """The new call, being prepared, with the programme's document as it stands now (`programme_files.find_programme`).

    Places and money are the file's where none are given. Raises PermissionDenied (a programme manager of the
    department) and ValidationError: an end before the beginning, a programme that another department runs.
    """
    require(actor, "calls.manage_call", department)
    programme = Programme.parse(document)
    if programme.department != department.key:
        raise ValidationError(_("This programme is run by another department."), code="department")
    if closes_at <= opens_at:
        raise ValidationError({"closes_at": _("The call must close after it opens.")})
    with transaction.atomic():
        call = Call(
            key=_free_key(f"{programme.key}-{year}"),
            programme=programme.key,
            year=year,
            department=department,
            document=dict(document),
            document_sha256=digest_of(document),
            form=form_version(programme),
            name=name or f"{year} 年度{programme.name}",
            name_en=name_en or f"{programme.name_en} {year}",
            opens_at=opens_at,
            closes_at=closes_at,
            quota=quota if quota is not None else _places(programme),
            purse_fen=purse_fen if purse_fen is not None else _purse(programme),
            recorded_by=actor,
            simulated=simulated,
            source=_basis(programme),
        )
        with recorded("calls.make_call", actor=actor, subject=call, new=True):
            call.save()
    return call


def form_version(programme: Programme) -> FormVersion:
    """The stored version of the programme's form; a new one where its schema has not been stored yet."""
    schema = compile_form(programme)
    digest = digest_of(schema)
    rows = FormVersion.objects.filter(programme=programme.key)
    found = rows.filter(digest=digest).first()
    if found is not None:
        return found
    number = (rows.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    return FormVersion.objects.create(programme=programme.key, number=number, schema=schema, digest=digest)


def _free_key(wanted: str) -> str:
    taken = set(Call.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    return next(k for k in [wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))] if k not in taken)


def _places(programme: Programme) -> int | None:
    quota = programme.quota_of("call")
    return quota.most if quota else None


def _purse(programme: Programme) -> int | None:
    return programme.budget.total_fen if programme.budget else None


def _basis(programme: Programme) -> str:
    """The documents the programme stands on, as the call's source."""
    return "；".join(dict.fromkeys(b.document for b in programme.basis))[:300]
