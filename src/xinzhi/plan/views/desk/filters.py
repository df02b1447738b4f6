"""What the desk's lists may be narrowed by. Choices come from what the person may see."""

import django_filters
from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinzhi.plan.models import Measure, Period, Press, PressLevel, PressState, Report, SelfAssessment
from xinzhi.plan.rules import visible_plans, visible_presses, visible_reports
from xinzhi.plan.workflows import REPORT
from xinzhi.registry.models import Organisation


def _periods(request: HttpRequest) -> QuerySet[Period]:
    return Period.objects.filter(plan__in=visible_plans(request.user)).order_by("-ends")


def _departments(request: HttpRequest) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=visible_reports(request.user).values("duty__organisation"))


def _pressed(request: HttpRequest) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=visible_presses(request.user).values("duty__organisation"))


def _measures(request: HttpRequest) -> QuerySet[Measure]:
    return Measure.objects.filter(pk__in=visible_reports(request.user).values("duty__measure"))


class ReportFilter(django_filters.FilterSet):
    period = django_filters.ModelChoiceFilter(label=_("Period"), queryset=_periods)
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), field_name="duty__organisation", queryset=_departments
    )
    measure = django_filters.ModelChoiceFilter(label=_("Measure"), field_name="duty__measure", queryset=_measures)
    state = django_filters.ChoiceFilter(label=_("State"), choices=REPORT.choices)
    assessment = django_filters.ChoiceFilter(label=_("Own assessment"), choices=SelfAssessment.choices)
    late = django_filters.ChoiceFilter(
        label=_("Late"), method="filter_late", choices=[("now", _("late now")), ("was", _("was handed in late"))]
    )

    class Meta:
        model = Report
        fields: list[str] = []

    def filter_late(self, rows: QuerySet[Report], _name: str, value: str) -> QuerySet[Report]:
        """Late now: still with the department after the due day. Was late: handed in after it."""
        if value == "now":
            return rows.filter(Q(state="draft") | Q(state="returned"), period__due__lt=timezone.localdate())
        return rows.annotate(day=TruncDate("submitted_at")).filter(day__gt=F("period__due"))


class PressFilter(django_filters.FilterSet):
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), field_name="duty__organisation", queryset=_pressed
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=PressLevel.choices)
    state = django_filters.ChoiceFilter(label=_("State"), choices=PressState.choices)

    class Meta:
        model = Press
        fields: list[str] = []
