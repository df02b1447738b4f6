"""One edition: radar and list, how it came out, what left, its steps and its files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinzhi.core.files import address
from xinzhi.core.formats import in_language, percent
from xinzhi.core.lists import Export, ListPage
from xinzhi.foresight import actions, charts
from xinzhi.foresight.document import edition_docx
from xinzhi.foresight.forms.listing import ReasonForm, ScoreForm
from xinzhi.foresight.models import ForesightEdition, ListEntry
from xinzhi.foresight.pictures import radar_of, radar_svg, svg_png
from xinzhi.foresight.queries.hits import hit_rows
from xinzhi.foresight.rules import inside
from xinzhi.foresight.tables import EntryFilter, EntryTable
from xinzhi.foresight.tasks import start_score
from xinzhi.foresight.words import condition_words, method_name, ring_names
from xinzhi.foresight.workflows import EDITION
from xinzhi.ledger.queries import proof_of

from .common import download, edition_or_404, number_or_404, try_to
from .editions import entries_of

STEPS = {
    "submit": actions.submit_edition,
    "return": actions.return_edition,
    "approve": actions.approve_edition,
    "publish": actions.publish_edition,
    "discard": actions.discard_edition,
    "withdraw": actions.withdraw_edition,
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Edition(ListPage):
    """The technologies of an edition."""

    key = "foresight.entries"
    public = True
    columns = EntryTable
    filterset = EntryFilter
    search_fields = ("candidate__term", "candidate__name", "statement")
    sort = ("position",)
    per_page = (50, 100, 200)
    template_name = "foresight/edition.html"
    empty_title = gettext_lazy("Nothing is listed")
    exports = (
        Export("position", gettext_lazy("number")),
        Export("term", gettext_lazy("term of the papers"), "candidate__term"),
        Export("name", gettext_lazy("Chinese name"), "candidate__name"),
        Export("ring", gettext_lazy("ring")),
        Export("proposed", gettext_lazy("ring proposed by the rule")),
        Export("reason", gettext_lazy("reason for another ring"), "why"),
        Export("field", gettext_lazy("field"), "field__key"),
        Export("chance", gettext_lazy("probability"), "candidate__chance"),
        Export("chance_long", gettext_lazy("probability over five years"), "candidate__chance_long"),
        Export("papers", gettext_lazy("papers"), "candidate__papers"),
        Export("rank", gettext_lazy("rank"), "candidate__rank"),
        Export("ring_before", gettext_lazy("ring before")),
        Export("move_reason", gettext_lazy("reason of the move")),
        Export("statement", gettext_lazy("what it is and why it is listed")),
    )

    @cached_property
    def edition(self) -> ForesightEdition:
        return edition_or_404(self.request, number_or_404(self.kwargs["pk"]))

    def queryset(self, request: HttpRequest) -> QuerySet[ListEntry]:
        return entries_of(self.edition, request.user)

    def heading(self) -> str | Promise:
        return f"{in_language(self.edition.name, self.edition.name_en)} {self.edition.run.origin}"

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [
            (_("Foresight"), reverse("foresight:index")),
            (_("Editions of the list"), reverse("foresight:editions")),
        ]

    def extra_context(self) -> dict[str, Any]:
        edition, user = self.edition, self.request.user
        may = user.is_authenticated and user.has_perm("foresight.prepare")
        entries = list(self.queryset(self.request))
        return {
            "edition": edition,
            "inside": inside(user),
            "radar": radar_of(edition, entries, _("no field")),
            "count": len(entries),
            "exits": exits_of(edition) if edition.before_id else [],
            "hits": [told_hits(row) for row in hit_rows(edition, user)],
            "states": _path(edition),
            "steps": EDITION.available(edition, user) if user.is_authenticated else [],
            "reason_form": ReasonForm(),
            "score_form": ScoreForm(edition) if may and edition.state in {"published", "withdrawn"} else None,
            "proof": proof_of("foresight.foresightedition", edition.pk, verb=""),
            "basis": in_language(edition.rules.basis, edition.rules.basis_en),
            "rings": rings_told(edition),
            "bundle_url": address(edition.bundle, f"list-{edition.run.origin}-{edition.number}.zip")
            if edition.bundle
            else "",
            "inside_url": address(edition.inside_bundle, f"list-{edition.run.origin}-{edition.number}-internal.zip")
            if edition.inside_bundle and inside(user)
            else "",
            "may_edit": may and edition.state == "draft",
        }


def rings_told(edition: ForesightEdition) -> list[dict[str, Any]]:
    """Each ring's name, meaning and conditions in words."""
    return [
        {
            "name": in_language(r.name, r.name_en),
            "means": in_language(r.means, r.means_en),
            "when": [condition_words(str(c)) for c in r.when],
        }
        for r in edition.rules.rings
    ]


