"""One claim by itself: what it says against what stands, and the second person's decision."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xinzhi.core.views.common import warn
from xinzhi.registry.actions import accept_claim, reject_claim, retract_claim
from xinzhi.registry.links import source_address
from xinzhi.registry.measures import MEASURES
from xinzhi.registry.models import Claim, Relation, Statement, Title
from xinzhi.registry.queries.find import entries_by_row
from xinzhi.registry.registers import BY_ONE, Register
from xinzhi.registry.rules import visible_claims
from xinzhi.registry.values import values_of
from xinzhi.registry.words import (
    attribute_label,
    entry_address,
    figure_words,
    machine_words,
    reference_names,
    shown_date,
)

from .subject import frame

KINDS: dict[str, type[Claim]] = {"statement": Statement, "relation": Relation, "title": Title}
ACTS = {"accept": accept_claim, "reject": reject_claim, "retract": retract_claim}


@login_required
def claim(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Who decides sees both buttons, who may take it back that one; others who may see it only read."""
    found: Any = (
        visible_claims(request.user, KINDS[kind]).select_related("recorded_by", "decided_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    may = {
        "accept": found.is_open and request.user.has_perm("registry.decide", found),
        "reject": found.is_open and request.user.has_perm("registry.decide", found),
        "retract": (found.is_open or found.is_held) and request.user.has_perm("registry.retract", found),
    }
    ends = {found.about} | ({(found.to_kind, found.to_id)} if kind == "relation" else set())
    entries = entries_by_row(ends)
    subject = entries[found.about]
    if request.method == "POST":
        wanted = request.POST.get("decision", "")
        if not may.get(wanted):
            raise PermissionDenied
        if _decided(request, found, wanted):
            return redirect(entry_address(subject))
    register = BY_ONE[found.about[0]]
    personal = request.user.has_perm("registry.see_personal")
    context = {
        **frame(register, subject),
        "claim": found,
        "kind": kind,
        "may": may,
        "other": entries.get((found.to_kind, found.to_id)) if kind == "relation" else None,
        "changes": _changes(register, subject, found, personal=personal) if kind == "statement" else [],
        "source_url": source_address(found.source_url),
        "as_of": shown_date(found.as_of, found.as_of_precision),
    }
    if context["other"]:
        context["other_url"] = entry_address(context["other"])
    return render(request, "registry/claim.html", context)


def _decided(request: HttpRequest, found: Claim, wanted: str) -> bool:
    try:
        ACTS[wanted](actor=request.user, claim=found, why=request.POST.get("why", ""))
    except ValidationError as error:
        warn(request, error)
        found.refresh_from_db()
        return False
    texts = {"accept": _("Accepted."), "reject": _("Rejected."), "retract": _("Taken back.")}
    messages.success(request, texts[wanted])
    return True


def _changes(register: Register, subject: Any, statement: Statement, *, personal: bool) -> list[dict[str, str]]:
    """What the statement says beside what the entry shows now, attribute by attribute."""
    if statement.period is not None:
        return [
            {"name": MEASURES[k].label, "before": "", "after": figure_words(MEASURES[k], v)}
            for k, v in statement.values.items()
            if k in MEASURES
        ]
    stands = values_of(register, subject) if subject.is_public else {}
    names = reference_names()
    return [
        {
            "name": attribute_label(register, name),
            "before": machine_words(register, name, stands[name], names) if stands.get(name) else "",
            "after": machine_words(register, name, value, names),
        }
        for name, value in statement.values.items()
        if personal or name not in register.private
    ]
