"""Gaps: what is on record by field and city, what plans want, and where there is nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xinzhi.core.figures import heat_bucket, heat_edges
from xinzhi.core.lists.export import Export, csv_lines, xlsx_file
from xinzhi.fields.models import Field
from xinzhi.registry.filters import LabelledChoice
from xinzhi.registry.models import City
from xinzhi.registry.queries.gaps import (
    ASPECTS,
    NO_FIELD,
    Aspect,
    Cell,
    Cells,
    Row,
    count,
    missing,
    on_record,
    rows_of,
    total,
)
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.rules import visible_cities
from xinzhi.registry.wanted import Wanted, everything_wanted

BY_ASPECT = {a.key: a for a in ASPECTS}
START = "platforms"


class GapForm(forms.Form):
    """What is counted by city, and which field or city is looked into."""

    show = forms.ChoiceField(
        label=gettext_lazy("Kinds of things"), choices=[(a.key, a.title) for a in ASPECTS], required=False
    )
    field = LabelledChoice(
        label=gettext_lazy("field"),
        queryset=Field.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=gettext_lazy("all fields of the plan"),
    )
    city = LabelledChoice(
        label=gettext_lazy("city"),
        queryset=City.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=gettext_lazy("all cities"),
    )


def gaps(request: HttpRequest) -> HttpResponseBase:
    """The two matrices, what plans want beside what is on record, and the empty fields. «format» exports all cells."""
    form = GapForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    aspect = BY_ASPECT[chosen.get("show") or START]
    rows = rows_of(chosen.get("field"))
    cells = count(ASPECTS, rows)
    cities: list[City] = list(visible_cities(request.user))
    city: City | None = chosen.get("city")
    if (wanted := request.GET.get("format")) in {"csv", "xlsx"}:
        return _export(wanted, cells, rows, cities)
    is_narrowed = bool(chosen.get("field") or city)
    context = {
        "form": form if request.GET else GapForm(initial={"show": START}),
        "aspect": aspect,
        "city": city,
        "field": chosen.get("field"),
        "by_register": _by_register(cells, rows, city),
        "by_city": _by_city(cells, rows, [city] if city else cities, aspect),
        "simulated": total(cells, city=city.pk if city else None).simulated,
        "missing": [_missing(row, gone) for row, gone in missing(cells, rows, city.pk if city else None)],
        # A plan wants numbers of the region, not of one field or city.
        "wanted": [] if is_narrowed else [_wanted(w) for w in everything_wanted(request.user)],
        "exports": [(f.upper(), f"?{_with(request, format=f)}") for f in ("csv", "xlsx")],
        "shows": [{"label": a.title, "url": f"?{_with(request, show=a.key)}", "current": a is aspect} for a in ASPECTS],
    }
    return render(request, "registry/gaps.html", context)


def _with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()


def _by_register(cells: Cells, rows: Sequence[Row], city: City | None) -> dict[str, Any]:
    """Fields by kinds of things, each kind shaded on its own scale: platforms are not compared with firms."""
    at = city.pk if city else None
    found = {(a.key, r.key): total(cells, aspect=a.key, row=r.key, city=at) for a in ASPECTS for r in rows}
    edges = {a.key: heat_edges(found[a.key, r.key].real for r in rows if r.key != NO_FIELD) for a in ASPECTS}
    return {
        "columns": [{"name": a.title, "url": _list(a, None, city)} for a in ASPECTS],
        "rows": [
            {
                "name": _row_name(row),
                "url": "" if row.key == NO_FIELD else reverse("fields:field", args=[row.key]),
                "cells": [_cell(found[a.key, row.key], edges[a.key], _list(a, row, city)) for a in ASPECTS],
            }
            for row in rows
        ],
    }


def _by_city(cells: Cells, rows: Sequence[Row], cities: Sequence[City], aspect: Aspect) -> dict[str, Any]:
    """Fields by cities for one kind of thing; with all cities also what is known of no city."""
    columns: list[City | None] = list(cities) if len(cities) == 1 else [*cities, None]
    edges = heat_edges(c.real for (a, row, _city), c in cells.items() if a == aspect.key and row != NO_FIELD)
    return {
        "columns": [
            {"name": c.label, "url": reverse("registry:city", args=[c.key])} if c else {"name": _("without a city")}
            for c in columns
        ],
        "rows": [
            {
                "name": _row_name(row),
                "url": "" if row.key == NO_FIELD else reverse("fields:field", args=[row.key]),
                "cells": [
                    _cell(
                        cells.get((aspect.key, row.key, c.pk if c else 0), Cell()),
                        edges,
                        _list(aspect, row, c) if c else "",
                    )
                    for c in columns
                ],
            }
            for row in rows
        ],
    }


def _row_name(row: Row) -> str:
    return (
        _("%(field)s, without its parts") % {"field": row.label}
        if row.is_alone and row.key != NO_FIELD
        else str(row.label)
    )


def _cell(cell: Cell, edges: Sequence[float], url: str) -> dict[str, Any]:
    """A number on its shade; nothing says so with a dash, and simulated entries stand apart with their mark."""
    made_up = ngettext("and %(n)d simulated", "and %(n)d simulated", cell.simulated) % {"n": cell.simulated}
    return {
        "text": cell.real or "—",
        "tone": f"heat-{heat_bucket(cell.real, edges)}",
        "url": url if cell.real else "",
        "simulated": cell.simulated,
        "title": made_up if cell.simulated else "",
    }


def _list(aspect: Aspect, row: Row | None, city: City | None) -> str:
    """The register's list that holds what a cell counts; "" where a list cannot say that."""
    if row is not None and row.is_alone:
        return ""
    query = {**aspect.narrow, **({"field": row.key} if row else {}), **({"city": city.key} if city else {})}
    return f"{reverse(f'registry:{aspect.register.key}')}?{urlencode(query)}"


