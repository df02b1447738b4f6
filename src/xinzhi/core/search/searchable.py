"""What can be searched. Rooms say it here; this room knows none of them.

searchable.register(Source("platform", _("Platforms"), rows=…, document=…, visible=…))   # in AppConfig.ready

A change is noted in the transaction that makes it: by signals for rows saved or deleted one by one, and by a call of
`touched` where rows are written in bulk, which sends no signal.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, models, router
from django.db.models.expressions import RawSQL
from django.db.models.signals import post_delete, post_save
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import SearchChange

from .engine import PUBLIC, Document

__all__ = ["PUBLIC", "Facet", "Source", "facets", "note", "register", "register_facet", "sources", "touched"]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that can be searched.

    `rows()` is everything there is of it, with what `document(row)` reads joined; the document's `audience` says who may
    find it. `visible(user, pks)` gives those of the rows that the user may see by the room's own rule: each hit is asked
    again before it is shown. `watch` maps a model to the rows whose documents change with its rows; the kind's own
    model needs no entry.
    """

    kind: str
    name: str | Promise
    rows: Callable[[], models.QuerySet[Any]]
    document: Callable[[Any], Document]
    visible: Callable[[Any, Collection[int]], Iterable[int]]
    watch: Mapping[type[models.Model], Callable[[Collection[int]], Iterable[int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet as it is shown: its title, and the words for its keys."""

    key: str
    title: str | Promise
    labels: Callable[[Collection[str]], Mapping[str, str]]


_sources: dict[str, Source] = {}
_facets: dict[str, Facet] = {}
_watched: dict[type[models.Model], dict[str, Callable[[Collection[int]], Iterable[int]]]] = {}


def register(source: Source) -> None:
    """Add a kind; a kind registered again replaces the first."""
    _sources[source.kind] = source
    own = source.rows().model
    for model, rows_of in {**source.watch, own: _same}.items():
        _watched.setdefault(model, {})[source.kind] = rows_of
        post_save.connect(_changed, sender=model, dispatch_uid=f"search {model._meta.label}")  # noqa: SLF001
        post_delete.connect(_changed, sender=model, dispatch_uid=f"search {model._meta.label}")  # noqa: SLF001


def register_facet(facet: Facet) -> None:
    """Name a facet that documents of several kinds carry."""
    _facets[facet.key] = facet


def sources() -> Mapping[str, Source]:
    """The kinds by key, in the order in which they were registered."""
    return _sources


def facets() -> list[Facet]:
    """The facets in the order in which they are shown."""
    return [
        Facet("kind", _("Kind"), lambda keys: {k: str(_sources[k].name) for k in keys if k in _sources}),
        *_facets.values(),
        Facet("year", _("Year"), lambda keys: {k: k for k in keys}),
        Facet("simulated", _("Data"), lambda _keys: {"no": str(_("Real")), "yes": str(_("Simulated"))}),
    ]


def touched(model: type[models.Model], pks: Collection[int] | None) -> None:
    """Note that rows of a model were written (all of them: None), for every kind whose documents say something of them.

    To be called in the transaction that writes. A model that nothing searchable rests on is passed over.
    """
    for kind, rows_of in _watched.get(model, {}).items():
        note(kind, None if pks is None else rows_of(pks))


def note(kind: str, pks: Iterable[int] | None) -> None:
    """Note that things of a kind changed (all: None)."""
    number = _transaction_number()
    wanted = [None] if pks is None else sorted(set(pks))
    SearchChange.objects.bulk_create(
        [SearchChange(kind=kind, object_id=pk, transaction=number) for pk in wanted], batch_size=1000
    )


def _transaction_number() -> Any:
    if connections[router.db_for_write(SearchChange)].vendor != "postgresql":
        return 0
    return RawSQL("pg_current_xact_id()::text::bigint", [])


def _changed(sender: type[models.Model], instance: Any, **_signal: Any) -> None:
    touched(sender, [instance.pk])


def _same(pks: Collection[int]) -> Collection[int]:
    return pks
