"""Reviewing possible matches: the list, the comparison of a pair, the decision."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xinzhi.core import jobs
from xinzhi.core.formats import percent
from xinzhi.core.lists import Export, ListPage, ListTable, NumberColumn
from xinzhi.registry.actions import decide_match
from xinzhi.registry.match_rules import visible_matches
from xinzhi.registry.match_words import reasons_in_words, side_by_side
from xinzhi.registry.models import MatchCandidate, MatchState
from xinzhi.registry.queries.matches import matches_with_names, next_match, review_progress
from xinzhi.registry.registers.bodies import ORGANISATIONS
from xinzhi.registry.tasks.matches import FIND_MATCHES
from xinzhi.registry.words import entry_address

TONES = {"undecided": "info", "same": "ok", "part_of": "mute", "different": "mute"}


class MatchTable(ListTable):
    first_name = tables.Column(
        verbose_name=gettext_lazy("first entry"), linkify=lambda record: reverse("registry:match", args=[record.pk])
    )
    second_name = tables.Column(verbose_name=gettext_lazy("second entry"))
    probability = NumberColumn(verbose_name=gettext_lazy("probability of one"))
    hint = tables.Column(verbose_name=gettext_lazy("what speaks most"), empty_values=(), orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("decision"))
    decided_by = tables.Column(verbose_name=gettext_lazy("by"), orderable=False)

    class Meta(ListTable.Meta):
        sequence = ("first_name", "second_name", "probability", "hint", "state", "decided_by")

    def render_probability(self, value: float) -> str:
        return percent(value)

    def render_hint(self, record: MatchCandidate) -> str:
        reasons = reasons_in_words(record)
        return str(reasons[0]["text"]) if reasons else ""

    def render_state(self, record: MatchCandidate) -> str:
        return format_html('<span class="chip {}">{}</span>', TONES[record.state], record.get_state_display())


class MatchFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=MatchState.choices, label=gettext_lazy("decision"), empty_label=gettext_lazy("any")
    )
    relation = django_filters.ChoiceFilter(
        label=gettext_lazy("looks like"),
        method="looks_like",
        choices=[("same", gettext_lazy("the same")), ("part_of", gettext_lazy("a part of the other"))],
        empty_label=gettext_lazy("any"),
    )

    class Meta:
        model = MatchCandidate
        fields = ("state",)

    def looks_like(self, rows: QuerySet[MatchCandidate], _name: str, value: str) -> QuerySet[MatchCandidate]:
        return rows.filter(whole_id__isnull=value == "same")


class Matches(ListPage):
    """Every pair that may be one organisation, for the plan office."""

    key = "registry.matches"
    title = gettext_lazy("Possible matches")
    lead = gettext_lazy(
        "Organisations that may be registered twice. A person decides; decided pairs are not asked again."
    )
    permission = "registry.see_matches"
    columns = MatchTable
    filterset = MatchFilter
    search_fields = ("first_name", "second_name")
    sort = ("-probability",)
    simulated_path = "simulated"
    template_name = "registry/matches.html"
    empty_title = gettext_lazy("No possible matches")
    empty_hint = gettext_lazy("Look for them after entries were added or imported.")
    exports = (
        Export("first", gettext_lazy("first entry"), "first_name"),
        Export("second", gettext_lazy("second entry"), "second_name"),
        Export("probability", gettext_lazy("probability of one")),
        Export("state", gettext_lazy("decision")),
        Export("why", gettext_lazy("reason")),
        Export("decided_at", gettext_lazy("decided")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[MatchCandidate]:
        return matches_with_names(request.user).select_related("decided_by")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Registers"), reverse("registry:index"))]

    def extra_context(self) -> dict[str, Any]:
        return {"progress": review_progress(self.request.user), "next": next_match(self.request.user)}


@login_required
@permission_required("registry.see_matches", raise_exception=True)
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Two entries side by side, why they may be one, and the decision."""
    candidate = get_object_or_404(visible_matches(request.user).select_related("decided_by"), pk=pk)
    entries = ORGANISATIONS.all_entries().in_bulk([candidate.first_id, candidate.second_id])
    first, second = entries[candidate.first_id], entries[candidate.second_id]
    following = next_match(request.user, candidate)
    context = {
        "candidate": candidate,
        "first": first,
        "second": second,
        "first_url": entry_address(first),
        "second_url": entry_address(second),
        "whole": entries.get(candidate.whole_id) if candidate.whole_id else None,
        "rows": side_by_side(first, second),
        "reasons": reasons_in_words(candidate),
        "tone": TONES[candidate.state],
        "progress": review_progress(request.user),
        "next": following,
        "may_decide": candidate.state != MatchState.SAME and request.user.has_perm("registry.decide_match", candidate),
    }
    return render(request, "registry/match.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the decision and go to the next pair."""
    candidate = get_object_or_404(visible_matches(request.user), pk=pk)
    following = next_match(request.user, candidate)
    try:
        decide_match(
            actor=request.user,
            candidate=candidate,
            decision=request.POST.get("decision", ""),
            why=request.POST.get("why", ""),
        )
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return redirect("registry:match", candidate.pk)
    messages.success(request, _("Decided: %(decision)s.") % {"decision": candidate.get_state_display()})
    return redirect("registry:match", following.pk) if following else redirect("registry:matches")


@login_required
@require_POST
@permission_required("registry.find_matches", raise_exception=True)
def find(request: HttpRequest) -> HttpResponse:
    """Start the search for matches as a job."""
    job = jobs.start(FIND_MATCHES, owner=request.user, title=_("Look for organisations registered twice"), arguments={})
    return redirect("core:job", job.pk)
