"""A firm's pages: what it is and is owed, why, what lifts it, and the facts it says of itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xinzhi.core.views.common import add_errors
from xinzhi.incentives.actions import declare_facts
from xinzhi.incentives.doors import Door, doors_of
from xinzhi.incentives.engine import Assessment, Step
from xinzhi.incentives.engine.lift import find_ways
from xinzhi.incentives.engine.lift_result import Way
from xinzhi.incentives.forms import DayForm, FactsForm
from xinzhi.incentives.models import Declaration
from xinzhi.incentives.queries.book import book
from xinzhi.incentives.queries.firm import assess_firm
from xinzhi.incentives.words import (
    AWARDS,
    KINDS,
    PAYERS,
    column_name,
    input_in_words,
    problem_in_words,
    shortfall_in_words,
    step_in_words,
)

from .common import firm_or_404, state_chip, tabs_of

Doors = dict[str, list[Door]]


@login_required
@require_safe
def firm(request: HttpRequest, key: str) -> HttpResponse:
    """Statuses with their gaps, and benefits, on a day."""
    subject = firm_or_404(request, key)
    form = DayForm(request.GET if "on" in request.GET else None)
    day = form.day()
    found, problems, known = assess_firm(subject, day)
    doors = doors_of([*book().statuses, *book().benefits], subject, request.user)
    context = {
        "firm": subject,
        "tabs": tabs_of(subject, request.user, "firm"),
        "form": form,
        "on": day,
        "problems": [problem_in_words(p) for p in problems],
        "statuses": _statuses(found, doors) if found else [],
        "benefits": _benefits(found, doors) if found else [],
        "payable": found.payable if found else 0,
        "counts": _counts(found) if found else {},
        "known": len(known.facts),
        "warnings": [warning.text(_) for warning in found.warnings] if found else [],
    }
    return render(request, "incentives/firm.html", context)


def _counts(found: Assessment) -> dict[str, int]:
    """Titles that are held, and of the others how many the firm could ask for, and how many wait for facts."""
    others = [s.state for s in found.statuses.values() if not s.held]
    return {
        "held": len(found.statuses) - len(others),
        "met": others.count("yes"),
        "unknown": others.count("unknown"),
    }


def _statuses(found: Assessment, doors: Doors) -> list[dict[str, Any]]:
    rows = sorted(found.statuses.values(), key=lambda s: found.values.bound.book.statuses[s.key].rung)
    return [
        {"status": s, "chip": state_chip(s.state), "gaps": _gaps(found, s.key), "doors": doors.get(s.key, [])}
        for s in rows
    ]


def _gaps(found: Assessment, key: str) -> list[dict[str, Any]]:
    rules = found.values.bound.book
    return [
        {
            "gap": gap,
            "chip": state_chip(gap.state),
            "needs": [column_name(rules, column) for column in gap.needs],
            "shortfalls": [shortfall_in_words(rules, s) for s in gap.shortfalls],
        }
        for gap in found.gaps
        if gap.status == key
    ]


def _benefits(found: Assessment, doors: Doors) -> list[dict[str, Any]]:
    rules = found.values.bound.book
    order = {"due": 0, "unknown": 1, "unverified": 2, "displaced": 3, "not_due": 4, "not_in_force": 5}
    return [
        {
            "benefit": b,
            "chip": state_chip(b.state),
            "kind": KINDS[b.kind],
            "payer": PAYERS[b.payer],
            "award": AWARDS[b.award],
            "needs": [column_name(rules, column) for column in b.needs],
            "doors": doors.get(b.key, []),
            "office": rules.benefits[b.key].office,
        }
        for b in sorted(found.benefits.values(), key=lambda b: order[b.state])
    ]


@login_required
@require_safe
def why(request: HttpRequest, key: str, owner: str) -> HttpResponse:
    """Every step behind one status or benefit, with its figures and its clause."""
    subject = firm_or_404(request, key)
    rules = book()
    if owner not in rules.statuses and owner not in rules.benefits:
        raise Http404
    form = DayForm(request.GET if "on" in request.GET else None)
    found, problems, _known = assess_firm(subject, form.day())
    result = (found.statuses.get(owner) or found.benefits[owner]) if found else None
    context = {
        "firm": subject,
        "on": form.day(),
        "form": form,
        "owner": rules.statuses.get(owner) or rules.benefits[owner],
        "result": result,
        "chip": state_chip(result.state) if result else None,
        "problems": [problem_in_words(p) for p in problems],
        "steps": [step_in_words(found.values.bound, step) for step in _steps(found, owner)] if found else [],
    }
    return render(request, "incentives/why.html", context)


def _steps(found: Assessment, owner: str) -> list[Step]:
    """The owner's conditions and amount, each followed by the steps that it reads."""
    ordered: dict[str, Step] = {}

    def add(key: str) -> None:
        if key not in ordered and key in found.trace:
            ordered[key] = found.trace[key]
            for below in found.trace[key].uses:
                add(below)

    for key in found.trace:
        if key.startswith(f"{owner}."):
            add(key)
    return list(ordered.values())


