"""What of calls can be searched: those that were published. Applications are nobody else's business."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xinzhi.core.roles import Role
from xinzhi.core.search.engine import Document
from xinzhi.core.search.engine.index import ordinal
from xinzhi.core.search.searchable import PUBLIC, Source, register

from .models import Call
from .rules import visible_calls

_WEIGHT = 0.8


def register_sources() -> None:
    """Tell the search box; called once when Django is ready."""
    register(Source("calls.call", _("Calls"), _rows, _document, _visible))


def _rows() -> QuerySet[Call]:
    return Call.objects.select_related("department")


def _visible(user: Any, pks: Collection[int]) -> Iterable[int]:
    return visible_calls(user).filter(pk__in=pks).values_list("pk", flat=True)


def _document(call: Call) -> Document:
    """Found by title, programme and who may apply; a call in preparation by its managers alone (`visible_calls`)."""
    rules = call.rules
    own = (f"{Role.PROGRAMME_MANAGER}@{call.department_id}",)
    return Document(
        kind="calls.call",
        pk=call.pk,
        name=call.name,
        name_en=call.name_en,
        audience=own if call.state == "draft" else (PUBLIC,),
        simulated=call.simulated,
        weight=_WEIGHT,
        url=reverse("calls:call", args=[call.key]),
        others=[rules.name, rules.name_en],
        note=rules.summary,
        note_en=rules.summary_en,
        body=f"{rules.who}\n{rules.who_en}",
        facets={"year": [str(call.year)]},
        as_of=ordinal(call.opens_at.date()),
    )