def exits_of(edition: ForesightEdition) -> list[dict[str, Any]]:
    """What the last edition had and this one has not, with the reason. The public is told of what was public."""
    names = ring_names(edition.before.rules) if edition.before else {}
    rows = edition.exits.select_related("entry__candidate").filter(entry__is_public=True)
    return [{"exit": gone, "label": gone.label, "ring": names.get(gone.entry.ring, gone.entry.ring)} for gone in rows]


def told_hits(row: dict[str, Any]) -> dict[str, Any]:
    """A horizon's hit rates with a chart, its table, and the verdict in words."""
    if not row["known"]:
        return row
    lists = row["told"]["lists"]
    rows = [
        {
            "name": method_name(name),
            "rate": one["rate"][0],
            "low": one["rate"][1],
            "high": one["rate"][2],
            "own": name == "list",
        }
        for name, one in lists.items()
    ]
    words = {"name": _("List"), "rate": _("Hit rate"), "low": _("from"), "high": _("to")}
    return row | {
        "key": f"hits-{row['horizon']}",
        "spec": charts.rates(rows, unit=_("Hit rate"), chance=row["told"]["chance_level"], words=words),
        "columns": [_("List"), _("Hits"), _("Listed"), _("Hit rate"), _("95 % interval"), _("Grew by half or more")],
        "rows": [
            [
                method_name(name),
                one["hits"],
                one["listed"],
                percent(one["rate"][0], 1),
                f"{percent(one['rate'][1], 1)} – {percent(one['rate'][2], 1)}",
                percent(one["grown"][0], 1),
            ]
            for name, one in lists.items()
        ],
        "verdict": verdict(row),
    }


def verdict(row: dict[str, Any]) -> str:
    """How the list did beside the baselines, in one sentence that claims no more than the intervals do."""
    certain, behind, others = len(row["certain"]), row["behind"], len(row["told"]["lists"]) - 1
    if behind:
        names = _(", ").join(method_name(n) for n in behind)
        return _("The list is behind %(names)s.") % {"names": names}
    if certain == others:
        return _("The list is ahead of every baseline by more than the interval.")
    return _("The list is behind no baseline; its lead is larger than the interval over %(n)d of %(all)d.") % {
        "n": certain,
        "all": others,
    }


@login_required
@require_POST
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a step of the edition's way."""
    edition = edition_or_404(request, pk)
    if key not in STEPS:
        raise Http404
    done = _("Done: %(step)s.") % {"step": EDITION.transition(key).label}
    why = request.POST.get("why", "")[:500]
    try_to(request, lambda: STEPS[key](actor=request.user, edition=edition, why=why), done)
    return redirect("foresight:edition", pk)


@login_required
@require_POST
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a job judge the edition."""
    edition = edition_or_404(request, pk)
    if not request.user.has_perm("foresight.prepare"):
        raise PermissionDenied
    form = ScoreForm(edition, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a corpus that reaches two years beyond the origin."))
        return redirect("foresight:edition", pk)
    job = start_score(owner=request.user, edition=edition, corpus=form.cleaned_data["corpus"])
    messages.success(request, _("The edition is being judged; this page follows the work and leads back."))
    return redirect("core:job", job.pk)


@require_safe
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The edition as a picture or a document: svg, png, docx."""
    edition = edition_or_404(request, pk)
    entries = list(entries_of(edition, request.user))
    name = f"list-{edition.run.origin}-{edition.number}"
    if kind == "docx":
        return download(edition_docx(edition, entries, hit_rows(edition, request.user)), _DOCX, f"{name}.docx")
    title = f"{in_language(edition.name, edition.name_en)} {edition.run.origin}"
    notes = [_("Simulated")] if edition.simulated else []
    notes += [_("Made in hindsight")] if edition.retrospective else []
    svg = radar_svg(radar_of(edition, entries, _("no field")), title, " · ".join(notes))
    if kind == "svg":
        return download(svg.encode(), "image/svg+xml", f"{name}.svg")
    if kind == "png":
        return download(svg_png(svg), "image/png", f"{name}.png")
    raise Http404


def _path(edition: ForesightEdition) -> list[dict[str, Any]]:
    """The steps of the way that leads to publication; a discarded or withdrawn edition shows its end."""
    ended = edition.state in {"discarded", "withdrawn"}
    keys = ["draft", "submitted", "approved", "published"] if not ended else ["draft", edition.state]
    states = [state for state in EDITION.states if state.key in keys]
    here = [state.key for state in states].index(edition.state)
    return [
        {"name": state.label, "state": "done" if i < here else "current" if i == here else "todo"}
        for i, state in enumerate(states)
    ]
