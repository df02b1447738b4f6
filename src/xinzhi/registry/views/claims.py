"""What waits for a second person, and what was decided: statements, relations, titles."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import BulkAction, Export, ListPage, ListTable, ReasonForm
from xinzhi.registry.actions import accept_claim, reject_claim, retract_claim
from xinzhi.registry.models import Claim, ClaimState, Confidence, Relation, Statement, Title
from xinzhi.registry.queries.find import address_of, entries_by_row
from xinzhi.registry.registers import REGISTERS
from xinzhi.registry.rules import visible_claims
from xinzhi.registry.words import attribute_label, machine_words, reference_names, shown_date


def claim_address(record: Claim) -> str:
    """The address of a claim's own page, where a second person decides. (A column calls it by its parameter's name.)"""
    return reverse(f"registry:{record._meta.model_name}_claim", args=[record.pk])  # noqa: SLF001  Django's documented Meta


class ClaimTable(ListTable):
    """Cells that all claims share. `personal` is set for those who may see personal data."""

    personal = False

    subject = tables.Column(verbose_name=gettext_lazy("entry"), empty_values=(), orderable=False)
    said = tables.Column(verbose_name=gettext_lazy("what is said"), empty_values=(), orderable=False)
    source = tables.Column()
    confidence = tables.Column()
    as_of = tables.Column()
    state = tables.Column(linkify=claim_address)
    recorded_by = tables.Column()
    created_at = tables.DateTimeColumn(format="Y-m-d H:i")

    @cached_property
    def entries(self) -> dict[tuple[str, int], Any]:
        """The things this page's rows speak of; one query for each register."""
        rows = [row.record for row in self.paginated_rows]
        wanted = {c.about for c in rows} | {(c.to_kind, c.to_id) for c in rows if isinstance(c, Relation)}
        return entries_by_row(wanted)

    def render_subject(self, record: Claim) -> str:
        return self.link(*record.about)  # type: ignore[attr-defined]

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Cities and fields by name."""
        return reference_names()

    def link(self, kind: str, number: int) -> str:
        entry = self.entries.get((kind, number))
        return format_html('<a href="{}">{}</a>', address_of(entry), entry.label) if entry else f"{kind} {number}"

    def render_as_of(self, record: Claim) -> str:
        return shown_date(record.as_of, record.as_of_precision)


class StatementTable(ClaimTable):
    class Meta(ListTable.Meta):
        model = Statement
        fields = ("subject", "said", "source", "confidence", "as_of", "state", "recorded_by", "created_at")

    def render_said(self, record: Statement) -> str:
        register = next(r for r in REGISTERS if r.one == record.kind)
        parts = [
            f"{attribute_label(register, n)}：{machine_words(register, n, v, self.names)}"
            for n, v in record.values.items()
            if self.personal or n not in register.private
        ]
        year = f"{record.period}：" if record.period else ""
        return year + "；".join(parts[:8]) + ("…" if len(parts) > 8 else "")


class RelationTable(ClaimTable):
    class Meta(ListTable.Meta):
        model = Relation
        fields = ("subject", "said", "source", "confidence", "as_of", "state", "recorded_by", "created_at")

    def render_said(self, record: Relation) -> str:
        return format_html("{} {}", record.get_role_display(), self.link(record.to_kind, record.to_id))


class TitleTable(ClaimTable):
    class Meta(ListTable.Meta):
        model = Title
        fields = ("subject", "said", "source", "confidence", "as_of", "state", "recorded_by", "created_at")

    def render_said(self, record: Title) -> str:
        return " · ".join(filter(None, (record.name, record.document, record.number)))


def _filter_of(model: type[Claim]) -> type[django_filters.FilterSet]:
    made: dict[str, Any] = {
        "state": django_filters.ChoiceFilter(
            choices=ClaimState.choices, label=gettext_lazy("state"), empty_label=gettext_lazy("any")
        ),
        "confidence": django_filters.ChoiceFilter(
            choices=Confidence.choices, label=gettext_lazy("confidence"), empty_label=gettext_lazy("any")
        ),
    }
    if model is not Relation:
        kinds = [(r.one, r.title) for r in REGISTERS]
        made["kind"] = django_filters.ChoiceFilter(
            choices=kinds, label=gettext_lazy("register"), empty_label=gettext_lazy("any")
        )
    meta = type("Meta", (), {"model": model, "fields": ()})
    return type(f"{model.__name__}ClaimFilter", (django_filters.FilterSet,), {**made, "Meta": meta})


def _accept(actor: Any, claim: Claim, _data: dict[str, Any]) -> str:
    accept_claim(actor=actor, claim=claim)
    return _("accepted")


def _reject(actor: Any, claim: Claim, data: dict[str, Any]) -> str:
    reject_claim(actor=actor, claim=claim, why=data["why"])
    return _("rejected")


def _retract(actor: Any, claim: Claim, data: dict[str, Any]) -> str:
    retract_claim(actor=actor, claim=claim, why=data["why"])
    return _("taken back")


def _decides(user: Any) -> bool:
    return bool(user.has_perm("registry.decide"))


class ClaimList(ListPage):
    """The claims of one kind; those that wait come first. `model` is set by the three pages below."""

    model: type[Claim]
    address_name: str
    permission = ""
    sort = ("-created_at",)
    search_fields: tuple[str, ...] = ("source", "reason")
    template_name = "registry/claims.html"
    empty_title = gettext_lazy("Nothing waits")
    empty_hint = gettext_lazy("What people propose in the registers stands here until a second person decides.")
    bulk_actions = (
        BulkAction("accept", gettext_lazy("Accept"), "registry.decide", _accept, offered=_decides),
        BulkAction("reject", gettext_lazy("Reject"), "registry.decide", _reject, ReasonForm, "bad", _decides),
        BulkAction("retract", gettext_lazy("Take back"), "registry.retract", _retract, ReasonForm, "bad"),
    )
    exports = (
        Export("id", gettext_lazy("number")),
        Export("about", gettext_lazy("entry"), lambda c: ":".join(map(str, c.about))),
        Export("source", gettext_lazy("source")),
        Export("source_url", gettext_lazy("source address")),
        Export("as_of", gettext_lazy("as of")),
        Export("confidence", gettext_lazy("confidence")),
        Export("state", gettext_lazy("state")),
        Export("reason", gettext_lazy("reason")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_claims(request.user, self.model).select_related("recorded_by")

    @cached_property
    def table(self) -> ListTable:
        table = super().table
        table.personal = self.request.user.has_perm("registry.see_personal")
        return table

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(gettext_lazy("Registers"), reverse("registry:index"))]

    def extra_context(self) -> dict[str, Any]:
        pages = ((_("Statements"), Statements), (_("Relations"), Relations), (_("Titles"), Titles))
        tabs = [
            {
                "label": name,
                "url": f"{reverse(f'registry:{page.address_name}')}?state=proposed",
                "current": isinstance(self, page),
                "count": visible_claims(self.request.user, page.model).filter(state=ClaimState.PROPOSED).count(),
            }
            for name, page in pages
        ]
        return {"tabs": tabs}


class Statements(ClaimList):
    key = "registry.statements"
    address_name = "statements_list"
    model = Statement
    title = gettext_lazy("Statements")
    lead = gettext_lazy("What sources say of entries. What waits becomes public when a second person accepts it.")
    columns = StatementTable
    filterset = _filter_of(Statement)


class Relations(ClaimList):
    key = "registry.relations"
    address_name = "relations_list"
    model = Relation
    title = gettext_lazy("Relations")
    lead = gettext_lazy("How entries stand to each other, and by which source.")
    columns = RelationTable
    filterset = _filter_of(Relation)


class Titles(ClaimList):
    key = "registry.titles"
    address_name = "titles_list"
    model = Title
    title = gettext_lazy("Titles")
    lead = gettext_lazy("Statuses that entries hold, with document, issue and expiry.")
    columns = TitleTable
    filterset = _filter_of(Title)
    search_fields = ("name", "document", "number", "issuer", "source", "reason")
