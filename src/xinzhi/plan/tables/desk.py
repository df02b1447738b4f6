"""The columns of the desk's lists."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.formats import local_date, working_days
from xinzhi.core.lists import ListTable
from xinzhi.core.workdays import overdue_workdays
from xinzhi.plan.models import PressLevel, PressState, ReadingState, SelfAssessment
from xinzhi.plan.workflows import REPORT

ASSESSMENT_TONES = {
    SelfAssessment.DONE: "ok",
    SelfAssessment.ON_TRACK: "ok",
    SelfAssessment.BEHIND: "warn",
    SelfAssessment.BLOCKED: "bad",
}
LEVEL_TONES = {PressLevel.REMIND: "info", PressLevel.PRESS: "warn", PressLevel.SUPERVISE: "bad"}
PRESS_TONES = {PressState.OPEN: "warn", PressState.ANSWERED: "info", PressState.CLOSED: "mute"}
READING_TONES = {ReadingState.DRAFT: "info", ReadingState.PUBLISHED: "ok", ReadingState.DISCARDED: "mute"}


def chip(text: Any, tone: str) -> str:
    """A short word on a tinted ground."""
    return format_html('<span class="chip {}">{}</span>', tone, text)


class DayColumn(tables.Column):
    """A day as the reader writes days."""

    def render(self, value: Any) -> str:
        return local_date(value)


class ReportTable(ListTable):
    """Progress reports."""

    measure = tables.Column(
        accessor="duty__measure",
        verbose_name=gettext_lazy("Measure"),
        linkify=("plan:report", {"pk": tables.A("pk")}),
        order_by="duty__measure__position",
    )
    department = tables.Column(
        accessor="duty__organisation__label",
        verbose_name=gettext_lazy("Department"),
        order_by="duty__organisation__name",
    )
    period = tables.Column(verbose_name=gettext_lazy("Period"), order_by="period__ends")
    state = tables.Column(verbose_name=gettext_lazy("State"))
    assessment = tables.Column(verbose_name=gettext_lazy("Own assessment"))
    due = DayColumn(accessor="period__due", verbose_name=gettext_lazy("Due"), order_by="period__due")
    submitted_at = DayColumn(verbose_name=gettext_lazy("Handed in"))

    class Meta(ListTable.Meta):
        pass

    def render_measure(self, value: Any) -> str:
        return f"{value.number} {value.label}"

    def render_state(self, record: Any) -> str:
        state = REPORT.state(record)
        return chip(state.label, state.tone)

    def render_assessment(self, record: Any) -> str:
        return chip(record.get_assessment_display(), ASSESSMENT_TONES.get(record.assessment, "mute"))

    def render_due(self, record: Any, value: Any) -> str:
        """The day, and how late an open report is or a submitted one was."""
        if record.state in {"draft", "returned"}:
            late = overdue_workdays(value, timezone.localdate())
            return (
                format_html("{}<br>{}", local_date(value), chip(working_days(-late), "bad"))
                if late
                else local_date(value)
            )
        if record.submitted_at and (late := overdue_workdays(value, timezone.localdate(record.submitted_at))):
            words = _("handed in %(days)s working days late") % {"days": late}
            return format_html('{}<br><span class="small muted">{}</span>', local_date(value), words)
        return local_date(value)


class PressTable(ListTable):
    """Pressings."""

    duty = tables.Column(
        accessor="duty__measure",
        verbose_name=gettext_lazy("Measure"),
        linkify=("plan:press", {"pk": tables.A("pk")}),
        order_by="duty__measure__position",
    )
    department = tables.Column(
        accessor="duty__organisation__label",
        verbose_name=gettext_lazy("Department"),
        order_by="duty__organisation__name",
    )
    level = tables.Column(verbose_name=gettext_lazy("Level"))
    state = tables.Column(verbose_name=gettext_lazy("State"))
    created_at = DayColumn(verbose_name=gettext_lazy("Sent"))
    due = DayColumn(verbose_name=gettext_lazy("Answer due"))

    class Meta(ListTable.Meta):
        pass

    def render_duty(self, value: Any) -> str:
        return f"{value.number} {value.label}"

    def render_level(self, record: Any) -> str:
        return chip(record.get_level_display(), LEVEL_TONES[PressLevel(record.level)])

    def render_state(self, record: Any) -> str:
        return chip(record.get_state_display(), PRESS_TONES[PressState(record.state)])


class PeriodTable(ListTable):
    """Periods with how many reports they have."""

    label = tables.Column(verbose_name=gettext_lazy("Period"))
    plan = tables.Column(accessor="plan__label", verbose_name=gettext_lazy("Plan"), order_by="plan__key")
    begins = DayColumn(verbose_name=gettext_lazy("From"))
    ends = DayColumn(verbose_name=gettext_lazy("Until"))
    due = DayColumn(verbose_name=gettext_lazy("Reports due"))
    accepted = tables.Column(verbose_name=gettext_lazy("Reports"), attrs={"td": {"class": "n"}, "th": {"class": "n"}})

    class Meta(ListTable.Meta):
        pass

    def render_accepted(self, record: Any) -> str:
        words = _("%(accepted)d accepted, %(waiting)d to decide, of %(owed)d owed")
        return words % {"accepted": record.accepted, "waiting": record.waiting, "owed": record.owed}


class ReadingTable(ListTable):
    """Readings of texts."""

    name = tables.Column(verbose_name=gettext_lazy("Title"), linkify=("plan:reading", {"pk": tables.A("pk")}))
    state = tables.Column(verbose_name=gettext_lazy("State"))
    owner = tables.Column(verbose_name=gettext_lazy("Given by"))
    created_at = DayColumn(verbose_name=gettext_lazy("Read on"))
    changes = tables.Column(
        verbose_name=gettext_lazy("Corrections"), attrs={"td": {"class": "n"}, "th": {"class": "n"}}
    )

    class Meta(ListTable.Meta):
        pass

    def render_state(self, record: Any) -> str:
        return chip(record.get_state_display(), READING_TONES[ReadingState(record.state)])
