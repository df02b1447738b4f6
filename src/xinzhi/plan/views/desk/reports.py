"""The list of progress reports."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinzhi.core.lists import BulkAction, Export, ListPage
from xinzhi.core.workdays import overdue_workdays
from xinzhi.plan.actions import accept_report
from xinzhi.plan.models import Report
from xinzhi.plan.rules import is_plan_office, visible_reports
from xinzhi.plan.tables.desk import ReportTable

from .filters import ReportFilter


def _accept(actor: Any, report: Report, _data: dict[str, Any]) -> str:
    accept_report(actor=actor, report=report)
    return ""


def days_late(report: Report) -> int:
    """Working days late: until it was handed in, or until today while it is still owed."""
    is_open = report.state in {"draft", "returned"}
    day = timezone.localdate() if is_open or not report.submitted_at else timezone.localdate(report.submitted_at)
    return overdue_workdays(report.period.due, day)


class Reports(ListPage):
    """What departments reported: all for the plan office and auditors, else one's own."""

    key = "plan.reports"
    title = _("Progress reports")
    columns = ReportTable
    filterset = ReportFilter
    search_fields = ("duty__measure__name", "duty__measure__name_en", "duty__organisation__name", "text", "next_steps")
    search_hint = _("Measure, department or words of the report")
    empty_title = _("No report yet")
    empty_hint = _("Reports are begun from the workbench, where each duty with its deadline stands.")
    empty_url = "/workbench/"
    empty_action = _("To the workbench")
    exports = (
        Export("id", _("number")),
        Export("department", _("Department"), "duty__organisation__key"),
        Export("department_name", _("Department's name"), "duty__organisation__name"),
        Export("measure", _("Measure"), "duty__measure__key"),
        Export("measure_name", _("Measure's name"), "duty__measure__name"),
        Export("period", _("Period"), "period__label"),
        Export("due", _("Due"), "period__due"),
        Export("state", _("State")),
        Export("assessment", _("Own assessment")),
        Export("text", _("What was done")),
        Export("next_steps", _("What comes next")),
        Export("submitted_at", _("Handed in")),
        Export("decided_at", _("Decided")),
        Export("decision_note", _("Reason of the decision")),
        Export("working_days_late", _("Working days late"), days_late),
    )
    bulk_actions = (
        BulkAction(
            "accept", _("Accept"), "plan.decide_report", _accept, offered=lambda user: bool(is_plan_office(user))
        ),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return visible_reports(request.user).select_related("duty__measure", "duty__organisation", "period")
