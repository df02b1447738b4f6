"""A list of decisions line by line: search, filter, sort, export."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.models import DecisionList, Outcome, ProposedDecision
from xinzhi.calls.rules_review import visible_decision_lists
from xinzhi.core.formats import money, percent
from xinzhi.core.lists import Export, ListPage, ListTable
from xinzhi.core.lists.filters import YesNoFilter
from xinzhi.core.lists.table import NumberColumn
from xinzhi.fields.models import Field
from xinzhi.registry.filters import KeyFilter
from xinzhi.registry.models import City

from .reviewing import tabs_of

_TONES = {Outcome.FUND: "ok", Outcome.RESERVE: "info"}


class RankingTable(ListTable):
    rank = NumberColumn(verbose_name=gettext_lazy("rank"))
    between = NumberColumn(verbose_name=gettext_lazy("between"), accessor="rank_low", order_by="rank_low")
    number = tables.Column(
        verbose_name=gettext_lazy("number"), accessor="application__number", order_by="application__number"
    )
    title = tables.Column(
        verbose_name=gettext_lazy("application"), accessor="application__title", order_by="application__title"
    )
    organisation = tables.Column(
        verbose_name=gettext_lazy("organisation"),
        accessor="application__organisation",
        order_by="application__organisation__name",
    )
    quality = NumberColumn(verbose_name=gettext_lazy("score"))
    mean = NumberColumn(verbose_name=gettext_lazy("mean score"))
    chance = NumberColumn(verbose_name=gettext_lazy("among the places"))
    grant_fen = NumberColumn(verbose_name=gettext_lazy("grant"))
    outcome = tables.Column(verbose_name=gettext_lazy("selection outcome"))

    class Meta(ListTable.Meta):
        sequence = (
            "rank", "between", "number", "title", "organisation", "quality", "mean", "chance", "grant_fen", "outcome",
        )  # fmt: skip

    def order_rank(self, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """What has no rank comes last either way; the databases differ there."""
        rank = F("rank").desc(nulls_last=True) if is_descending else F("rank").asc(nulls_last=True)
        return rows.order_by(rank, "application__number"), True

    def render_between(self, record: ProposedDecision) -> str:
        return f"{record.rank_low}–{record.rank_high}"

    def render_organisation(self, value: Any) -> str:
        return str(value.label)

    def render_quality(self, value: float) -> str:
        return f"{value:.1f}"

    def render_mean(self, value: float) -> str:
        return f"{value:.1f}"

    def render_chance(self, value: float) -> str:
        return percent(value)

    def render_grant_fen(self, value: int) -> str:
        return money(value)

    def render_outcome(self, record: ProposedDecision) -> str:
        tone = _TONES.get(Outcome(record.outcome), "mute")
        return format_html('<span class="chip {}">{}</span>', tone, record.get_outcome_display())


class RankingFilter(django_filters.FilterSet):
    outcome = django_filters.ChoiceFilter(label=gettext_lazy("selection outcome"), choices=Outcome.choices)
    field = KeyFilter(queryset=Field.objects.all(), label=gettext_lazy("field"), field_name="application__field")
    city = KeyFilter(queryset=City.objects.all(), label=gettext_lazy("city"), field_name="application__city")
    disputed = YesNoFilter(label=gettext_lazy("reviewers disagree"), method="by_disputed")
    otherwise = YesNoFilter(label=gettext_lazy("decided otherwise"), method="by_otherwise")

    class Meta:
        model = ProposedDecision
        fields = ("outcome",)

    def by_disputed(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(spread__isnull=not value)

    def by_otherwise(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return rows.exclude(why="") if value else rows.filter(why="")


class RankingList(ListPage):
    """Every line of a list of decisions, for the department and auditors."""

    key = "calls.ranking"
    title = gettext_lazy("Ranking")
    columns = RankingTable
    filterset = RankingFilter
    search_fields = ("application__title", "application__number", "application__organisation__name")
    sort = ("rank",)
    simulated_path = "application__simulated"
    template_name = "calls/ranking.html"
    exports = (
        Export("rank", gettext_lazy("rank")),
        Export("rank_low", gettext_lazy("rank, lower bound")),
        Export("rank_high", gettext_lazy("rank, upper bound")),
        Export("number", gettext_lazy("number"), "application__number"),
        Export("title", gettext_lazy("title"), "application__title"),
        Export("organisation", gettext_lazy("organisation"), "application__organisation__key"),
        Export("field", gettext_lazy("field"), "application__field__key"),
        Export("city", gettext_lazy("city"), "application__city__key"),
        Export("score", gettext_lazy("score"), "quality"),
        Export("mean", gettext_lazy("mean score")),
        Export("chance", gettext_lazy("among the places")),
        Export("grant_fen", gettext_lazy("grant, in fen")),
        Export("outcome", gettext_lazy("selection outcome")),
        Export("why", gettext_lazy("reason")),
    )

    @cached_property
    def decisions(self) -> DecisionList:
        rows = visible_decision_lists(self.request.user).select_related("call__department")
        found: DecisionList = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not self.request.user.has_perm("calls.see_decisions", found.call):
            raise PermissionDenied
        return found

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:  # noqa: ARG002  who may see it is asked of the list
        rows = ProposedDecision.objects.filter(decisions=self.decisions)
        joined = rows.select_related("application__organisation", "application__field", "application__city")
        return joined.defer("application__answers", "application__saved")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        call = self.decisions.call
        return [(call.label, reverse("calls:call", args=[call.key])), (_("Selection decision"), self.back)]

    @property
    def back(self) -> str:
        """The page of the decision."""
        address = reverse("calls:deciding", args=[self.decisions.call.key])
        return f"{address}?list={self.decisions.pk}"

    def extra_context(self) -> dict[str, Any]:
        call = self.decisions.call
        seen = self.request.user.has_perm("calls.see_reviews", call)
        return {"call": call, "tabs": tabs_of(call, "deciding") if seen else [], "decisions": self.decisions}
