"""Tables and filters of the board's lists: targets, measures, departments, pilots.

Where a row stands today is arithmetic, not a column: the views lay it beside each row as annotations (`standing_now`,
`current_now`, …), so that the list kit can filter, sort and export it like any other column.
"""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import local_date, number
from xinzhi.core.lists import DayRangeFilter, ListTable, NumberColumn
from xinzhi.plan import figures
from xinzhi.plan.models import ActionArea, DutyKind, Measure, PilotPolicy, PilotState, Stage, Target
from xinzhi.registry.filters import KeyFilter
from xinzhi.registry.models import City, Organisation


def chip(words: Any, tone: str) -> SafeString:
    """A chip in a cell."""
    return nowrap(render_to_string("kit/chip.html", {"text": words, "tone": tone, "dot": True}))


def nowrap(content: Any) -> SafeString:
    """What must stay on one line in a narrow column."""
    return format_html('<span class="nowrap">{}</span>', content)


def _below(name: str, *keys: str) -> Any:
    """A link made from the plan's key and the record's own."""

    def address(record: Any) -> str:
        return reverse(name, args=[record.plan.key, *(getattr(record, k) for k in keys)])

    return address


# --- targets ------------------------------------------------------------------------------------------------------


class TargetTable(ListTable):
    name = tables.Column(verbose_name=_("target"), linkify=_below("plan:target", "key"))
    current_now = NumberColumn(verbose_name=_("now"), empty_values=())
    value = NumberColumn(verbose_name=_("goal"))
    expected_now = NumberColumn(verbose_name=_("expected by now"))
    standing_now = tables.Column(verbose_name=_("standing"), order_by="rank_now")
    due = tables.Column(verbose_name=_("deadline"), empty_values=())
    stage = tables.Column(verbose_name=_("station"))
    lead = tables.Column(verbose_name=_("lead"), order_by="lead__name")
    measure = tables.Column(verbose_name=_("measure"), order_by="measure__position")
    figures_now = NumberColumn(verbose_name=_("figures behind"))

    class Meta(ListTable.Meta):
        model = Target
        fields = ()
        sequence = (
            *("name", "current_now", "value", "expected_now", "standing_now"),
            *("due", "stage", "lead", "measure", "figures_now"),
        )

    def render_name(self, record: Target) -> str:
        return record.label

    def render_current_now(self, record: Any) -> str:
        return number(record.current_now) if record.figures_now or record.baseline else "—"

    def render_value(self, record: Target) -> str:
        return figures.goal_words(record)

    def render_expected_now(self, value: Any) -> str:
        return number(value, 1)

    def render_standing_now(self, record: Any) -> str:
        return chip(figures.standing_words(record, record.standing_now), figures.TONES[record.standing_now])

    def render_due(self, record: Target) -> str:
        if record.is_yearly:
            return _now("every year")
        if record.due is None:
            return "—"
        mark = format_html(' <span class="muted small">{}</span>', _now("horizon")) if record.due_is_horizon else ""
        return format_html("{}{}", nowrap(local_date(record.due)), mark)

    def render_stage(self, record: Target) -> str:
        return str(record.get_stage_display())

    def render_lead(self, record: Target, value: Organisation) -> str:
        return _department(record.plan.key, value)

    def render_measure(self, record: Target, value: Measure) -> str:
        url = reverse("plan:measure", args=[record.plan.key, value.key])
        return format_html('<a href="{}" title="{}">{}</a>', url, value.label, value.number)

    def render_figures_now(self, record: Any, value: int) -> str:
        url = reverse("plan:target", args=[record.plan.key, record.key])
        return format_html('<a href="{}#lineage">{}</a>', url, value)


def _department(plan_key: str, organisation: Organisation) -> str:
    url = reverse("plan:department", args=[plan_key, organisation.key])
    return format_html('<a href="{}">{}</a>', url, organisation.label)


def _plan_key(request: Any) -> str:
    return str(request.resolver_match.kwargs["plan"])


