"""The overview, the list of each register, and the page of each entry."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import money, number
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.queries import versions
from xinzhi.registry.exports import exports_of
from xinzhi.registry.filters import filters_of
from xinzhi.registry.links import more_about, source_address
from xinzhi.registry.models import Organisation, OrganisationKind, RegisterEntry, Standing, Statement
from xinzhi.registry.queries import latest_changes, register_states, related
from xinzhi.registry.queries.claims import (
    Dissent,
    Series,
    dissent,
    figures_of,
    statements_about,
    ties_of,
    titles_of,
)
from xinzhi.registry.registers import Register, register_of
from xinzhi.registry.rules import visible_entries
from xinzhi.registry.tables import table_of
from xinzhi.registry.words import attribute_label, entry_address, facts_of, machine_words, shown_date

LATEST = 10


def index(request: HttpRequest) -> HttpResponse:
    """Every register with its size, its sources and its days, and what was learned last."""
    states = register_states()
    context = {
        "states": [{"state": s, "url": reverse(f"registry:{s.register.key}")} for s in states],
        "total": sum(s.count for s in states),
        "latest": [{"facts": f, "url": entry_address(f.example)} for f in latest_changes(LATEST)],
        "imports_url": reverse("registry:imports") if request.user.has_perm("registry.see_imports") else "",
    }
    return render(request, "registry/index.html", context)


class RegisterList(ListPage):
    """The list of one register; `list_of` makes one for each."""

    register: Register
    open_exports: Sequence[Export] = ()
    public = True
    empty_hint = _("Load the facts of a pack to fill this register.")
    template_name = "registry/list.html"

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = visible_entries(request.user, self.register.model).select_related("city")
        many = self.register.has_many_fields
        return rows.prefetch_related("fields") if many else rows.select_related("field")

    def get_exports(self) -> Sequence[Export]:
        may = self.request.user.has_perm("registry.see_personal")
        return self.exports if may else self.open_exports

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Registers"), reverse("registry:index"))]

    def extra_context(self) -> dict[str, Any]:
        may = self.request.user.has_perm("registry.record", None)
        imports = self.request.user.has_perm("registry.import", None)
        return {
            "new_url": reverse(f"registry:{self.register.one}_new") if may else "",
            "import_url": f"{reverse('registry:import_new')}?register={self.register.key}" if imports else "",
        }


def list_of(register: Register) -> type[RegisterList]:
    """The list page of a register."""
    return type(
        f"{register.model.__name__}List",
        (RegisterList,),
        {
            "register": register,
            "key": f"registry.{register.key}",
            "title": register.title,
            "lead": register.lead,
            "sort": (register.sort,),
            "columns": table_of(register),
            "filterset": filters_of(register),
            "search_fields": register.search,
            "open_exports": exports_of(register),
            "exports": exports_of(register, personal=True),
        },
    )


def page_of(register: Register) -> Callable[..., HttpResponse]:
    """The view of one entry of a register."""

    def entry(request: HttpRequest, key: str) -> HttpResponse:
        rows = visible_entries(request.user, register.model).select_related("city", "recorded_by")
        if not register.has_many_fields:
            rows = rows.select_related("field")
        subject = rows.filter(key=key).first()
        if subject is None:
            merged = get_object_or_404(register.all_entries(), key=key, standing=Standing.MERGED)
            return redirect(entry_address(merged.merged_into))
        return render(request, "registry/entry.html", _context(request, register, subject))

    return entry


def _context(request: HttpRequest, register: Register, subject: Any) -> dict[str, Any]:
    personal = request.user.has_perm("registry.see_personal")
    statements = statements_about(subject, request.user)
    return {
        "entry": subject,
        "register": register,
        "list_url": reverse(f"registry:{register.key}"),
        "facts": facts_of(subject, personal=personal),
        "source_url": source_address(subject.source_url),
        "as_of": shown_date(subject.as_of, subject.as_of_precision),
        "dissent": [_dissent_words(register, d) for d in dissent(register, statements, personal=personal)],
        "statements": [_statement_words(register, s, personal=personal) for s in statements],
        "titles": titles_of(subject, request.user),
        "ties": [{"tie": t, "url": entry_address(t.other)} for t in ties_of(subject, request.user)],
        "series": [_series_words(s) for s in figures_of(subject)],
        "groups": [
            {"title": group.title, "entries": [{"entry": e, "url": entry_address(e)} for e in group.entries]}
            for group in related(subject)
        ],
        "more": more_about(subject, *_link_kinds(subject, register)),
        "history": versions(register.model, str(subject.pk)) if personal or not register.private else [],
        "edit_url": _edit_url(request, subject),
    }


def _dissent_words(register: Register, one: Dissent) -> dict[str, Any]:
    said = [(one.value, one.statement), *one.others]
    return {
        "name": attribute_label(register, one.attribute),
        "said": [{"value": machine_words(register, one.attribute, value), "statement": s} for value, s in said],
    }


def _statement_words(register: Register, statement: Statement, *, personal: bool) -> dict[str, Any]:
    values = [
        {"name": attribute_label(register, name), "value": machine_words(register, name, value)}
        for name, value in statement.values.items()
        if statement.period is None and (personal or name not in register.private)
    ]
    url = source_address(statement.source_url)
    return {"statement": statement, "values": values, "count": len(statement.values), "url": url}


def _series_words(series: Series) -> dict[str, Any]:
    values = [
        {"year": o.year, "value": money(o.value) if series.measure.unit == "fen" else number(o.value), "row": o}
        for o in series.values
    ]
    return {"measure": series.measure, "values": values, "trend": [float(o.value) for o in reversed(series.values)]}


def _link_kinds(subject: RegisterEntry, register: Register) -> list[str]:
    """The kinds under which rooms above register links for this entry."""
    if not isinstance(subject, Organisation):
        return [register.one]
    own = "city_government" if subject.kind == OrganisationKind.CITY else subject.kind
    return [register.one, own]


def _edit_url(request: HttpRequest, subject: RegisterEntry) -> str:
    may = request.user.has_perm("registry.record", subject)
    return reverse(f"registry:{register_of(subject).one}_edit", args=[subject.key]) if may else ""
