"""What a check finds, as plain data: everything that is missing or wrong, at once, and what a person must judge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from . import answers as a
from .eligibility import JUDGE, MET, UNKNOWN, Verdict
from .programme import Limit, Programme

MISSING, FAILED, TO_JUDGE, WARNED, PASSED = "missing", "failed", "judge", "warned", "passed"
_OF_VERDICT = {MET: PASSED, UNKNOWN: TO_JUDGE, JUDGE: TO_JUDGE}


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of a check. kind: form, budget, team, eligibility, limit or integrity.

    `key` names the flaw, condition or limit; `where` the place in the form (section.field …); `found` and `limit` the
    values that were compared; `words` and `url` what another room's rule says of it.
    """

    kind: str
    key: str
    verdict: str
    where: str = ""
    found: Any = None
    limit: Any = None
    words: str = ""
    url: str = ""

    def plain(self) -> dict[str, Any]:
        """The finding as JSON has it, without empty parts."""
        return {k: v for k, v in asdict(self).items() if v not in ("", None)}


@dataclass(frozen=True, slots=True)
class Given:
    """What is checked: the answers, the addresses of files, the team's size and leader, what the registry knows."""

    answers: a.Answers
    slots: Collection[str] = ()
    has_leader: bool = True
    verdicts: Iterable[Verdict] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    restrictions: Iterable[Mapping[str, str]] = ()


def check(programme: Programme, schema: Mapping[str, Any], given: Given) -> list[Finding]:
    """Every finding, in the order of the form and then of the programme's file. Passed conditions are findings too."""
    found = [_of_flaw("form", f) for f in a.missing(schema, given.answers, given.slots)]
    found += [_of_flaw("form", f) for f in _shape(schema, given.answers)]
    found += [_of_flaw("budget", f) for f in a.budget_flaws(programme, schema, given.answers)]
    if not given.has_leader:
        found.append(Finding("team", "leader", MISSING, where="team"))
    found += [_of_condition(v) for v in given.verdicts]
    found += [_of_limit(limit, given.counts.get((limit.per, limit.of), 0)) for limit in programme.limits]
    found += [
        Finding("integrity", "restriction", FAILED, words=r["words"], limit=r["until"]) for r in given.restrictions
    ]
    return found


def _shape(schema: Mapping[str, Any], answers: a.Answers) -> list[a.Flaw]:
    """Flaws of the answers that are asked for; a text that is missing is not also too short."""
    asked = a.without_unasked(schema, answers)
    said = {s: {k: v for k, v in part.items() if v not in ("", None)} for s, part in asked.items()}
    return a.problems_of_shape(schema, said, whole=True)


def _of_flaw(kind: str, flaw: a.Flaw) -> Finding:
    return Finding(kind, flaw.code, MISSING if flaw.code == "missing" else FAILED, where=flaw.where, limit=flaw.limit)


def _of_condition(verdict: Verdict) -> Finding:
    condition = verdict.condition
    outcome = _OF_VERDICT.get(verdict.verdict, FAILED if condition.must else WARNED)
    return Finding(
        "eligibility",
        condition.key,
        outcome,
        where=condition.answer,
        found=list(verdict.found) if isinstance(verdict.found, tuple) else verdict.found,
        limit=condition.value,
        words=verdict.words,
        url=verdict.url,
    )


def _of_limit(limit: Limit, count: int) -> Finding:
    """`count` includes this application."""
    key = f"{limit.per}-{limit.of}"
    return Finding("limit", key, PASSED if count <= limit.most else FAILED, found=count, limit=limit.most)


def stops(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that keep an application from being handed in.

    Conditions of eligibility do not: the registry may lag behind, and the office decides on them with reasons.
    """
    return [f for f in findings if f.verdict in {MISSING, FAILED} and f.kind != "eligibility"]
