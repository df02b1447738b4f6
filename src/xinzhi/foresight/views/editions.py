"""The room's entrance, and all editions of the list."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xinzhi.core.lists import Export, ListPage
from xinzhi.foresight.models import Corpus, ForesightEdition, ForesightRun, Study
from xinzhi.foresight.pictures import radar_of
from xinzhi.foresight.queries.hits import hit_rows
from xinzhi.foresight.rules import inside, visible_editions, visible_entries, visible_studies
from xinzhi.foresight.tables import EditionFilter, EditionTable


class Editions(ListPage):
    """Every edition that the reader may see, the newest first."""

    key = "foresight.editions"
    title = gettext_lazy("Editions of the list")
    lead = gettext_lazy("Every edition is judged years later, beside what simple rules would have listed.")
    public = True
    columns = EditionTable
    filterset = EditionFilter
    search_fields = ("name", "name_en", "summary")
    sort = ("-origin", "-number")
    empty_title = gettext_lazy("No edition of the list yet")
    empty_hint = gettext_lazy("Analysts draft one from a run.")
    exports = (
        Export("id", gettext_lazy("number of the edition's page"), "pk"),
        Export("number", gettext_lazy("edition")),
        Export("origin", gettext_lazy("origin"), "run__origin"),
        Export("retrospective", gettext_lazy("made in hindsight")),
        Export("state", gettext_lazy("state")),
        Export("digest", gettext_lazy("digest")),
        Export("published", gettext_lazy("published"), "published_at"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[ForesightEdition]:
        return visible_editions(request.user).select_related("run").defer("rules_text", "run__themes", "run__about")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Foresight"), reverse("foresight:index"))]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest list with its radar and hit rates, and the ways into the room."""
    edition = newest(request.user)
    context: dict[str, Any] = {
        "edition": edition,
        "inside": inside(request.user),
        "studies": visible_studies(request.user).count(),
        "editions": visible_editions(request.user).count(),
    }
    if edition is not None:
        entries = list(entries_of(edition, request.user))
        context |= {
            "radar": radar_of(edition, entries, _("no field")),
            "count": len(entries),
            "judged": judged(request.user),
        }
    if context["inside"]:
        context |= {
            "corpora": Corpus.objects.count(),
            "runs": ForesightRun.objects.count(),
            "open": ForesightEdition.objects.filter(state__in=["draft", "submitted", "approved"]).select_related("run"),
            "in_review": Study.objects.filter(state="review").count(),
        }
    return render(request, "foresight/index.html", context)


def newest(user: Any) -> ForesightEdition | None:
    """The published edition to show first: of the running list before those in hindsight, real before simulated, then the newest."""
    rows = visible_editions(user).filter(state="published").select_related("run__corpus", "before")
    found: ForesightEdition | None = rows.order_by("simulated", "retrospective", "-run__origin", "-number").first()
    return found


def entries_of(edition: ForesightEdition, user: Any) -> QuerySet[Any]:
    """The entries of an edition that the user may see, with what a page shows of them."""
    rows = visible_entries(user, edition).select_related("candidate", "field__parent__parent").order_by("position")
    heavy = ("shares", "fan", "papers_shown", "because", "ranks")
    return rows.defer(*(f"candidate__{name}" for name in heavy))


def judged(user: Any) -> list[dict[str, Any]]:
    """Published editions that were judged, the newest origin first, with the list and its best rival."""
    rows = (
        visible_editions(user)
        .filter(state="published", scores__isnull=False)
        .select_related("run")
        .prefetch_related("scores")
        .distinct()
        .order_by("simulated", "-run__origin")
    )
    return [
        {"edition": e, "url": reverse("foresight:edition", args=[e.pk]), **row}
        for e in rows[:6]
        for row in hit_rows(e, user)
        if row["known"]
    ]
