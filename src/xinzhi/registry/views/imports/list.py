"""Every import this person may see."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import number
from xinzhi.core.lists import Export, ListPage, ListTable
from xinzhi.registry.models import Import, ImportState, RowOutcome
from xinzhi.registry.registers import BY_KEY, REGISTERS
from xinzhi.registry.rules import visible_imports
from xinzhi.registry.words import shown_date

from .common import TONES


class ImportTable(ListTable):
    rows = tables.Column(verbose_name=_("rows"), empty_values=(), orderable=False)
    file_name = tables.Column(linkify=lambda record: reverse("registry:import", args=[record.pk]))
    created_at = tables.DateTimeColumn(verbose_name=_("brought in"), format="Y-m-d H:i")

    class Meta(ListTable.Meta):
        model = Import
        fields = ("file_name", "register", "state", "rows", "source", "as_of", "recorded_by", "created_at")
        sequence = fields

    def render_register(self, value: str) -> str:
        return str(BY_KEY[value].title) if value in BY_KEY else value

    def render_state(self, record: Import) -> str:
        tone = TONES[ImportState(record.state)]
        return format_html('<span class="chip {}">{}</span>', tone, record.get_state_display())

    def render_rows(self, record: Import) -> str:
        words = [f"{o.label} {number(record.counts[o])}" for o in RowOutcome if record.counts.get(o)]
        return " · ".join(words) or "—"

    def render_as_of(self, record: Import) -> str:
        return shown_date(record.as_of, record.as_of_precision)


class ImportFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ImportState.choices, label=_("state"), empty_label=_("any"))
    register = django_filters.ChoiceFilter(
        choices=[(r.key, r.title) for r in REGISTERS], label=_("register"), empty_label=_("any")
    )

    class Meta:
        model = Import
        fields = ("state", "register")


class ImportList(ListPage):
    key = "registry.imports"
    title = _("Imports")
    lead = _("Tables that people brought in, with the fate of every row.")
    permission = "registry.see_imports"
    columns = ImportTable
    filterset = ImportFilter
    search_fields = ("file_name", "source")
    sort = ("-created_at",)
    template_name = "registry/imports/list.html"
    empty_title = _("No file has been brought in")
    empty_hint = _("Bring in a table: you see what it would change before anything is public.")
    exports = (
        Export("id", _("number")),
        Export("file_name", _("file")),
        Export("register", _("register")),
        Export("state", _("state")),
        Export("rows", _("rows"), lambda b: b.counts),
        Export("source", _("source")),
        Export("as_of", _("as of")),
        Export("recorded_by", _("recorded by"), "recorded_by__username"),
        Export("created_at", _("created")),
        Export("decided_by", _("decided by"), "decided_by__username"),
        Export("reason", _("reason")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return visible_imports(request.user).select_related("recorded_by", "decided_by")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Registers"), reverse("registry:index"))]

    def extra_context(self) -> dict[str, str]:
        may = self.request.user.has_perm("registry.import")
        return {"new_url": reverse("registry:import_new") if may else ""}
