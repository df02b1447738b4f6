"""The official text beside the structure that was read from it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.plan import figures
from xinzhi.plan.models import Plan

from .common import frame, plan_or_404


def text(request: HttpRequest, plan: str) -> HttpResponse:
    """Left the text with the places of targets and measures, right these; each leads to the other."""
    found = plan_or_404(request, plan)
    targets, measures = _targets(found), _measures(found)
    spans = [(*item["span"], item["id"], item["kind"]) for item in (*targets, *measures) if item["span"]]
    context = {
        **frame(found, "text"),
        "text": found.text,
        "spans": spans,
        "targets": targets,
        "measures": measures,
        "found": len(spans),
        "all": len(targets) + len(measures),
        "may_read": request.user.has_perm("plan.read_text"),
    }
    return render(request, "plan/board/text.html", context)


def _targets(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "id": f"t-{t.key}",
            "kind": "target",
            "name": t.label,
            "note": figures.goal_words(t),
            "span": t.span,
            "url": reverse("plan:target", args=[plan.key, t.key]),
        }
        for t in plan.targets.all()
    ]


def _measures(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "id": f"m-{m.key}",
            "kind": "measure",
            "name": f"{m.number} {m.label}",
            "note": _(", ").join(d.organisation.label for d in m.duties.all() if d.must_report),
            "span": m.span,
            "url": reverse("plan:measure", args=[plan.key, m.key]),
        }
        for m in plan.measures.prefetch_related("duties__organisation")
    ]
