"""The ladder of titles: an overview, who is nearest, who may lose a title, and one firm."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xinzhi.core.formats import in_language
from xinzhi.core.lists import Export, ListPage
from xinzhi.cultivation.engine.library import Library
from xinzhi.cultivation.forms import LookForm
from xinzhi.cultivation.models import LadderCheck, LadderStanding, StandingKind
from xinzhi.cultivation.queries.finance import course_of
from xinzhi.cultivation.queries.ladder import course, last_check, status_names
from xinzhi.cultivation.queries.list_files import library_files, library_of
from xinzhi.cultivation.rules import may_see_firm, visible_members
from xinzhi.cultivation.tables import StandingFilter, StandingTable
from xinzhi.cultivation.tasks import start_check
from xinzhi.cultivation.words import fact_names
from xinzhi.incentives.engine import Shortfall
from xinzhi.incentives.queries.book import book as rule_book
from xinzhi.incentives.words import shortfall_in_words
from xinzhi.registry.models import Organisation, Standing


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Titles held, how many are near, how cohorts fared, from one title to the next; real firms or (?simulated=1) simulated ones."""
    if not request.user.has_perm("cultivation.see_ladder"):
        raise PermissionDenied
    simulated = "simulated" in request.GET
    check = last_check(simulated=simulated)
    names = status_names()
    fared = course(timezone.localdate(), simulated=simulated)
    context = {
        "simulated": simulated,
        "check": check,
        "rows": _counts(check, names),
        "cohorts": [(names[c.status], c) for c in fared.cohorts],
        "conversions": [(names[low], names[high], n) for low, high, n in fared.conversions],
        "past": LadderCheck.objects.filter(simulated=simulated)[:12],
        "libraries": [(key, _name(library_of(key))) for key in library_files()],
        "may_check": request.user.has_perm("cultivation.check_ladder"),
    }
    return render(request, "cultivation/ladder.html", context)


@login_required
def look(request: HttpRequest) -> HttpResponse:
    """Let a job look over the ladder."""
    if not request.user.has_perm("cultivation.check_ladder"):
        raise PermissionDenied
    form = LookForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        job = start_check(owner=request.user, **form.cleaned_data)
        messages.success(request, _("The ladder is being looked over; this page follows the work."))
        return redirect("core:job", job.pk)
    above = {"above": _("Ladder of titles"), "back": reverse("cultivation:ladder")}
    return render(request, "cultivation/form.html", {"form": form, "title": _("Look over the ladder"), **above})


class _Standings(ListPage):
    """Standings of the last looks; the kind is the page's."""

    kind = ""
    permission = "cultivation.see_ladder"
    columns = StandingTable
    filterset = StandingFilter
    search_fields = ("organisation__name", "organisation__name_en", "status")
    empty_hint = gettext_lazy("Look over the ladder first.")
    exports = (
        Export("firm", gettext_lazy("firm"), "organisation__key"),
        Export("name", gettext_lazy("name"), "organisation__name"),
        Export("title", gettext_lazy("title held"), "status"),
        Export("meets", gettext_lazy("meets the conditions")),
        Export("failing", gettext_lazy("conditions that do not hold")),
        Export("unknown", gettext_lazy("conditions that cannot be told")),
        Export("valid_until", gettext_lazy("valid until"), "expires"),
        Export("gaps", gettext_lazy("gaps")),
    )

    def queryset(self, _request: HttpRequest) -> QuerySet[LadderStanding]:
        return LadderStanding.objects.filter(kind=self.kind).select_related("organisation__city")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Ladder of titles"), reverse("cultivation:ladder"))]


class Nearest(_Standings):
    """Who is nearest to the next title."""

    key = "cultivation.nearest"
    title = gettext_lazy("Nearest to the next title")
    lead = gettext_lazy("The fewest conditions that do not hold come first, then the fewest that cannot be told.")
    kind = StandingKind.NEXT
    sort = ("failing", "unknown")
    empty_title = gettext_lazy("Nobody is near")


class Watch(_Standings):
    """Who may lose a title."""

    key = "cultivation.watch"
    title = gettext_lazy("Titles that may be lost")
    lead = gettext_lazy(
        "Titles that end within a year, and those whose conditions no longer hold by the recorded figures."
    )
    kind = StandingKind.WATCH
    sort = ("expires",)
    empty_title = gettext_lazy("No title is in danger")


@login_required
@require_safe
def firm(request: HttpRequest, key: str) -> HttpResponse:
    """Where one firm stands: what comes next with the gaps, what it may lose, its places in libraries."""
    found = get_object_or_404(Organisation, key=key, standing=Standing.PUBLISHED)
    if not may_see_firm(request.user, found):
        raise Http404
    names = status_names()
    standings: list[dict[str, Any]] = [
        {"standing": s, "title": names[s.status], "gaps": [_gap(gap) for gap in s.gaps]}
        for s in LadderStanding.objects.filter(organisation=found)
    ]
    context = {
        "firm": found,
        "nexts": [row for row in standings if row["standing"].kind == StandingKind.NEXT],
        "watched": [row for row in standings if row["standing"].kind == StandingKind.WATCH],
        "members": [(m, _name(library_of(m.library))) for m in visible_members(request.user).filter(firm=found)],
        "course": course_of(found),
        "may_lift": request.user.has_perm("incentives.see_firm", found),
        "may_see_ladder": request.user.has_perm("cultivation.see_ladder"),
    }
    return render(request, "cultivation/firm.html", context)


def _name(library: Library) -> str:
    return in_language(library.name, library.name_en)


def _gap(gap: dict[str, Any]) -> dict[str, Any]:
    short = [shortfall_in_words(rule_book(), Shortfall.from_row(row)) for row in gap["short"] if isinstance(row, dict)]
    label = in_language(gap["name"], gap["name_en"])
    return {**gap, "label": label, "missing": fact_names(gap["needs"]), "shortfalls": short}


def _counts(check: LadderCheck | None, names: dict[str, str]) -> list[dict[str, Any]]:
    """For each title: held, meets without holding, one rung below, in danger."""
    counts = check.counts if check else {}
    kinds = ("held", "meets", "next", "watch")
    return [{"name": name, **{kind: counts.get(f"{kind}.{key}", 0) for kind in kinds}} for key, name in names.items()]