@login_required
@require_safe
def lift(request: HttpRequest, key: str, status: str) -> HttpResponse:
    """The least changes to a status, in several ways."""
    subject = firm_or_404(request, key)
    rules = book()
    if status not in rules.statuses:
        raise Http404
    form = DayForm(request.GET if "on" in request.GET else None)
    found, problems, _known = assess_firm(subject, form.day())
    ways = find_ways(rules, found.firm, form.day(), status) if found else None
    context = {
        "firm": subject,
        "on": form.day(),
        "form": form,
        "status": rules.statuses[status],
        "office": rules.statuses[status].office,
        "doors": doors_of([status], subject, request.user).get(status, []),
        "found": ways,
        "ways": [_way(way) for way in ways.ways] if ways else [],
        "problems": [problem_in_words(p) for p in problems],
        "assumed": [(column_name(rules, a.column), column_name(rules, a.same_as)) for a in ways.assumptions]
        if ways
        else [],
        "blocked": [(b, [column_name(rules, c) for c in b.needs or b.facts]) for b in ways.blocked] if ways else [],
    }
    return render(request, "incentives/lift.html", context)


def _way(way: Way) -> dict[str, Any]:
    """A way in the reader's words."""
    rules = book()
    return {
        "apply_on": way.apply_on,
        "cost": way.cost,
        "brings": way.brings,
        "benefits": way.benefits,
        "changes": [
            (column_name(rules, c.column), *(input_in_words(rules, c.column, v) for v in (c.before, c.after)))
            for c in way.changes
        ],
        "to_confirm": [
            (column_name(rules, f.column), input_in_words(rules, f.column, f.value)) for f in way.to_confirm
        ],
    }


@login_required
def facts(request: HttpRequest, key: str) -> HttpResponse:
    """The firm's own facts; `for` narrows them to what one status or benefit asks."""
    subject = firm_or_404(request, key)
    may = request.user.has_perm("incentives.declare_facts", subject)
    rules = book()
    day = DayForm(None).day()
    declaration = Declaration.objects.filter(organisation=subject).first()
    owner = request.GET.get("for", "")
    asked = [fact for fact in rules.facts if fact.type != "text" and (not owner or fact.key in _asked(owner))]
    said = declaration.facts if declaration else {}
    form = FactsForm(request.POST or None, book=rules, facts=asked, on=day, said=said)
    if request.method == "POST" and form.is_valid():
        try:
            declare_facts(actor=request.user, firm=subject, facts=form.facts(form.cleaned_data), as_of=day)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your facts are kept. What follows from them is shown here."))
            return redirect("incentives:firm", key=subject.key)
    context = {
        "firm": subject,
        "tabs": tabs_of(subject, request.user, "facts"),
        "form": form,
        "may": may,
        "declaration": declaration,
    }
    return render(request, "incentives/facts.html", context, status=422 if form.errors else 200)


def _asked(owner: str) -> set[str]:
    from xinzhi.incentives.engine.describe import described

    return {row["key"] for row in described(book()) if owner in row["used_by"]}
