"""What experts said of a candidate: approved results of a Delphi, by its term, so that they last from run to run."""

from collections import defaultdict
from typing import Any

from xinzhi.foresight.engine.hits import short_name
from xinzhi.foresight.models import Candidate, DelphiRound, DelphiStatement, StatementState

from .delphi import results_for, summary_of

TECHNOLOGY = "foresight.technology"


def subject_key(candidate: Candidate) -> str:
    """The key of a candidate as the subject of a statement: its term without the acronym."""
    return short_name(candidate.term)[:120]


def said_of(candidate: Candidate, *, inside: bool) -> dict[str, Any] | None:
    """The newest approved results on it as `delphi.results_for`; for the public only public ones, and no reasons."""
    found = results_for(TECHNOLOGY, subject_key(candidate))
    if found is None or inside:
        return found
    return {**found, "reasons": []} if found["survey"]["public"] else None


def said_of_all(candidates: list[Candidate]) -> dict[int, dict[str, Any]]:
    """Candidate number to the newest approved results on it; for those who see inside. Few queries, however many."""
    by_key = {subject_key(c): c.pk for c in candidates}
    rows = DelphiStatement.objects.filter(
        subject_kind=TECHNOLOGY, subject_key__in=by_key, survey__state="approved", state=StatementState.CLOSED
    ).select_related("survey")
    newest = {row.subject_key: row for row in rows.order_by("survey__decided_at", "pk")}
    closed = DelphiRound.objects.filter(survey__in={r.survey_id for r in newest.values()}, closed_at__isnull=False)
    rounds: dict[int, list[DelphiRound]] = defaultdict(list)
    for one in closed.order_by("number"):
        rounds[one.survey_id].append(one)
    return {by_key[key]: summary_of(row, rounds[row.survey_id]) for key, row in newest.items()}
