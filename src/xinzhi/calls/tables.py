"""The tables of calls and applications."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.workflows import APPLICATION
from xinzhi.core.formats import money
from xinzhi.core.lists import ListTable
from xinzhi.core.lists.filters import YesNoFilter
from xinzhi.core.lists.table import NumberColumn
from xinzhi.fields.models import Field
from xinzhi.registry.filters import KeyFilter
from xinzhi.registry.models import City

from .models import Application, Call, Restriction


class CallTable(ListTable):
    label = tables.Column(
        verbose_name=gettext_lazy("call"),
        order_by="name",
        linkify=lambda record: reverse("calls:call", args=[record.key]),
    )
    department = tables.Column(verbose_name=gettext_lazy("department"), order_by="department__name")
    opens_at = tables.DateColumn(verbose_name=gettext_lazy("opens"), format="Y-m-d")
    closes_at = tables.Column(verbose_name=gettext_lazy("closes"))
    quota = NumberColumn(verbose_name=gettext_lazy("places to fill"))
    standing = tables.Column(verbose_name=gettext_lazy("state"), accessor="pk", orderable=False)

    class Meta(ListTable.Meta):
        sequence = ("label", "department", "opens_at", "closes_at", "quota", "standing")

    def render_department(self, record: Call) -> str:
        return record.department.label

    def render_closes_at(self, record: Call) -> str:
        return record.closes_on.isoformat()

    def render_standing(self, record: Call) -> str:
        words, tone = call_standing(record)
        return format_html('<span class="chip {}">{}</span>', tone, words)


def call_standing(call: Call) -> tuple[str, str]:
    """Where a call stands today, in words, with its tone: open, opens later, closed, or its own state."""
    if call.is_accepting:
        return _("taking applications"), "ok"
    if call.state == "published":
        return (_("applications closed"), "mute") if call.has_closed else (_("opens later"), "info")
    state = call.get_state_display()
    return state, "bad" if call.state == "cancelled" else "mute"


class CallFilter(django_filters.FilterSet):
    open = YesNoFilter(label=gettext_lazy("open now"), method="opened")
    year = django_filters.NumberFilter(label=gettext_lazy("year"))

    class Meta:
        model = Call
        fields = ("year",)

    def opened(self, rows: QuerySet[Call], _name: str, value: bool) -> QuerySet[Call]:
        now = timezone.now()
        here = {"state": "published", "opens_at__lte": now, "closes_at__gt": now}
        return rows.filter(**here) if value else rows.exclude(**here)


class ApplicationTable(ListTable):
    """An organisation's own applications."""

    title = tables.Column(
        verbose_name=gettext_lazy("application"), linkify=lambda record: reverse("calls:application", args=[record.pk])
    )
    number = tables.Column(verbose_name=gettext_lazy("number"))
    call = tables.Column(verbose_name=gettext_lazy("call"), order_by="call__name")
    organisation = tables.Column(verbose_name=gettext_lazy("organisation"), order_by="organisation__name")
    leader = tables.Column(verbose_name=gettext_lazy("leader"))
    requested_fen = tables.Column(
        verbose_name=gettext_lazy("money asked for"), attrs={"td": {"class": "n"}, "th": {"class": "n"}}
    )
    state = tables.Column(verbose_name=gettext_lazy("state"))
    submitted_at = tables.DateColumn(verbose_name=gettext_lazy("handed in on"), format="Y-m-d")

    class Meta(ListTable.Meta):
        sequence = ("title", "number", "call", "organisation", "leader", "requested_fen", "state", "submitted_at")

    def render_call(self, record: Application) -> str:
        return record.call.label

    def render_organisation(self, record: Application) -> str:
        return record.organisation.label

    def render_requested_fen(self, value: int) -> str:
        return money(value)

    def render_state(self, record: Application) -> str:
        state = APPLICATION.state(record)
        return format_html('<span class="chip {}">{}</span>', state.tone, state.label)


class OfficeTable(ApplicationTable):
    """The applications of a call, for its office: with what the last check found."""

    failed = NumberColumn(verbose_name=gettext_lazy("points failed"), accessor="last_failed")
    to_judge = NumberColumn(verbose_name=gettext_lazy("to judge"), accessor="last_to_judge")

    class Meta(ListTable.Meta):
        exclude = ("call",)
        sequence = ("number", "title", "organisation", "leader", "requested_fen", "failed", "to_judge", "state", "submitted_at")  # fmt: skip


class ApplicationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("state"), choices=APPLICATION.choices)
    field = KeyFilter(label=gettext_lazy("field"), queryset=Field.objects.all())
    city = KeyFilter(label=gettext_lazy("city"), queryset=City.objects.all())

    class Meta:
        model = Application
        fields = ("state", "field", "city")


class OfficeFilter(ApplicationFilter):
    """The filters of a call's office: what the last check found too."""

    failed = YesNoFilter(label=gettext_lazy("points failed"), method="by_failed")
    checked = YesNoFilter(label=gettext_lazy("check has run"), method="by_checked")

    def by_failed(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(last_failed__gt=0) if value else rows.exclude(last_failed__gt=0)

    def by_checked(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(last_failed__isnull=not value)


class RestrictionFilter(django_filters.FilterSet):
    in_force = YesNoFilter(label=gettext_lazy("in force"), method="by_force")

    class Meta:
        model = Restriction
        fields = ()

    def by_force(self, rows: QuerySet[Restriction], _name: str, value: bool) -> QuerySet[Restriction]:
        today = timezone.localdate()
        begun = Q(begins__lte=today) & (Q(ends__isnull=True) | Q(ends__gte=today)) & Q(lifted_on__isnull=True)
        return rows.filter(begun) if value else rows.exclude(begun)


class RestrictionTable(ListTable):
    organisation = tables.Column(verbose_name=gettext_lazy("organisation"), order_by="organisation__name")
    person = tables.Column(verbose_name=gettext_lazy("person"))
    document = tables.Column(verbose_name=gettext_lazy("document"))
    reason = tables.Column(verbose_name=gettext_lazy("reason"))
    begins = tables.DateColumn(verbose_name=gettext_lazy("from"), format="Y-m-d")
    ends = tables.DateColumn(verbose_name=gettext_lazy("until"), format="Y-m-d")
    lifted = tables.Column(verbose_name=gettext_lazy("lifted"), accessor="pk", orderable=False)

    class Meta(ListTable.Meta):
        sequence = ("organisation", "person", "document", "reason", "begins", "ends", "lifted")

    def render_organisation(self, record: Restriction) -> str:
        return record.organisation.label

    def render_lifted(self, record: Restriction) -> Any:
        if record.lifted_on is not None:
            return record.lifted_on.isoformat()
        return format_html('<a href="{}">{}</a>', reverse("calls:lift", args=[record.pk]), _("Lift"))
