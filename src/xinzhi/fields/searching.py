"""The fields as things to be searched, and as a facet of whatever is filed under them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xinzhi.core.search.engine import Document
from xinzhi.core.search.searchable import PUBLIC, Facet, Source, register, register_facet

from .models import Field
from .rules import visible_fields


def register_sources() -> None:
    """Tell the search box; called once when Django is ready."""
    register(Source("fields.field", _("Fields"), _rows, _document, _visible))
    register_facet(Facet("field", _("Fields"), _labels))


def with_ancestors(field: Field | None) -> list[str]:
    """The keys of a field and of those above it: what is filed under a part is found under the whole."""
    keys = []
    while field is not None:
        keys.append(field.key)
        field = field.parent
    return keys


def _rows() -> QuerySet[Field]:
    return Field.objects.select_related("parent__parent")


def _document(field: Field) -> Document:
    return Document(
        kind="fields.field",
        pk=field.pk,
        name=field.name,
        name_en=field.name_en,
        url=reverse("fields:field", args=[field.key]),
        audience=(PUBLIC,),
        others=field.aliases,
        note="、".join(field.terms_zh),
        note_en=", ".join(field.terms_en),
        facets={"field": with_ancestors(field)},
        weight=1.0,
    )


def _visible(user: Any, pks: Collection[int]) -> Iterable[int]:
    return visible_fields(user).filter(pk__in=pks).values_list("pk", flat=True)


def _labels(keys: Collection[str]) -> Mapping[str, str]:
    return {f.key: f.label for f in Field.objects.filter(key__in=keys)}
