"""Pilot policies tried in places under a plan."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import Export
from xinzhi.plan.rules import visible_pilots
from xinzhi.plan.tables.board import PilotFilter, PilotTable

from .common import PlanList


class Pilots(PlanList):
    """Every pilot the reader may see: running and ended ones are public."""

    key = "plan.pilots"
    tab = "pilots"
    title = gettext_lazy("Pilot policies")
    lead = gettext_lazy("Policies tried first in one place, what they are, and what came of them.")
    columns = PilotTable
    filterset = PilotFilter
    search_fields = ("name", "name_en", "content", "result", "city__name", "measure__name")
    search_hint = gettext_lazy("Search pilots")
    sort = ("-begins",)
    simulated_path = "simulated"
    empty_title = gettext_lazy("No pilot is on record")
    empty_hint = gettext_lazy(
        "The plan calls for pilots but names no place. The plan office, or a city for itself, enters one with its source."
    )
    exports = (
        Export("id", gettext_lazy("number")),
        Export("name", gettext_lazy("pilot policy")),
        Export("name_en", gettext_lazy("English name")),
        Export("city", gettext_lazy("city"), "city__key"),
        Export("measure", gettext_lazy("measure"), "measure__key"),
        Export("organisation", gettext_lazy("tried by"), "organisation__key"),
        Export("content", gettext_lazy("what is tried")),
        Export("begins", gettext_lazy("from")),
        Export("ends", gettext_lazy("until")),
        Export("state", gettext_lazy("state")),
        Export("result", gettext_lazy("stated result")),
        Export("source", gettext_lazy("source")),
        Export("source_url", gettext_lazy("source address")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        pilots = visible_pilots(request.user).filter(measure__plan=self.plan)
        return pilots.select_related("city", "measure__plan", "organisation").defer("measure__plan__text")

    def extra_context(self) -> dict[str, Any]:
        return {**super().extra_context(), "may_add_pilot": self.request.user.has_perm("plan.propose_pilot")}
