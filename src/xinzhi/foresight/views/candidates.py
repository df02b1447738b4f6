"""A candidate's dossier, and what is decided on it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xinzhi.foresight import actions, charts
from xinzhi.foresight.forms.listing import FieldForm, MergeForm, NameForm, ReasonForm
from xinzhi.foresight.hooks import delphi_results
from xinzhi.foresight.models import Candidate
from xinzhi.foresight.queries.dossier import around
from xinzhi.foresight.queries.figures import region_gap
from xinzhi.foresight.rules import inside, visible_entries
from xinzhi.foresight.words import family_name, method_name, ring_names
from xinzhi.registry.queries.find import address_of

from .common import candidate_or_404, picture, tell_problems, try_to

_SHARES = ("q10", "q25", "q50", "q75", "q90")


@require_safe
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier: how its share went and may go, why, key papers, the region, what experts said, where it was listed."""
    found = candidate_or_404(request, pk)
    past, ahead = curve(found)
    near = around(found, request.user)
    may = request.user.is_authenticated and request.user.has_perm("foresight.prepare")
    context = {
        "candidate": found,
        "run": found.run,
        "inside": inside(request.user),
        "kicker": found.term if found.term != found.label else found.name,
        "spec": fan_spec(past, ahead),
        "rows": [[r["year"], f"{r['share']:.3f} %"] for r in past]
        + [[r["year"], f"{r['q10']:.3f} – {r['q50']:.3f} – {r['q90']:.3f} %"] for r in ahead[1:]],
        "columns": [_("Year"), _("Share of papers (forecast: 10 %, middle, 90 %)")],
        "because": _because(found),
        "ranks": [(method_name(m), rank) for m, rank in found.ranks.items()],
        "papers": _papers(found),
        "gap": region_gap(found, found.run),
        "theme": next((t for t in found.run.themes.get("themes", []) if t["number"] == found.theme), None),
        "near": near,
        "firms": [(o, address_of(o)) for o in near.firms],
        "demands": [(d, address_of(d)) for d in near.demands],
        "delphi": delphi_results(found),
        "listed": _listed(request, found),
        "merged": list(found.merged.all()) if inside(request.user) else [],
    }
    if may:
        context |= {
            "field_form": FieldForm(found),
            "name_form": NameForm(initial={"name": found.name}),
            "merge_form": MergeForm(found),
            "reason_form": ReasonForm(),
        }
    return render(request, "foresight/candidate.html", context)


def curve(found: Candidate) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shares in percent: of the past years, and from the origin on the quantiles of the fan (the first row is the origin itself)."""
    past = [{"year": y, "share": round(100 * n / of, 5) if of else 0.0} for y, n, of in found.shares]
    ahead: list[dict[str, Any]] = []
    if found.fan and past:
        ahead.append({"year": past[-1]["year"], **dict.fromkeys(_SHARES, past[-1]["share"])})
        for year, *quantiles in found.fan:
            ahead.append(
                {"year": year} | {k: round(100 * found.share * q, 5) for k, q in zip(_SHARES, quantiles, strict=True)}
            )
    return past, ahead


def fan_spec(past: list[dict[str, Any]], ahead: list[dict[str, Any]]) -> Any:
    """The fan chart of a candidate."""
    words = {
        "year": _("Year"),
        "share": _("Share of papers, %"),
        "q10": _("One in ten lay below"),
        "q50": _("Middle"),
        "q90": _("One in ten lay above"),
    }
    return charts.fan(past, ahead, unit=_("Share of papers, %"), words=words)


@require_safe
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The fan chart as a file."""
    found = candidate_or_404(request, pk)
    return picture(fan_spec(*curve(found)), kind, f"candidate-{found.pk}", title=found.label, simulated=found.simulated)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """File it under a field, name it, merge, reject or restore it."""
    found, user = candidate_or_404(request, pk), request.user
    form: Any
    if verb == "file":
        form = FieldForm(found, request.POST)
        act = lambda: actions.file_candidate(actor=user, candidate=found, field=form.cleaned_data["field"])  # noqa: E731
    elif verb == "name":
        form = NameForm(request.POST)
        act = lambda: actions.name_candidate(actor=user, candidate=found, name=form.cleaned_data["name"])  # noqa: E731
    elif verb == "merge":
        form = MergeForm(found, request.POST)
        act = lambda: actions.merge_candidate(actor=user, candidate=found, **form.cleaned_data)  # noqa: E731
    elif verb == "reject":
        form = ReasonForm(request.POST)
        act = lambda: actions.reject_candidate(actor=user, candidate=found, **form.cleaned_data)  # noqa: E731
    elif verb == "restore":
        form = ReasonForm({"why": request.POST.get("why") or "-"})
        act = lambda: actions.restore_candidate(actor=user, candidate=found, why=request.POST.get("why", ""))  # noqa: E731
    else:
        raise Http404
    tell_problems(request, form) if not form.is_valid() else try_to(request, act)
    return redirect("foresight:candidate", pk)


def _because(found: Candidate) -> list[dict[str, Any]]:
    """What spoke for and against it, the strongest first, with a bar in percent of the strongest."""
    top = max((abs(v) for v in found.because.values()), default=1) or 1
    return [
        {"name": family_name(k), "value": f"{v:+.2f}", "share": round(abs(v) / top, 3), "for": v > 0}
        for k, v in found.because.items()
    ]


def _papers(found: Candidate) -> list[dict[str, Any]]:
    names = {
        "central": _("Most central"),
        "cited": _("Most cited"),
        "latest": _("Latest"),
        "patents": _("Patents"),
    }
    return [
        {"name": names[kind], "papers": [p | {"url": _paper_address(p)} for p in papers]}
        for kind, papers in found.papers_shown.items()
        if papers and kind in names
    ]


def _paper_address(paper: dict[str, Any]) -> str:
    """Where a paper is read: by its DOI, or its arXiv number."""
    if doi := str(paper.get("doi", "")):
        return doi if doi.startswith("https://") else f"https://doi.org/{doi}"
    number = str(paper.get("id", ""))
    head, _slash, tail = number.partition("/")
    is_arxiv = (number.replace(".", "").isdigit() and len(number) in {9, 10}) or (
        tail.isdigit() and len(tail) == 7 and head
    )
    return f"https://arxiv.org/abs/{number}" if is_arxiv else ""


def _listed(request: HttpRequest, found: Candidate) -> list[dict[str, Any]]:
    """Editions on which it stands, with its ring there."""
    rows = visible_entries(request.user).filter(candidate=found).select_related("edition__run")
    return [
        {
            "edition": e.edition,
            "url": reverse("foresight:edition", args=[e.edition_id]),
            "ring": ring_names(e.edition.rules).get(e.ring, e.ring),
            "statement": e.statement,
        }
        for e in rows.exclude(edition__state="discarded").order_by("-edition__pk")
    ]