def _leads(request: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(led_targets__plan__key=_plan_key(request)).distinct()


def _owing(request: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(duties__measure__plan__key=_plan_key(request)).distinct()


def _areas(request: Any) -> QuerySet[ActionArea]:
    return ActionArea.objects.filter(plan__key=_plan_key(request))


def _measures(request: Any) -> QuerySet[Measure]:
    return Measure.objects.filter(plan__key=_plan_key(request), pilots__isnull=False).distinct()


class LabelledNumber(KeyFilter):
    """An action by its printed number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.extra["to_field_name"] = "number"


class TargetFilter(django_filters.FilterSet):
    standing = django_filters.ChoiceFilter(
        field_name="standing_now", label=_("standing"), choices=list(figures.STANDINGS.items()), empty_label=_("any")
    )
    stage = django_filters.ChoiceFilter(label=_("station"), choices=Stage.choices, empty_label=_("any"))
    lead = KeyFilter(queryset=_leads, label=_("lead"))
    cadence = django_filters.ChoiceFilter(
        label=_("rhythm"),
        choices=[("once", _("by a deadline")), ("yearly", _("every year"))],
        empty_label=_("any"),
        method="by_cadence",
    )
    due = DayRangeFilter(label=_("deadline"))

    class Meta:
        model = Target
        fields = ()

    def by_cadence(self, rows: QuerySet[Target], _name: str, value: str) -> QuerySet[Target]:
        return rows.filter(cadence="" if value == "once" else value)


# --- measures -----------------------------------------------------------------------------------------------------


class MeasureTable(ListTable):
    name = tables.Column(verbose_name=_("measure"), linkify=_below("plan:measure", "key"), order_by="position")
    area = tables.Column(verbose_name=_("action of the plan"), order_by="area__position")
    leads = tables.Column(verbose_name=_("reports"), accessor="pk", orderable=False)
    health_now = tables.Column(verbose_name=_("state"), order_by="rank_now")
    overdue_now = NumberColumn(verbose_name=_("working days late"))
    targets_now = NumberColumn(verbose_name=_("targets"))
    ends = tables.Column(verbose_name=_("until"))

    class Meta(ListTable.Meta):
        model = Measure
        fields = ()
        sequence = ("name", "area", "leads", "health_now", "overdue_now", "targets_now", "ends")

    def render_name(self, record: Measure) -> str:
        return f"{record.number} {record.label}"

    def render_area(self, value: ActionArea) -> str:
        return nowrap(value.short_label)

    def render_leads(self, record: Any) -> str:
        reporting = [d for d in record.duties.all() if d.must_report]
        return format_html_join(_now(", "), "{}", ((_department(record.plan.key, d.organisation),) for d in reporting))

    def render_health_now(self, value: str) -> str:
        return chip(figures.HEALTHS[value], figures.TONES[value])

    def render_overdue_now(self, value: int) -> str:
        return str(value) if value else "—"

    def render_ends(self, value: Any) -> str:
        return nowrap(local_date(value))


class MeasureFilter(django_filters.FilterSet):
    health = django_filters.ChoiceFilter(
        field_name="health_now", label=_("state"), choices=list(figures.HEALTHS.items()), empty_label=_("any")
    )
    action = LabelledNumber(field_name="area", queryset=_areas, label=_("action of the plan"))
    department = KeyFilter(queryset=_owing, label=_("department"), method="by_department")
    duty = django_filters.ChoiceFilter(
        label=_("duty of the department"), choices=DutyKind.choices, empty_label=_("any"), method="by_duty"
    )

    class Meta:
        model = Measure
        fields = ()

    def by_department(self, rows: QuerySet[Measure], _name: str, value: Organisation) -> QuerySet[Measure]:
        owed: dict[str, Any] = {"duties__organisation": value}
        if kind := self.form.cleaned_data.get("duty"):
            owed["duties__kind"] = kind
        return rows.filter(**owed).distinct()

    def by_duty(self, rows: QuerySet[Measure], _name: str, value: str) -> QuerySet[Measure]:
        if self.form.cleaned_data.get("department"):
            return rows  # the filter above asked for both at once
        return rows.filter(duties__kind=value).distinct()


# --- departments --------------------------------------------------------------------------------------------------


class DepartmentTable(ListTable):
    name = tables.Column(verbose_name=_("department"))
    leads_now = NumberColumn(verbose_name=_("leads"))
    shared_now = NumberColumn(verbose_name=_("shared"))
    supports_now = NumberColumn(verbose_name=_("supports"))
    targets_now = NumberColumn(verbose_name=_("targets led"))
    accepted_now = NumberColumn(verbose_name=_("accepted reports"))
    late_now = NumberColumn(verbose_name=_("overdue reports"))
    health_now = tables.Column(verbose_name=_("worst reporting duty"), order_by="rank_now")

    class Meta(ListTable.Meta):
        model = Organisation
        fields = ()
        sequence = (
            *("name", "leads_now", "shared_now", "supports_now"),
            *("targets_now", "accepted_now", "late_now", "health_now"),
        )

    def render_name(self, record: Organisation) -> str:
        return _department(record.plan_key, record)  # type: ignore[attr-defined]  # annotated by the view

    def render_health_now(self, record: Any, value: str) -> str:
        if not record.leads_now + record.shared_now:
            return "—"
        return chip(figures.HEALTHS[value], figures.TONES[value])


# --- pilots -------------------------------------------------------------------------------------------------------


class PilotTable(ListTable):
    name = tables.Column(verbose_name=_("pilot policy"))
    city = tables.Column(verbose_name=_("city"), order_by="city__adcode")
    measure = tables.Column(verbose_name=_("measure"), order_by="measure__position")
    content = tables.Column(verbose_name=_("what is tried"), orderable=False)
    begins = tables.Column(verbose_name=_("from"))
    ends = tables.Column(verbose_name=_("until"))
    state = tables.Column(verbose_name=_("state"))
    result = tables.Column(verbose_name=_("stated result"), orderable=False)
    source = tables.Column(verbose_name=_("source"), orderable=False)

    class Meta(ListTable.Meta):
        model = PilotPolicy
        fields = ()
        sequence = ("name", "city", "measure", "content", "begins", "ends", "state", "result", "source")

    def render_name(self, record: PilotPolicy) -> str:
        return record.label

    def render_city(self, record: PilotPolicy, value: City) -> str:
        url = reverse("plan:city", args=[record.measure.plan.key, value.key])
        return format_html('<a href="{}">{}</a>', url, value.label)

    def render_measure(self, record: PilotPolicy, value: Measure) -> str:
        url = reverse("plan:measure", args=[record.measure.plan.key, value.key])
        return format_html('<a href="{}">{} {}</a>', url, value.number, value.label)

    def render_begins(self, value: Any) -> str:
        return nowrap(local_date(value))

    def render_ends(self, value: Any) -> str:
        return nowrap(local_date(value))

    def render_state(self, record: PilotPolicy) -> str:
        tones = {PilotState.PROPOSED: "info", PilotState.RUNNING: "ok", PilotState.ENDED: "mute"}
        return chip(record.get_state_display(), tones[PilotState(record.state)])

    def render_source(self, record: PilotPolicy) -> str:
        if record.source_url.startswith(("https://", "http://")):
            return format_html('<a href="{}" rel="external">{}</a>', record.source_url, record.source)
        return record.source


class PilotFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("state"), choices=PilotState.choices, empty_label=_("any"))
    city = KeyFilter(queryset=City.objects.filter(pilots__isnull=False).distinct(), label=_("city"))
    measure = KeyFilter(queryset=_measures, label=_("measure"))
    begins = DayRangeFilter(label=_("from"))

    class Meta:
        model = PilotPolicy
        fields = ()
