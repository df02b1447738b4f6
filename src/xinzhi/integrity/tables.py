"""The tables of research records."""

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import DayRangeFilter, ListTable, YesNoFilter
from xinzhi.core.lists.table import NumberColumn

from .models import RecordKind, RecordSpace, ResearchRecord
from .queries.shown import hidden_title


class SpaceTable(ListTable):
    project = tables.Column(
        verbose_name=gettext_lazy("project"),
        order_by="project__name",
        linkify=lambda record: reverse("integrity:space", args=[record.project.key]),
    )
    organisation = tables.Column(verbose_name=gettext_lazy("host"), order_by="organisation__name")
    count = NumberColumn(verbose_name=gettext_lazy("records"))
    newest = tables.DateColumn(verbose_name=gettext_lazy("last work recorded"), format="Y-m-d")

    class Meta(ListTable.Meta):
        sequence = ("project", "organisation", "count", "newest")

    def render_project(self, record: RecordSpace) -> str:
        return record.project.label

    def render_organisation(self, record: RecordSpace) -> str:
        return record.organisation.label


class RecordTable(ListTable):
    happened_on = tables.DateColumn(verbose_name=gettext_lazy("work done on"), format="Y-m-d")
    shown_title = tables.Column(
        verbose_name=gettext_lazy("title"),
        empty_values=(),
        linkify=lambda record: reverse("integrity:record", args=[record.space.project.key, record.pk]),
    )
    kind = tables.Column(verbose_name=gettext_lazy("kind"))
    shown_instrument = tables.Column(verbose_name=gettext_lazy("measuring instrument"))
    author = tables.Column(verbose_name=gettext_lazy("author"), order_by="author__display_name")
    versions = NumberColumn(verbose_name=gettext_lazy("versions"), accessor="current__number")
    deposited = tables.DateTimeColumn(
        verbose_name=gettext_lazy("deposited"), accessor="current__deposited_at", format="Y-m-d H:i"
    )
    state = tables.Column(verbose_name=gettext_lazy("state"), accessor="pk", orderable=False)

    class Meta(ListTable.Meta):
        sequence = (
            "happened_on", "shown_title", "kind", "shown_instrument", "author", "versions", "deposited", "state",
        )  # fmt: skip

    def render_shown_title(self, record: ResearchRecord) -> str:
        return getattr(record, "shown_title", "") or hidden_title(record)

    def render_author(self, record: ResearchRecord) -> str:
        return str(record.author) if getattr(record, "readable", False) else "—"

    def render_kind(self, record: ResearchRecord) -> str:
        return record.get_kind_display()

    def render_state(self, record: ResearchRecord) -> str:
        return state_of(record)


def state_of(record: ResearchRecord) -> str:
    """Withdrawn, under embargo until a day, or in force."""
    if record.withdrawn_at is not None:
        return _("withdrawn")
    if record.is_embargoed:
        return _("embargo until %(day)s") % {"day": record.embargo_until}
    return _("stands")


class RecordFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=gettext_lazy("kind"), choices=RecordKind.choices)
    happened_on = DayRangeFilter(label=gettext_lazy("work done on"))
    changed = YesNoFilter(label=gettext_lazy("has several versions"), method="several")
    embargo = YesNoFilter(label=gettext_lazy("under embargo"), method="embargoed")

    class Meta:
        model = ResearchRecord
        fields = ("kind", "happened_on")

    def several(self, rows: QuerySet[ResearchRecord], _name: str, value: bool) -> QuerySet[ResearchRecord]:
        return rows.filter(current__number__gt=1) if value else rows.filter(current__number=1)

    def embargoed(self, rows: QuerySet[ResearchRecord], _name: str, value: bool) -> QuerySet[ResearchRecord]:
        held = Q(embargo_until__gte=timezone.localdate())
        return rows.filter(held) if value else rows.exclude(held)
