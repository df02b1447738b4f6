"""What the list asks for: next year's call topics, people, platforms and disciplines."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinzhi.core.formats import in_language
from xinzhi.core.lists import Export
from xinzhi.core.lists.export import csv_lines, xlsx_file
from xinzhi.foresight import actions
from xinzhi.foresight.forms.listing import TopicsForm
from xinzhi.foresight.hooks import topics_offered
from xinzhi.foresight.queries.feeds import CARRIERS, PEOPLE, needs_of, topics_of
from xinzhi.foresight.words import ring_names

from .common import edition_or_404, try_to
from .editions import entries_of

_TOPICS = (
    Export("number", gettext_lazy("number"), lambda r: r[0]),
    Export("topic", gettext_lazy("topic"), lambda r: r[1].label),
    Export("topic_en", gettext_lazy("topic in English"), lambda r: r[1].label_en),
    Export("field", gettext_lazy("field"), lambda r: r[1].field.key if r[1].field else ""),
    Export("ring", gettext_lazy("ring"), lambda r: r[1].ring),
    Export("rank", gettext_lazy("rank"), lambda r: r[1].rank),
    Export("probability", gettext_lazy("probability"), lambda r: r[1].chance),
    Export("why", gettext_lazy("why it is listed"), lambda r: r[1].entry.statement),
    Export("simulated", gettext_lazy("simulated"), lambda r: r[1].entry.simulated),
)


@require_safe
def topics(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Next year's topics by the rule, as a page or a file."""
    edition = edition_or_404(request, pk)
    found = topics_of(edition)
    wanted = request.GET.get("format", "")
    if wanted in {"csv", "xlsx"}:
        rows = list(enumerate(found, start=1))
        name = f"topics-{edition.run.origin}-{edition.number}.{wanted}"
        if wanted == "xlsx":
            return FileResponse(xlsx_file(_TOPICS, rows, _("Topics")), as_attachment=True, filename=name)
        response = StreamingHttpResponse(csv_lines(_TOPICS, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    rule, names = edition.rules.topics, ring_names(edition.rules)
    may = request.user.is_authenticated and request.user.has_perm("foresight.decide")
    offered = may and topics_offered() and edition.state == "published" and not edition.retrospective
    context = {
        "edition": edition,
        "topics": [(t, names.get(t.ring, t.ring)) for t in found],
        "rule": rule,
        "rings": _(", ").join(names.get(r, r) for r in rule.rings),
        "basis": in_language(rule.basis, rule.basis_en),
        "form": TopicsForm(initial={"year": timezone.localdate().year + 1}) if offered else None,
    }
    return render(request, "foresight/topics.html", context)


@login_required
@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Offer the topics to where calls are made."""
    edition = edition_or_404(request, pk)
    if not request.user.has_perm("foresight.decide"):
        raise PermissionDenied
    form = TopicsForm(request.POST)
    if form.is_valid():
        try_to(
            request,
            lambda: actions.offer_year_topics(actor=request.user, edition=edition, **form.cleaned_data),
            _("The programme's managers have been told."),
        )
    return redirect("foresight:topics", pk)


@require_safe
def needs(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Technologies for which the registers hold no platform, discipline or person."""
    edition = edition_or_404(request, pk)
    found = needs_of(list(entries_of(edition, request.user)))
    rows: list[dict[str, Any]] = [
        {
            "entry": n.entry,
            "platforms": (n.named["platforms"], n.filed["platforms"]),
            "disciplines": (n.named["disciplines"], n.filed["disciplines"]),
            "people": (n.named["people"], n.filed["people"]),
            "carriers": "unknown" if n.unknown(CARRIERS) else "gap" if n.lacks(CARRIERS) else "",
            "talent": "unknown" if n.unknown(PEOPLE) else "gap" if n.lacks(PEOPLE) else "",
        }
        for n in found
    ]
    context = {
        "edition": edition,
        "rows": rows,
        "platform_gaps": sum(r["carriers"] == "gap" for r in rows),
        "talent_gaps": sum(r["talent"] == "gap" for r in rows),
        "unknown": sum(r["carriers"] == "unknown" for r in rows),
    }
    return render(request, "foresight/needs.html", context)
