"""The rules in force, for everyone: which titles and benefits there are, on what terms, by which document."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xinzhi.core.formats import in_language
from xinzhi.core.roles import organisations_of
from xinzhi.incentives.doors import doors_of
from xinzhi.incentives.engine import RuleBook
from xinzhi.incentives.forms import DayForm
from xinzhi.incentives.queries.book import book
from xinzhi.incentives.words import AWARDS, KINDS, PAYERS, quantity
from xinzhi.registry.models import Organisation, OrganisationKind


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every status and benefit with its document on a day; a person's own firms first."""
    form = DayForm(request.GET if "on" in request.GET else None)
    day = form.day()
    bound = book().on(day)
    statuses = sorted(bound.statuses, key=lambda pair: pair[0].rung)
    context = {
        "form": form,
        "on": day,
        "statuses": [{"owner": s, "edition": e, "doubtful": bool(e and bound.doubts_of(e))} for s, e in statuses],
        "benefits": [
            {
                "owner": b,
                "edition": e,
                "kind": KINDS[b.kind],
                "payer": PAYERS[b.payer],
                "award": AWARDS[b.award],
                "doubtful": bool(e and bound.doubts_of(e)),
            }
            for b, e in bound.benefits
        ],
        "firms": _own_firms(request.user),
        "may_try": request.user.has_perm("incentives.use_sandbox"),
    }
    return render(request, "incentives/index.html", context)


def _own_firms(user: Any) -> list[Organisation]:
    mine = organisations_of(user)
    return list(Organisation.objects.filter(pk__in=mine, kind=OrganisationKind.ENTERPRISE)) if mine else []


@require_safe
def rule(request: HttpRequest, owner: str) -> HttpResponse:
    """One status or benefit: every edition's conditions with clause and evidence, and the parameters with their terms."""
    rules = book()
    subject = rules.statuses.get(owner) or rules.benefits.get(owner)
    if subject is None:
        raise Http404
    context = {
        "owner": subject,
        "office": subject.office,
        "doors": doors_of([owner], None, request.user).get(owner, []),
        "editions": sorted(subject.editions, key=lambda e: e.term.start, reverse=True),
        "parameters": _parameters(rules, owner),
    }
    return render(request, "incentives/rule.html", context)


def _parameters(rules: RuleBook, owner: str) -> list[dict[str, Any]]:
    """The parameters that any edition reads, each value with its term and document."""
    subject = rules.statuses.get(owner) or rules.benefits[owner]
    keys: dict[str, None] = {}
    for edition in subject.editions:
        roots = [c.place for c in edition.conditions] + ([] if edition.amount is None else [edition.amount])
        nodes = (rules.graph.nodes[place] for place in rules.graph.below(*roots))
        keys |= dict.fromkeys(str(node.data) for node in nodes if node.op == "param")
    return [
        {
            "name": in_language(rules.parameters[key].name, rules.parameters[key].name_en),
            "value": quantity(s.value, rules.parameters[key].unit) if rules.parameters[key].unit else str(s.value),
            "setting": s,
            "until": s.term.end or _("open"),
        }
        for key in keys
        for s in rules.parameters[key].settings
    ]
