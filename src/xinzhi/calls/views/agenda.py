"""Applications in review as a list: how far each is, where it stands; and choosing from it what is before a panel."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import PermissionDenied
from django.db.models import Avg, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.actions import add_to_agenda, take_off_agenda
from xinzhi.calls.models import Application, Call, Panel, PanelItem
from xinzhi.calls.queries.places import Place, between, places_of
from xinzhi.calls.queries.reviews import progress_of
from xinzhi.calls.rules_review import overseen, visible_items, visible_panels
from xinzhi.core.lists import Export, ListPage, ListTable
from xinzhi.core.lists.bulk import BulkAction
from xinzhi.core.lists.filters import YesNoFilter
from xinzhi.core.lists.table import NumberColumn
from xinzhi.core.views.act import act
from xinzhi.fields.models import Field
from xinzhi.registry.filters import KeyFilter
from xinzhi.registry.models import City

from .common import posted
from .reviewing import managed_call, tabs_of


class InReviewTable(ListTable):
    number = tables.Column(
        verbose_name=gettext_lazy("number"), linkify=lambda record: reverse("calls:reviews", args=[record.pk])
    )
    title = tables.Column(verbose_name=gettext_lazy("application"))
    organisation = tables.Column(verbose_name=gettext_lazy("organisation"), order_by="organisation__name")
    field = tables.Column(verbose_name=gettext_lazy("field"), order_by="field__name")
    n_done = NumberColumn(verbose_name=gettext_lazy("handed in"))
    n_declined = NumberColumn(verbose_name=gettext_lazy("declined"))
    mean = NumberColumn(verbose_name=gettext_lazy("mean score"))
    place = NumberColumn(verbose_name=gettext_lazy("rank so far"), accessor="pk", orderable=False)

    places: dict[int, Place]

    class Meta(ListTable.Meta):
        sequence = ("number", "title", "organisation", "field", "n_done", "n_declined", "mean", "place")

    def order_mean(self, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """What has no score comes last either way; the databases differ there."""
        mean = F("mean").desc(nulls_last=True) if is_descending else F("mean").asc(nulls_last=True)
        return rows.order_by(mean, "number"), True

    def render_organisation(self, record: Application) -> str:
        return record.organisation.label

    def render_field(self, record: Application) -> str:
        return record.field.label if record.field else "—"

    def render_n_done(self, record: Any) -> str:
        return f"{record.n_done} / {record.n_standing}"

    def render_mean(self, value: float) -> str:
        return f"{value:.1f}"

    def render_place(self, record: Application) -> str:
        place = self.places.get(record.pk)
        if place is None:
            return "—"
        sign = format_html(' <span class="chip warn">{}</span>', _("reviewers disagree")) if place.disputed else ""
        return format_html("{}{}", place.rank, sign)


class InReviewFilter(django_filters.FilterSet):
    """`call` is set by the page whose list it narrows."""

    call: Call

    field = KeyFilter(queryset=Field.objects.all(), label=gettext_lazy("field"))
    city = KeyFilter(queryset=City.objects.all(), label=gettext_lazy("city"))
    complete = YesNoFilter(label=gettext_lazy("every review handed in"), method="by_complete")
    disputed = YesNoFilter(label=gettext_lazy("reviewers disagree"), method="by_disputed")
    rank_from = django_filters.NumberFilter(label=gettext_lazy("rank from"), method="by_rank", min_value=1)
    rank_to = django_filters.NumberFilter(label=gettext_lazy("rank to"), method="by_rank", min_value=1)
    panel = YesNoFilter(label=gettext_lazy("on a panel's agenda"), method="by_panel")

    class Meta:
        model = Application
        fields = ("field", "city")

    def by_complete(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        whole = Q(n_done__gt=0, n_done=F("n_standing"))
        return rows.filter(whole) if value else rows.exclude(whole)

    def by_disputed(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        disputed = [pk for pk, place in places_of(self.call).items() if place.disputed]
        return rows.filter(pk__in=disputed) if value else rows.exclude(pk__in=disputed)

    def by_rank(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        first, last = (int(value), None) if name == "rank_from" else (None, int(value))
        return rows.filter(pk__in=between(places_of(self.call), first, last))

    def by_panel(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        held = Exists(PanelItem.objects.filter(application=OuterRef("pk")))
        return rows.filter(held) if value else rows.exclude(held)


class InReview(ListPage):
    """The applications of a call that are in review, with how far and how well each stands."""

    key = "calls.in_review"
    title = gettext_lazy("Applications in review")
    columns = InReviewTable
    filterset = InReviewFilter
    search_fields = ("title", "number", "organisation__name", "leader")
    sort = ("number",)
    template_name = "calls/in_review.html"
    empty_title = gettext_lazy("Nothing is in review")
    empty_hint = gettext_lazy("Applications come here once their check is passed.")

    @cached_property
    def call(self) -> Call:
        return managed_call(self.request, self.kwargs["key"], "calls.see_reviews")

    @cached_property
    def places(self) -> dict[int, Place]:
        return places_of(self.call)

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = overseen(request.user).filter(call=self.call).order_by().values("pk")
        handed = Q(invitations__review__submitted_at__isnull=False)
        rows = progress_of(self.call).filter(pk__in=seen)
        return (
            rows.annotate(mean=Avg("invitations__review__total", filter=handed))
            .select_related("organisation", "field", "city", "call")
            .defer("answers", "saved", "call__document")
        )

    @cached_property
    def filters(self) -> Any:
        found: Any = super().filters
        found.call = self.call
        return found

    @cached_property
    def table(self) -> ListTable:
        table: Any = super().table
        table.places = self.places
        found: ListTable = table
        return found

    def get_exports(self) -> tuple[Export, ...]:
        places = self.places
        return (*self.exports, Export("rank", _("rank so far"), lambda row: getattr(places.get(row.pk), "rank", None)))

    exports = (
        Export("number", gettext_lazy("number")),
        Export("title", gettext_lazy("title")),
        Export("organisation", gettext_lazy("organisation"), "organisation__key"),
        Export("field", gettext_lazy("field"), "field__key"),
        Export("city", gettext_lazy("city"), "city__key"),
        Export("asked", gettext_lazy("reviewers who stand"), "n_standing"),
        Export("handed_in", gettext_lazy("handed in"), "n_done"),
        Export("mean", gettext_lazy("mean score"), lambda row: None if row.mean is None else round(row.mean, 2)),
    )

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [
            (_("Programme desk"), reverse("calls:desk")),
            (self.call.label, reverse("calls:applications", args=[self.call.key])),
            (_("Review"), reverse("calls:reviewing", args=[self.call.key])),
        ]

    def extra_context(self) -> dict[str, Any]:
        return {"call": self.call, "tabs": tabs_of(self.call, "reviewing")}


class Candidates(InReview):
    """What may be put before a panel: by search, filter and rank; what is on its agenda already is left out."""

    key = "calls.candidates"
    title = gettext_lazy("Choose what is before the panel")
    empty_title = gettext_lazy("Nothing is left to put before the panel")

    @cached_property
    def panel(self) -> Panel:
        rows = visible_panels(self.request.user).select_related("call__department")
        found: Panel = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not self.request.user.has_perm("calls.manage_review", found):
            raise PermissionDenied
        return found

    @cached_property
    def call(self) -> Call:
        return self.panel.call

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().queryset(request).exclude(panel_items__panel=self.panel.pk)

    @cached_property
    def offered_actions(self) -> list[BulkAction]:
        if self.panel.closed_at is not None:
            return []
        return [BulkAction("agenda", _("Put before the panel"), "calls.manage_review", self._put)]

    def _chosen_rows(self) -> list[Any]:
        """The rows with the words that the look before doing it shows."""
        rows = super()._chosen_rows()
        for row in rows:
            row.label = f"{row.number} {row.title}"
        return rows

    def _put(self, actor: Any, row: Application, _data: dict[str, Any]) -> None:
        add_to_agenda(actor=actor, panel=self.panel, applications=[row])

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [
            (_("Programme desk"), reverse("calls:desk")),
            (self.call.label, reverse("calls:applications", args=[self.call.key])),
            (_("Panels"), reverse("calls:panels", args=[self.call.key])),
            (self.panel.name, reverse("calls:panel", args=[self.panel.pk])),
        ]

    def extra_context(self) -> dict[str, Any]:
        return super().extra_context() | {
            "tabs": tabs_of(self.call, "panels"),
            "panel": self.panel,
            "chosen": self.panel.items.count(),
        }


@posted
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an application off a panel's agenda."""
    item: PanelItem = get_object_or_404(
        visible_items(request.user).select_related("panel__call", "application__call"), pk=pk
    )
    return act(
        request,
        lambda: take_off_agenda(actor=request.user, item=item),
        _("Taken off the agenda."),
        "calls:panel",
        item.panel_id,
    )
