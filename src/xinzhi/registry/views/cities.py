"""The map of the cities, and the page of each."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.remember import count_of, list_of
from xinzhi.fields.queries import tree
from xinzhi.registry.links import more_about
from xinzhi.registry.models import City
from xinzhi.registry.queries import city_activity
from xinzhi.registry.queries.activity import counted
from xinzhi.registry.registers import ACTIVE, REGISTERS, Register
from xinzhi.registry.rules import visible_cities, visible_entries
from xinzhi.registry.words import entry_address

SHOWN = 8


def index(request: HttpRequest) -> HttpResponse:
    """The tile map, and cities by registers as a table."""
    activity = city_activity()
    tiles = [
        {"name": a.city.label, "col": a.column, "row": a.row, "value": a.total, "url": _address(a.city)}
        for a in activity
    ]
    rows = [
        {"name": a.city.label, "url": _address(a.city), "cells": [*_cells(a.counts), {"text": a.total}]}
        for a in activity
    ]
    context = {
        "tiles": tiles,
        "columns": [*({"name": r.title, "url": reverse(f"registry:{r.key}")} for r in ACTIVE), {"name": _("Total")}],
        "rows": rows,
        "simulated": sum(a.simulated for a in activity),
    }
    return render(request, "registry/cities.html", context)


def city(request: HttpRequest, key: str) -> HttpResponse:
    """A city: what each register knows of it, and in which fields."""
    subject = get_object_or_404(visible_cities(request.user), key=key)
    context = {
        "city": subject,
        "registers": [found for r in REGISTERS if (found := _register_of_city(request, r, subject))],
        "fields": _by_field(subject),
        "columns": [{"name": r.title} for r in ACTIVE],
        "more": more_about(subject, "city"),
    }
    return render(request, "registry/city.html", context)


def _address(subject: City) -> str:
    return reverse("registry:city", args=[subject.key])


def _cells(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"text": counts[r.key] or ""} for r in ACTIVE]


def _register_of_city(request: HttpRequest, register: Register, subject: City) -> dict[str, Any] | None:
    """The newest entries of a register in the city; None when there is none."""
    rows = visible_entries(request.user, register.model).filter(city=subject)
    count = count_of(rows)
    if not count:
        return None
    first = list_of(rows.order_by("simulated", "-as_of", "key")[:SHOWN])
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
        counts[register.key] = dict(list_of(filed.order_by().values_list("field").annotate(n=Count("pk"))))
    return [
        {
            "name": node.field.label,
            "url": reverse("fields:field", args=[node.field.key]),
            "cells": [{"text": node.total[r.key] or ""} for r in ACTIVE],
        }
        for node in tree(counts)
        if node.sum
    ]
