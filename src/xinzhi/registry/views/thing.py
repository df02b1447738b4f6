"""The page of one entry: who it is, what is known with its source, how it stands to others, what happened, what to do."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.queries import versions
from xinzhi.registry.links import more_about, source_address
from xinzhi.registry.models import Organisation, OrganisationKind, Person, RegisterEntry, Standing
from xinzhi.registry.queries import related
from xinzhi.registry.queries.claims import figures_of, statements_about, ties_of, titles_of
from xinzhi.registry.queries.fusion import fusions_of
from xinzhi.registry.queries.story import events_of
from xinzhi.registry.registers import Register
from xinzhi.registry.words import entry_address, reference_names, shown_date

from .graph import drawn
from .subject import find, frame, page_address
from .thing_words import fact_rows, series_rows, statement_rows, title_rows

# The station of the innovation chain at which things of a register stand.
STATIONS: dict[str, str] = {
    "platforms": "source",
    "facilities": "source",
    "disciplines": "source",
    "colleges": "source",
    "projects": "source",
    "technologies": "transfer",
    "rights": "transfer",
    "parks": "transfer",
    "results": "product",
    "products": "product",
    "standards": "product",
    "demands": "scenario",
}
SMALL = 8
MOST_TIES = 12


def page_of(register: Register) -> Callable[..., HttpResponse]:
    """The view of one entry of a register. The address of a merged entry leads on."""

    def entry(request: HttpRequest, key: str) -> HttpResponse:
        try:
            subject = find(request, register, key)
        except Http404:
            merged = get_object_or_404(register.all_entries(), key=key, standing=Standing.MERGED)
            return redirect(entry_address(merged.merged_into))
        return render(request, "registry/thing.html", _context(request, register, subject))

    return entry


def _context(request: HttpRequest, register: Register, subject: Any) -> dict[str, Any]:
    user = request.user
    personal = user.has_perm("registry.see_personal")
    statements = statements_about(subject, user)
    titles, ties = titles_of(subject, user), ties_of(subject, user)
    names = reference_names() if statements else {}
    today = timezone.localdate()
    return {
        **frame(register, subject),
        "chips": _chips(register, subject),
        "facts": fact_rows(subject, statements, personal=personal, names=names),
        "source_url": source_address(subject.source_url),
        "as_of": shown_date(subject.as_of, subject.as_of_precision),
        "titles": title_rows(titles),
        "ties": _tie_groups(ties),
        "tie_count": len(ties),
        "graph": drawn(subject, user, first=SMALL, second=0) if ties else None,
        "graph_url": page_address(subject, "graph"),
        "series": series_rows(figures_of(subject)),
        "groups": _groups(subject, ties),
        "more": more_about(subject, *_link_kinds(subject, register), user=user),
        "events": _events(subject, titles, ties, statements, today),
        "statements": statement_rows(register, statements, personal=personal, names=names),
        "history": versions(register.model, str(subject.pk)) if personal or not register.private else [],
        "acts": _acts(request, subject, statements),
        "fusions": fusions_of(subject) if user.has_perm("registry.merge", subject) else [],
        "waits": [s for s in (*statements, *titles, *(t.relation for t in ties)) if s.is_open],
    }


def _chips(register: Register, subject: Any) -> list[dict[str, str]]:
    """Standing, station, field and city in a row below the name."""
    chips = []
    if subject.standing != Standing.PUBLISHED:
        chips.append({"text": subject.get_standing_display(), "tone": "warn"})
    if station := STATIONS.get(register.key):
        words = {
            "source": _("Innovation source"),
            "transfer": _("Transfer"),
            "product": _("Product"),
            "scenario": _("Scenario"),
        }
        chips.append({"text": words[station], "tone": "ok", "url": reverse("home") + "#chain"})
    filed = subject.fields.all() if register.has_many_fields else filter(None, [subject.field])
    chips += [{"text": f.label, "tone": "info", "url": reverse("fields:field", args=[f.key])} for f in filed]
    if subject.city:
        chips.append(
            {"text": subject.city.label, "tone": "mute", "url": reverse("registry:city", args=[subject.city.key])}
        )
    return chips


def _tie_groups(ties: list[Any]) -> list[dict[str, Any]]:
    """Relations by what they are called from here; of a long row the first few, with how many more there are."""
    groups: dict[str, list[Any]] = {}
    for tie in ties:
        groups.setdefault(str(tie.words), []).append({"tie": tie, "url": entry_address(tie.other)})
    return [
        {"words": words, "ties": found[:MOST_TIES], "more": max(0, len(found) - MOST_TIES)}
        for words, found in groups.items()
    ]


def _groups(subject: Any, ties: list[Any]) -> list[dict[str, Any]]:
    """What is related by name only: what stands among the relations is not said twice."""
    tied = {(type(t.other), t.other.pk) for t in ties}
    found = []
    for group in related(subject):
        entries = [{"entry": e, "url": entry_address(e)} for e in group.entries if (type(e), e.pk) not in tied]
        if entries:
            found.append({"title": group.title, "entries": entries})
    return found


def _events(subject: Any, titles: Any, ties: Any, statements: Any, today: Any) -> list[dict[str, Any]]:
    events = events_of(subject, titles=titles, ties=ties, statements=statements, today=today)
    return [
        {
            "date": e.date,
            "what": e.what,
            "text": e.text,
            "tone": e.tone,
            "url": entry_address(e.other) if e.other else "",
            "simulated": e.simulated,
        }
        for e in events
    ]


def _acts(request: HttpRequest, subject: Any, statements: list[Any]) -> list[tuple[str, str]]:
    """What this person may do here, the most useful first."""
    acts = []
    if request.user.has_perm("registry.record", subject):
        acts += [
            (_("Propose a correction"), page_address(subject, "edit")),
            (_("Add a title"), page_address(subject, "title")),
            (_("Add a relation"), page_address(subject, "relate")),
            (_("Add figures of a year"), page_address(subject, "figures")),
        ]
    if request.user.has_perm("registry.merge", subject):
        acts.append((_("Merge with another entry"), page_address(subject, "merge")))
        if len(statements) > 1:
            acts.append((_("Split in two"), page_address(subject, "split")))
    if isinstance(subject, Person) and request.user.has_perm("registry.forget_person", subject):
        acts.append((_("Forget this person"), page_address(subject, "forget")))
    return acts


def _link_kinds(subject: RegisterEntry, register: Register) -> list[str]:
    """The kinds under which rooms above register links for this entry."""
    if not isinstance(subject, Organisation):
        return [register.one]
    own = "city_government" if subject.kind == OrganisationKind.CITY else subject.kind
    return [register.one, own]
