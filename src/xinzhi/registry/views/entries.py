"""The overview, the list of each register, and the page of each entry."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.core.lists import ListPage
from xinzhi.core.queries import versions
from xinzhi.registry.exports import exports_of
from xinzhi.registry.filters import filters_of
from xinzhi.registry.links import more_about, source_address
from xinzhi.registry.models import Organisation, OrganisationKind, RegisterEntry
from xinzhi.registry.queries import latest_changes, register_states, related
from xinzhi.registry.registers import Register
from xinzhi.registry.rules import visible_entries
from xinzhi.registry.tables import table_of
from xinzhi.registry.words import entry_address, facts_of, shown_date

LATEST = 10


def index(request: HttpRequest) -> HttpResponse:
    """Every register with its size, its sources and its days, and what was learned last."""
    states = register_states()
    context = {
        "states": [{"state": s, "url": reverse(f"registry:{s.register.key}")} for s in states],
        "total": sum(s.count for s in states),
        "latest": [{"facts": f, "url": entry_address(f.example)} for f in latest_changes(LATEST)],
    }
    return render(request, "registry/index.html", context)


class RegisterList(ListPage):
    """The list of one register; `list_of` makes one for each."""

    register: Register
    public = True
    empty_hint = _("Load the facts of a pack to fill this register.")
    template_name = "registry/list.html"

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = visible_entries(request.user, self.register.model).select_related("city")
        many = self.register.has_many_fields
        return rows.prefetch_related("fields") if many else rows.select_related("field")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Registers"), reverse("registry:index"))]

    def extra_context(self) -> dict[str, Any]:
        may = self.register.model is Organisation and self.request.user.has_perm("registry.record_organisation")
        return {"new_url": reverse("registry:organisation_new") if may else ""}


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
            "exports": exports_of(register),
        },
    )


def page_of(register: Register) -> Callable[..., HttpResponse]:
    """The view of one entry of a register."""

    def entry(request: HttpRequest, key: str) -> HttpResponse:
        rows = visible_entries(request.user, register.model).select_related("city", "recorded_by")
        subject = get_object_or_404(rows, key=key)
        groups = [
            {
                "title": group.title,
                "entries": [{"entry": e, "url": entry_address(e)} for e in group.entries],
            }
            for group in related(subject)
        ]
        context = {
            "entry": subject,
            "register": register,
            "list_url": reverse(f"registry:{register.key}"),
            "facts": facts_of(subject),
            "source_url": source_address(subject.source_url),
            "as_of": shown_date(subject.as_of, subject.as_of_precision),
            "groups": groups,
            "more": more_about(subject, *_link_kinds(subject, register)),
            "history": versions(register.model, str(subject.pk)),
            "edit_url": _edit_url(request, subject),
        }
        return render(request, "registry/entry.html", context)

    return entry


def _link_kinds(subject: RegisterEntry, register: Register) -> list[str]:
    """The kinds under which rooms above register links for this entry."""
    if not isinstance(subject, Organisation):
        return [register.one]
    own = "city_government" if subject.kind == OrganisationKind.CITY else subject.kind
    return [register.one, own]


def _edit_url(request: HttpRequest, subject: RegisterEntry) -> str:
    may = isinstance(subject, Organisation) and request.user.has_perm("registry.record_organisation", subject)
    return reverse("registry:organisation_edit", args=[subject.key]) if may else ""