def _missing(row: Row, gone: Sequence[str]) -> dict[str, Any]:
    return {
        "name": row.label,
        "url": reverse("fields:field", args=[row.key]),
        "kinds": [BY_ASPECT[key].title for key in gone],
    }


def _wanted(wanted: Wanted) -> dict[str, Any]:
    """The plan's number beside the one on record, and where the latter can be read."""
    held = on_record(wanted)
    query = f"?{urlencode(wanted.narrow)}" if wanted.narrow and held else ""
    return {
        "wanted": wanted,
        "register": BY_KEY[wanted.register].title,
        "held": held,
        "url": reverse(f"registry:{wanted.register}") + query,
        "what": wanted.narrow.get("kind", ""),
    }


def _export(wanted: str, cells: Cells, rows: Sequence[Row], cities: Sequence[City]) -> HttpResponseBase:
    """Every cell as a row: kind of thing, field, city, number, simulated number; the empty ones too."""
    places: list[tuple[str, str, int]] = [*((c.key, c.label, c.pk) for c in cities), ("", "", 0)]
    lines = [
        {"kind": a.key, "field": row.key, "field_name": _row_name(row), "city": key, "city_name": name, "cell": found}
        for a in ASPECTS
        for row in rows
        for key, name, pk in places
        for found in [cells.get((a.key, row.key, pk), Cell())]
    ]
    columns = _columns()
    name = f"registry.gaps-{timezone.localdate().isoformat()}.{wanted}"
    if wanted == "xlsx":
        return FileResponse(xlsx_file(columns, lines, _("Gaps by field and city")), as_attachment=True, filename=name)
    response = StreamingHttpResponse(csv_lines(columns, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _columns() -> list[Export]:
    def plain(key: str) -> Any:
        return lambda line: line[key]

    today = timezone.localdate()
    return [
        Export("kind", _("kind"), plain("kind")),
        Export("field", _("field"), plain("field")),
        Export("field_name", _("name of the field"), plain("field_name")),
        Export("city", _("city"), plain("city")),
        Export("city_name", _("name of the city"), plain("city_name")),
        Export("on_record", _("real entries on record"), lambda line: line["cell"].real),
        Export("simulated", _("simulated"), lambda line: line["cell"].simulated),
        Export("counted_on", _("counted on"), lambda _line: today),
    ]
