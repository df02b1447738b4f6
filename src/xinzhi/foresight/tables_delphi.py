"""The columns of the room's lists of surveys."""

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from xinzhi.core.lists import ListTable, NumberColumn

from .models import DelphiSurvey
from .workflows_delphi import SURVEY


class SurveyTable(ListTable):
    """Delphi surveys."""

    label = tables.Column(
        verbose_name=_("Survey"),
        order_by="name",
        linkify=lambda record: reverse("foresight:delphi_results", args=[record.pk]),
    )
    organisation = tables.Column(verbose_name=_("Conducted by"), order_by="organisation__name")
    asked = NumberColumn(verbose_name=_("Statements asked"))
    held = NumberColumn(verbose_name=_("Rounds"))
    state = tables.Column(verbose_name=_("State"))
    closed_at = tables.DateTimeColumn(verbose_name=_("Closed"), format="Y-m-d")

    class Meta(ListTable.Meta):
        sequence = ("label", "organisation", "asked", "held", "state", "closed_at")

    def render_organisation(self, record: DelphiSurvey) -> str:
        return record.organisation.label

    def render_state(self, record: DelphiSurvey) -> str:
        state = SURVEY.state(record)
        return format_html('<span class="chip {}">{}</span>', state.tone, state.label)


class SurveyFilter(django_filters.FilterSet):
    """Surveys by state."""

    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=SURVEY.choices)

    class Meta:
        model = DelphiSurvey
        fields = ("state",)
