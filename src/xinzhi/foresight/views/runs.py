"""A run: its candidates, the emergence map, the theme river, the region against the world; and drafting an edition of it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xinzhi.core.formats import percent
from xinzhi.core.lists import BulkAction, Export, ListPage
from xinzhi.core.lists import ReasonForm as BulkReason
from xinzhi.core.views.common import add_errors
from xinzhi.foresight import actions, charts
from xinzhi.foresight.engine.rings import read_rules
from xinzhi.foresight.forms.listing import DraftForm
from xinzhi.foresight.models import Candidate, CandidateState, ForesightRun
from xinzhi.foresight.queries.figures import region_gap
from xinzhi.foresight.queries.rules_file import rules_path
from xinzhi.foresight.tables import CandidateFilter, CandidateTable

from .common import number_or_404, picture, run_or_404

_MAPPED, _STREAMS, _FEWEST_TOLD = 150, 10, 5


def _reject(actor: Any, candidate: Candidate, data: dict[str, Any]) -> None:
    actions.reject_candidate(actor=actor, candidate=candidate, why=data["why"])


class Run(ListPage):
    """The candidates of a run."""

    key = "foresight.candidates"
    permission = "foresight.see_inside"
    columns = CandidateTable
    filterset = CandidateFilter
    search_fields = ("term", "name")
    sort = ("rank",)
    template_name = "foresight/run.html"
    empty_title = gettext_lazy("No candidate")
    bulk_actions = (
        BulkAction(
            "reject",
            gettext_lazy("Reject the candidates"),
            "foresight.prepare",
            _reject,
            form=BulkReason,
            tone="bad",
            offered=lambda user: user.has_perm("foresight.prepare"),
        ),
    )
    exports = (
        Export("rank", gettext_lazy("rank")),
        Export("term", gettext_lazy("term of the papers")),
        Export("name", gettext_lazy("Chinese name")),
        Export("chance", gettext_lazy("probability")),
        Export("chance_long", gettext_lazy("probability over five years")),
        Export("papers", gettext_lazy("papers")),
        Export("growth", gettext_lazy("growth")),
        Export("first_year", gettext_lazy("first seen")),
        Export("field", gettext_lazy("field"), "field__key"),
        Export("state", gettext_lazy("state")),
        Export("reason", gettext_lazy("reason"), "note"),
    )

    @cached_property
    def run(self) -> ForesightRun:
        return run_or_404(self.request, number_or_404(self.kwargs["pk"]))

    def queryset(self, request: HttpRequest) -> QuerySet[Candidate]:  # noqa: ARG002  who may see it is asked of the run
        rows = self.run.candidates.select_related("field")
        return rows.defer("shares", "fan", "papers_shown", "because")

    def heading(self) -> str | Promise:
        return _("%(corpus)s at %(origin)d") % {"corpus": self.run.corpus.label, "origin": self.run.origin}

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [
            (_("Foresight"), reverse("foresight:index")),
            (_("Corpora"), reverse("foresight:corpora")),
            (self.run.corpus.label, reverse("foresight:corpus", args=[self.run.corpus_id])),
        ]

    def extra_context(self) -> dict[str, Any]:
        rows = mapped(self.run)
        return {
            "run": self.run,
            "map": map_spec(rows),
            "map_rows": [[r["term"], r["papers"], r["growth"], percent(r["chance"])] for r in rows[:30]],
            "map_columns": [_("Candidate"), _("Papers"), _("Growth (times)"), _("Probability")],
            "river": river_spec(self.run),
            "themes": self.run.themes.get("themes", [])[:20],
            "may_prepare": self.request.user.has_perm("foresight.prepare"),
            "events": event_names(),
        }


def event_names() -> dict[str, str]:
    """What happened to a theme, in words."""
    return {
        "born": _("born"),
        "grown": _("grown"),
        "steady": _("steady"),
        "shrunk": _("shrunk"),
        "split": _("split off"),
        "merged": _("merged"),
    }


def mapped(run: ForesightRun) -> list[dict[str, Any]]:
    """The first open candidates with a known growth, as the emergence map takes them."""
    rows = run.candidates.filter(state=CandidateState.OPEN, growth__isnull=False).order_by("rank")
    rows = rows.only("run", "term", "name", "papers", "growth", "chance")
    return [
        {
            "term": c.label,
            "papers": c.papers,
            "growth": c.growth,
            "chance": c.chance,
            "area": c.chance,
            "url": reverse("foresight:candidate", args=[c.pk]),
        }
        for c in rows[:_MAPPED]
    ]


def map_spec(rows: list[dict[str, Any]]) -> Any:
    """The emergence map of these rows."""
    words = {
        "term": _("Candidate"),
        "papers": _("Papers"),
        "growth": _("Growth (times)"),
        "chance": _("Probability"),
    }
    return charts.emergence(rows, x=_("Papers of the last years"), y=_("Growth (times)"), words=words)


def river_spec(run: ForesightRun) -> Any:
    """The largest themes through the years; None where there are none."""
    themes = run.themes.get("themes", [])[:_STREAMS]
    rows = [
        {"theme": f"{i}. {', '.join(t['names'][:3])}", "year": year, "papers": papers}
        for i, t in enumerate(themes, start=1)
        for year, papers in t["series"]
    ]
    words = {"theme": _("Theme"), "year": _("Year"), "papers": _("Papers")}
    return charts.river(rows, unit=_("Papers"), words=words) if rows else None


@login_required
@require_safe
def file(request: HttpRequest, pk: int, what: str, kind: str) -> HttpResponse:
    """The emergence map or the theme river as a file."""
    run = run_or_404(request, pk)
    spec = map_spec(mapped(run)) if what == "map" else river_spec(run)
    if spec is None:
        raise Http404
    title = f"{_('Emergence map') if what == 'map' else _('Theme river')} · {run.title}"
    return picture(spec, kind, f"foresight-{run.origin}-{what}", title=title, simulated=run.simulated)


@login_required
@require_safe
def region(request: HttpRequest, pk: int) -> HttpResponse:
    """The region against the world: where it has more than its usual share, and where less."""
    run = run_or_404(request, pk)
    rows: list[dict[str, Any]] = []
    for candidate in run.candidates.filter(state=CandidateState.OPEN).select_related("field").order_by("rank"):
        gap = region_gap(candidate, run)
        if gap is not None and gap.times is not None and gap.told >= _FEWEST_TOLD:
            rows.append({"candidate": candidate, "gap": gap})
    rows.sort(key=lambda r: (-r["gap"].times, r["candidate"].rank))
    told = run.about.get("region")
    context = {
        "run": run,
        "told": told,
        "usual": told[1] / told[0] if told and told[0] else None,
        "ahead": [r for r in rows if r["gap"].times >= 1][:30],
        "behind": [r for r in reversed(rows) if r["gap"].times < 1][:30],
        "compared": len(rows),
        "fewest": _FEWEST_TOLD,
    }
    return render(request, "foresight/region.html", context)


@login_required
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft an edition of the list from the run."""
    run = run_or_404(request, pk)
    if not request.user.has_perm("foresight.prepare"):
        raise PermissionDenied
    form = DraftForm(request.POST or None, initial={"length": read_rules(rules_path()).length})
    if request.method == "POST" and form.is_valid():
        try:
            edition = actions.draft_edition(actor=request.user, run=run, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("foresight:draft", edition.pk)
    above = {"above": run.title, "back": reverse("foresight:run", args=[run.pk])}
    return render(request, "foresight/form.html", {"form": form, "title": _("Draft the list"), **above})
