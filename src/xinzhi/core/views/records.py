"""What was done, by whom and why; and the history of one thing."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from xinzhi.core.lists import DayRangeFilter, Export, ListPage, ListTable
from xinzhi.core.models import ActionRecord
from xinzhi.core.queries import kind_name, readable_changes, subject_model, versions, visible_records
from xinzhi.core.verbs import verb_choices, verb_name

_MOST_RECORDS = 500


def record_address(record: ActionRecord) -> str:
    """The history of the thing; of an action that concerns no single thing, the records of its kind."""
    if record.subject_id:
        return reverse("core:history", args=[record.subject_type, record.subject_id])
    return f"{reverse('core:records')}?subject_type={record.subject_type}"


class RecordTable(ListTable):
    at = tables.DateTimeColumn(verbose_name=_("time"), format="Y-m-d H:i:s")
    actor = tables.Column(verbose_name=_("who"), order_by="actor__username", default=_("the system"))
    verb = tables.Column(verbose_name=_("action"))
    subject_type = tables.Column(verbose_name=_("kind"))
    subject_label = tables.Column(
        verbose_name=_("thing"),
        linkify=record_address,
    )
    why = tables.Column(verbose_name=_("reason"), orderable=False)

    class Meta(ListTable.Meta):
        fields = ("at", "actor", "verb", "subject_type", "subject_label", "why")

    def render_verb(self, value: str) -> str:
        return verb_name(value)

    def render_subject_type(self, value: str) -> str:
        return kind_name(value)


def _kinds() -> list[tuple[str, str]]:
    """The kinds of things that were ever acted on, by their names."""
    found = ActionRecord.objects.order_by("subject_type").values_list("subject_type", flat=True).distinct()
    return [(kind, kind_name(kind)) for kind in found]


class RecordFilter(django_filters.FilterSet):
    at = DayRangeFilter(label=_("time"))
    verb = django_filters.ChoiceFilter(label=_("action"), choices=verb_choices)
    subject_type = django_filters.ChoiceFilter(label=_("kind"), choices=_kinds)

    class Meta:
        model = ActionRecord
        fields = ("at", "verb", "subject_type")


class Records(ListPage):
    """Every recorded action, for the plan office and auditors."""

    key = "core.records"
    title = _("Recorded actions")
    lead = _("Who did what, when and why. Nothing here is ever changed or removed.")
    permission = "core.see_records"
    columns = RecordTable
    filterset = RecordFilter
    search_fields = ("subject_label", "verb", "why", "actor__username", "actor__display_name")
    sort = ("-at",)
    exports = (
        Export("id", _("number")),
        Export("at", _("time")),
        Export("actor", _("who"), "actor__username"),
        Export("verb", _("action")),
        Export("subject_type", _("kind")),
        Export("subject_id", _("number of the thing")),
        Export("subject_label", _("thing")),
        Export("why", _("reason")),
        Export("changes", _("changes")),
        Export("request_id", _("request")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_records(request.user)


class History(LoginRequiredMixin, View):
    """All that was done to one thing, with what changed, and the versions of its row."""

    def get(self, request: HttpRequest, kind: str, pk: str) -> HttpResponse:
        if not request.user.has_perm("core.see_records"):
            raise PermissionDenied
        found = visible_records(request.user).filter(subject_type=kind, subject_id=pk)
        records = list(found[:_MOST_RECORDS])
        model = subject_model(kind)
        kept = versions(model, pk) if pk.isdigit() else []
        if not records and not kept:
            raise Http404
        changes = readable_changes(model, [r.changes for r in records])
        thing = records[0].subject_label if records else f"{kind_name(kind)} {pk}"
        context = {
            "thing": thing,
            "kind": kind_name(kind),
            "records": list(zip(records, changes, strict=True)),
            "versions": kept,
        }
        return render(request, "core/history.html", context)
