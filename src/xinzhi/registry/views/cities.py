"""The map of the cities, and the page of each."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xinzhi.core.remember import remember
from xinzhi.fields.queries import tree
from xinzhi.registry.filters import filters_of
from xinzhi.registry.links import more_about
from xinzhi.registry.models import City
from xinzhi.registry.queries import city_activity
from xinzhi.registry.queries.activity import counted
from xinzhi.registry.registers import ACTIVE, BY_KEY, REGISTERS, Register
from xinzhi.registry.rules import audience, visible_cities, visible_entries
from xinzhi.registry.words import entry_address

SHOWN = 8


def index(request: HttpRequest) -> HttpResponse:
    """The tile map of what is chosen to be counted, and the same numbers as a table that leads into the lists."""
    register = BY_KEY.get(request.GET.get("show", ""))
    context: dict[str, Any] = {
        "choices": [(r.key, r.title) for r in REGISTERS if "city" in r.filters],
        "register": register if register and "city" in register.filters else None,
    }
    chosen = context["register"]
    whole = ("registry.cities", get_language())
    context |= _chosen_map(request, chosen) if chosen else remember(whole, _whole_map)
    return render(request, "registry/cities.html", context)


def _whole_map() -> dict[str, Any]:
    """All activity by city and register."""
    activity = city_activity()
    tiles = [_tile(a.city, a.total, _address(a.city)) for a in activity]
    rows = [
        {"name": a.city.label, "url": _address(a.city), "cells": [*_cells(a.counts), {"text": a.total}]}
        for a in activity
    ]
    columns = [*({"name": r.title, "url": reverse(f"registry:{r.key}")} for r in ACTIVE), {"name": _("Total")}]
    return {"tiles": tiles, "rows": rows, "columns": columns, "simulated": sum(a.simulated for a in activity)}


def _chosen_map(request: HttpRequest, register: Register) -> dict[str, Any]:
    """One register by city, narrowed by the very filters of its list, so that the numbers are the list's."""
    filters: Any = filters_of(register)(request.GET, queryset=counted(register))
    filters.form.fields.pop("city")
    counts: dict[int, list[int]] = {}
    groups = filters.qs.filter(city__isnull=False).order_by().values_list("city", "simulated")
    for pk, is_simulated, n in groups.annotate(n=Count("pk", distinct=True)):
        counts.setdefault(pk, [0, 0])[is_simulated] = n
    kept = {k: str(v) for k, v in request.GET.items() if k in filters.form.fields and v}
    listed = reverse(f"registry:{register.key}")

    def url(subject: City) -> str:
        return f"{listed}?{urlencode({**kept, 'city': subject.key})}"

    cities = [(c, counts.get(c.pk, [0, 0])[0]) for c in visible_cities(request.user)]
    ranked = sorted(cities, key=lambda pair: (-pair[1], pair[0].adcode))
    return {
        "form": filters.form,
        "tiles": [_tile(c, n, url(c) if n else _address(c)) for c, n in cities],
        "columns": [{"name": register.title, "url": f"{listed}?{urlencode(kept)}"}],
        "rows": [
            {"name": c.label, "url": _address(c), "cells": [{"text": n or "—", "url": url(c) if n else ""}]}
            for c, n in ranked
        ],
        "simulated": sum(made_up for _real, made_up in counts.values()),
    }


def _tile(subject: City, value: int, url: str) -> dict[str, Any]:
    return {"name": subject.label, "col": subject.column, "row": subject.row, "value": value, "url": url}


def city(request: HttpRequest, key: str) -> HttpResponse:
    """A city: what each register knows of it, and in which fields."""
    subject = get_object_or_404(visible_cities(request.user), key=key)
    known = remember(
        ("registry.city", subject.pk, audience(request.user), get_language()),
        lambda: {
            "registers": [found for r in REGISTERS if (found := _register_of_city(request, r, subject))],
            "fields": _by_field(subject),
        },
    )
    more = more_about(subject, "city")
    columns = [{"name": r.title} for r in ACTIVE]
    return render(request, "registry/city.html", {"city": subject, "columns": columns, "more": more, **known})


def _address(subject: City) -> str:
    return reverse("registry:city", args=[subject.key])


def _cells(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"text": counts[r.key] or ""} for r in ACTIVE]


def _register_of_city(request: HttpRequest, register: Register, subject: City) -> dict[str, Any] | None:
    """The newest entries of a register in the city; None when there is none."""
    rows = visible_entries(request.user, register.model).filter(city=subject)
    count = rows.count()
    if not count:
        return None
    first = list(rows.order_by("simulated", "-as_of", "key")[:SHOWN])
    listed = f"{reverse(f'registry:{register.key}')}?city={subject.key}" if "city" in register.filters else ""
    return {
        "title": register.title,
        "count": count,
        "url": listed,
        "entries": [{"entry": e, "url": entry_address(e)} for e in first],
    }


def _by_field(subject: City) -> list[dict[str, Any]]:
    """Top fields by registers, as rows of a matrix: real entries of this city, each at its top field once."""
    counts: dict[str, dict[int, int]] = {}
    for register in ACTIVE:
        filed = counted(register).filter(city=subject, simulated=False, field__isnull=False)
        counts[register.key] = dict(filed.order_by().values_list("field").annotate(n=Count("pk")))
    return [
        {
            "name": node.field.label,
            "url": reverse("fields:field", args=[node.field.key]),
            "cells": [{"text": node.total[r.key] or ""} for r in ACTIVE],
        }
        for node in tree(counts)
        if node.sum
    ]
