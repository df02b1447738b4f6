"""Draft an edition of the list from a run: the first candidates with the ring that the rules propose, and what moved."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.engine.hits import short_name
from xinzhi.foresight.engine.rings import Rules, RulesError, read_rules
from xinzhi.foresight.models import (
    Candidate,
    CandidateState,
    ExitReason,
    ForesightEdition,
    ForesightRun,
    ListEntry,
    ListExit,
)
from xinzhi.foresight.queries.figures import figures_of
from xinzhi.foresight.queries.rules_file import rules_path
from xinzhi.foresight.workflows import OPEN


def draft_edition(*, actor: Any, run: ForesightRun, length: int | None = None, why: str = "") -> ForesightEdition:
    """The draft of the next edition over the run's open candidates, `length` of them (else the pack's number), by rank.

    It is retrospective where the corpus has a whole year after the origin. Raises PermissionDenied (analysts, plan office) and
    ValidationError: unusable rules, an edition still open, too few candidates, an origin before the last edition's.
    """
    require(actor, "foresight.prepare")
    try:
        content = rules_path().read_bytes()
        rules = read_rules(content)
    except (OSError, RulesError) as error:
        raise ValidationError(str(error), code="rules") from error
    retrospective = run.about["last_whole_year"] > run.origin
    strand = ForesightEdition.objects.filter(simulated=run.simulated, retrospective=retrospective)
    if strand.filter(state__in=OPEN).exists():
        raise ValidationError(_("An edition of the list is still open: publish or discard it first."), code="open")
    before = strand.filter(state="published").select_related("run").order_by("-number").first()
    if before is not None and before.run.origin > run.origin:
        raise ValidationError(
            _("The last edition is of %(year)d: an edition of an earlier year cannot follow it."),
            code="order",
            params={"year": before.run.origin},
        )
    wanted = rules.length if length is None else length
    candidates = run.candidates.filter(state=CandidateState.OPEN).order_by("rank")
    chosen = [c for c in candidates if rules.takes(c.term)][: max(wanted, 0)]
    if not chosen:
        raise ValidationError(_("The run has no open candidate."), code="few")
    edition = ForesightEdition(
        name=rules.name,
        name_en=rules.name_en,
        number=(strand.exclude(state="discarded").aggregate(n=Max("number"))["n"] or 0) + 1,
        run=run,
        retrospective=retrospective,
        rules_text=content.decode(),
        before=before,
        prepared_by=actor,
        simulated=run.simulated,
    )
    with recorded("foresight.draft_edition", actor=actor, subject=edition, why=why, new=True):
        edition.save()
        earlier = earlier_entries(before)
        ListEntry.objects.bulk_create(
            new_entry(edition, candidate, rules, place, earlier) for place, candidate in enumerate(chosen, start=1)
        )
        ListExit.objects.bulk_create(_exits(edition, chosen, earlier))
    return edition


def earlier_entries(before: ForesightEdition | None) -> dict[str, ListEntry]:
    """The last edition's entries by the term without its acronym."""
    if before is None:
        return {}
    return {short_name(e.candidate.term): e for e in before.entries.select_related("candidate")}


def new_entry(
    edition: ForesightEdition, candidate: Candidate, rules: Rules, place: int, earlier: Mapping[str, ListEntry]
) -> ListEntry:
    """A candidate as an entry, not yet saved: with figures, proposed ring and where it stood before."""
    figures = figures_of(candidate, edition.run)
    proposed, conditions = rules.propose(figures)
    was = earlier.get(short_name(candidate.term))
    if was is not None and was.candidate.name and not candidate.name:
        candidate.name = was.candidate.name
        Candidate.objects.filter(pk=candidate.pk).update(name=candidate.name)
    return ListEntry(
        edition=edition,
        candidate=candidate,
        position=place,
        field=candidate.field,
        ring=proposed,
        proposed=proposed,
        conditions=conditions,
        figures=figures,
        statement=was.statement if was else "",
        is_public=was.is_public if was else True,
        ring_before=was.ring if was else "",
        rank_before=was.candidate.rank if was else None,
        chance_before=was.candidate.chance if was else None,
        simulated=edition.simulated,
    )


def _exits(edition: ForesightEdition, chosen: list[Candidate], earlier: Mapping[str, ListEntry]) -> list[ListExit]:
    now = {short_name(c.term): c for c in edition.run.candidates.filter(rank__gt=0)}
    listed = {short_name(c.term) for c in chosen}
    return [
        ListExit(
            edition=edition,
            entry=entry,
            reason=exit_reason(now.get(term)),
            rank=now[term].rank if term in now else None,
            why=now[term].note if term in now else "",
            simulated=edition.simulated,
        )
        for term, entry in earlier.items()
        if term not in listed
    ]


def exit_reason(candidate: Candidate | None) -> ExitReason:
    """Why a technology is no longer listed, by what became of its candidate."""
    if candidate is None:
        return ExitReason.GONE
    return {
        CandidateState.REJECTED.value: ExitReason.REJECTED,
        CandidateState.MERGED.value: ExitReason.MERGED,
    }.get(candidate.state, ExitReason.RANK)
