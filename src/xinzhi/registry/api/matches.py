"""The review of organisations that may be registered twice."""

import datetime as dt
from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema

from xinzhi.core.api import PROBLEMS, Listing, collection, needs, require_match, signed_in, tagged
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.actions import decide_match
from xinzhi.registry.match_rules import visible_matches
from xinzhi.registry.match_words import reasons_in_words
from xinzhi.registry.models import MatchCandidate, MatchState
from xinzhi.registry.registers.bodies import ORGANISATIONS
from xinzhi.registry.views.matches import Matches

from .claims import SCOPE
from .shapes import Reference, reference

_DECISIONS: Any = {"enum": [state for state in MatchState.values if state != MatchState.UNDECIDED]}


class MatchReason(Schema):
    text: str
    weight: float = Field(description=_("in bits; below nought it speaks against"))


class MatchFacts(Schema):
    """Two organisations that may be one, how probable that is, why, and what was decided."""

    id: int
    first: Reference
    second: Reference
    whole: str | None = Field(description=_("key of the one of which the other seems to be a part"))
    probability: float
    reasons: list[MatchReason]
    state: str
    why: str
    decided_at: dt.datetime | None
    url: str


class Decision(Schema):
    decision: str = Field(max_length=10, json_schema_extra=_DECISIONS)
    why: str = Field("", max_length=500)


def add(router: Router) -> None:
    """The list of pairs, one of them, and the decision."""
    listing = Listing(Matches, "MatchFacts", MatchCandidate, _address, told_by=lambda _request, rows: _told(rows))
    collection(router, "/matches", listing, summary=cast("str", Matches.title), row=MatchFacts)
    answers = {200: MatchFacts, **PROBLEMS}
    router.get("/matches/{number}", auth=signed_in(), response=answers, summary=_("One possible match"))(match)
    router.post(
        "/matches/{number}/decide",
        auth=needs(SCOPE),
        response=answers,
        summary=_("Decide whether two organisations are one"),
    )(decide)


def match(request: HttpRequest, number: Big) -> Any:
    return tagged(request, _facts(_found(request, number)))


def decide(request: HttpRequest, number: Big, body: Decision) -> Any:
    candidate = _found(request, number)
    require_match(request, _facts(candidate))
    decided = decide_match(actor=request.user, candidate=candidate, decision=body.decision, why=body.why)
    return tagged(request, _facts(decided))


def _found(request: HttpRequest, number: int) -> MatchCandidate:
    return get_object_or_404(visible_matches(request.user), pk=number)


def _facts(candidate: MatchCandidate) -> MatchFacts:
    return MatchFacts(**_told([candidate])[0])


def _told(rows: list[MatchCandidate]) -> list[dict[str, Any]]:
    entries = ORGANISATIONS.all_entries().in_bulk({pk for c in rows for pk in (c.first_id, c.second_id)})
    return [
        {
            "id": c.pk,
            "first": reference(entries[c.first_id]),
            "second": reference(entries[c.second_id]),
            "whole": entries[c.whole_id].key if c.whole_id in entries else None,
            "probability": c.probability,
            "reasons": [{"text": str(r["text"]), "weight": float(r["weight"])} for r in reasons_in_words(c)],
            "state": c.state,
            "why": c.why,
            "decided_at": c.decided_at,
            "url": _address(c),
        }
        for c in rows
    ]


def _address(candidate: MatchCandidate) -> str:
    return reverse("registry:match", args=[candidate.pk])
