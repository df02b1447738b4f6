"""Every register as things to be searched, and the city as a facet."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from xinzhi.core.roles import Role
from xinzhi.core.search.engine import Document
from xinzhi.core.search.engine.index import ordinal
from xinzhi.core.search.searchable import PUBLIC, Facet, Source, register, register_facet
from xinzhi.fields.searching import with_ancestors

from .models import City, Consent, Person, RegisterEntry, Standing
from .registers import REGISTERS, Register
from .rules import visible_cities, visible_entries

# Names and numbers a thing is also known by; whatever else a register searches is text.
OTHER_NAMES = ("full_name", "aliases", "stock_code", "credit_code", "number", "document_number")
_NAMES = ("name", "name_en", *OTHER_NAMES)

Audience = Callable[[Any], Sequence[str]]
_audiences: dict[type[RegisterEntry], Audience] = {}


def register_sources() -> None:
    """Tell the search box of every register; called once when Django is ready."""
    give_audience(Person, audience_of_person)
    for one in REGISTERS:
        register(source_of(one))
    register(Source("registry.city", _("Cities"), City.objects.all, _city, _visible_cities))
    register_facet(Facet("city", _("City"), _city_labels))


def give_audience(model: type[RegisterEntry], audience: Audience) -> None:
    """Let a function say, row by row, who may find the entries of a register; it must say no more than `visible_entries`."""
    _audiences[model] = audience


def audience_of_entry(entry: Any) -> Sequence[str]:
    """Everyone for what is published; else the plan office and whoever recorded it."""
    return (PUBLIC,) if entry.standing == Standing.PUBLISHED else _few(entry)


def audience_of_person(person: Person) -> Sequence[str]:
    """As far as the person's consent goes."""
    if person.standing != Standing.PUBLISHED or person.consent == Consent.NONE:
        return _few(person)
    return (PUBLIC,) if person.consent == Consent.PUBLIC else (*_few(person), *(f"role:{role}" for role in Role))


def _few(entry: Any) -> tuple[str, ...]:
    mine = [f"user:{entry.recorded_by_id}"] if entry.recorded_by_id else []
    return (f"role:{Role.PLAN_OFFICE}", *mine)


def source_of(one: Register) -> Source:
    """The register as the search box knows it."""

    def rows() -> QuerySet[Any]:
        # What was merged is found under what it was merged into.
        found = one.all_entries().exclude(standing=Standing.MERGED)
        if one.has_many_fields:
            return found.prefetch_related("fields__parent__parent")
        return found.select_related("field__parent__parent")

    def visible(user: Any, pks: Collection[int]) -> Iterable[int]:
        return visible_entries(user, one.model).filter(pk__in=pks).values_list("pk", flat=True)

    def in_cities(pks: Collection[int]) -> Iterable[int]:
        return one.model._default_manager.filter(city__in=pks).values_list("pk", flat=True)  # noqa: SLF001

    return Source(f"registry.{one.one}", one.title, rows, lambda e: document_of(one, e), visible, {City: in_cities})


def document_of(one: Register, entry: Any) -> Document:
    """An entry as it is found: by its names and numbers, by what its register searches, by source and city."""
    fields = entry.fields.all() if one.has_many_fields else [entry.field]
    city = entry.city
    facets = {
        "field": list(dict.fromkeys(key for f in fields for key in with_ancestors(f))),
        "city": [city.key] if city else [],
        "year": [str(entry.year)] if entry.year else [],
    }
    return Document(
        kind=f"registry.{one.one}",
        pk=entry.pk,
        name=entry.name,
        name_en=entry.name_en,
        url=reverse(f"registry:{one.one}", args=[entry.key]),
        audience=_audiences.get(one.model, audience_of_entry)(entry),
        others=_others(entry),
        note=_line(one, entry, "zh-hans"),
        note_en=_line(one, entry, "en"),
        body=f"{entry.note} {entry.source}",
        facets=facets,
        simulated=entry.simulated,
        as_of=ordinal(entry.as_of),
        weight=0.5 if one.active else 0.3,
    )


def _others(entry: Any) -> list[str]:
    found: list[str] = []
    for column in OTHER_NAMES:
        value = getattr(entry, column, "")
        found += value if isinstance(value, list) else [value]
    return [name for name in dict.fromkeys(found) if name and name != entry.name]


def _line(one: Register, entry: Any, language: str) -> str:
    """The line below the name: the city and the columns the register searches, in words of a language."""
    with override(language):
        words = [entry.city.label] if entry.city else []
        words += [_words(entry, column) for column in one.search if column not in {*_NAMES, "note"}]
    return " · ".join(filter(None, words))


def _words(entry: Any, column: str) -> str:
    display = getattr(entry, f"get_{column}_display", None)
    value = display() if display else getattr(entry, column, "")
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _city(city: City) -> Document:
    return Document(
        kind="registry.city",
        pk=city.pk,
        name=city.name,
        name_en=city.name_en,
        url=reverse("registry:city", args=[city.key]),
        audience=(PUBLIC,),
        others=[n for n in (city.full_name, city.adcode) if n],
        note=city.note,
        facets={"city": [city.key]},
        weight=1.0,
    )


def _visible_cities(user: Any, pks: Collection[int]) -> Iterable[int]:
    return visible_cities(user).filter(pk__in=pks).values_list("pk", flat=True)


def _city_labels(keys: Collection[str]) -> Mapping[str, str]:
    return {c.key: c.label for c in City.objects.filter(key__in=keys)}
