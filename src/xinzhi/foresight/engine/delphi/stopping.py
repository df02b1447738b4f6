"""Whether a statement is asked again: stability first, then what kind of agreement stands (Dajani, Sincoff & Talley 1979).

A judged question is *stable* when the distribution of its answers changed by at most `stability` (15 %) from the round
before (Scheibe, Skutsch & Schofer 1975), and *agreed* when its middle half is at most `iqr` wide or at least `agreement`
(70 %) of the answers lie in `agree` (von der Gracht 2012 lists both as the measures in use). The statement may close when
every judged question is stable (and, where `needs_stability` is off, also when every one is agreed), not before
`rounds_least`; after `rounds_most` it closes as it stands. What is not agreed is kept as dissent, never smoothed away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .sheet import Question, Sheet

CONSENSUS, MAJORITY, BIPOLAR, DISSENT, FEW = "consensus", "majority", "bipolar", "dissent", "few"


def is_agreed(sheet: Sheet, question: Question, stats: Mapping[str, Any]) -> bool:
    """Whether the answers to a judged question agree: narrow middle half, or enough of them on the agreeing side."""
    if not stats.get("n"):
        return False
    iqr = stats.get("iqr")
    narrow = iqr is not None and iqr <= question.iqr
    return narrow or (bool(question.agree) and stats.get("agreement", 0.0) >= sheet.stopping.agreement)


def outcome(sheet: Sheet, stats: Mapping[str, Mapping[str, Any]]) -> str:
    """What stands: consensus, bipolar, majority, dissent, or few where a judged question has too few answers.

    Consensus: every judged question agreed; bipolar: two camps in one of them; majority: more than half give one answer to
    each; dissent: none of these.
    """
    judged = [(q, stats.get(q.key, {})) for q in sheet.judged]
    if any(s.get("n", 0) < sheet.answers_least for _q, s in judged):
        return FEW
    if all(is_agreed(sheet, q, s) for q, s in judged):
        return CONSENSUS
    if any(s.get("bimodal") for _q, s in judged):
        return BIPOLAR
    # Those who do not know have no answer; they are no camp.
    most = [max(c for k, c in s["counts"].items() if k != "unknown") / s["n"] for _q, s in judged]
    return MAJORITY if all(share > 0.5 for share in most) else DISSENT


def propose(
    sheet: Sheet, number: int, stats: Mapping[str, Mapping[str, Any]], change: Mapping[str, float | None]
) -> dict[str, Any]:
    """Whether to close a statement after round `number`, and why.

    `change` is the share of answers that moved since the round before, by judged question; None where there was none.
    Returns close (bool), why (stable, agreed, rounds, again, few), outcome, stable and agreed (lists of questions).
    """
    rule, judged = sheet.stopping, sheet.judged
    stands = outcome(sheet, stats)
    agreed = [q.key for q in judged if is_agreed(sheet, q, stats.get(q.key, {}))]
    moved = {q.key: change.get(q.key) for q in judged}
    stable = [k for k, c in moved.items() if c is not None and c <= rule.stability + 1e-9]
    ripe = number >= rule.rounds_least and stands != FEW
    if ripe and len(stable) == len(judged):
        close, why = True, "stable"
    elif ripe and not rule.needs_stability and len(agreed) == len(judged):
        close, why = True, "agreed"
    elif number >= rule.rounds_most:
        close, why = True, "rounds"
    else:
        close, why = False, "few" if stands == FEW else "again"
    return {"close": close, "why": why, "outcome": stands, "stable": stable, "agreed": agreed}
