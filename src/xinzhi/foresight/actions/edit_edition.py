"""Work on a draft: rings with reasons, words, what is public; put a candidate on, take an entry out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.engine.hits import short_name
from xinzhi.foresight.models import Candidate, CandidateState, ExitReason, ForesightEdition, ListEntry, ListExit

from .draft_edition import earlier_entries, exit_reason, new_entry


def describe_edition(*, actor: Any, edition: ForesightEdition, summary: str, inside_note: str = "") -> ForesightEdition:
    """The draft with this introduction and internal note. Raises PermissionDenied, ValidationError where it is no draft."""
    require(actor, "foresight.prepare", edition)
    _draft(edition)
    with recorded("foresight.describe_edition", actor=actor, subject=edition):
        edition.summary, edition.inside_note = summary.strip(), inside_note.strip()
        edition.save()
    return edition


def edit_entry(
    *,
    actor: Any,
    entry: ListEntry,
    ring: str,
    why: str = "",
    statement: str = "",
    inside_note: str = "",
    is_public: bool = True,
    move_reason: str = "",
) -> ListEntry:
    """The entry, changed. Another ring than the proposed one needs a reason.

    Raises PermissionDenied (analysts, plan office) and ValidationError: no draft, no such ring, no reason.
    """
    require(actor, "foresight.prepare", entry.edition)
    _draft(entry.edition)
    if ring not in {r.key for r in entry.edition.rules.rings}:
        raise ValidationError({"ring": _("There is no such ring.")}, code="ring")
    if ring != entry.proposed and not why.strip():
        raise ValidationError({"why": _("Say why the ring is not the one that the rule proposes.")}, code="reason")
    with recorded("foresight.edit_entry", actor=actor, subject=entry, why=why):
        entry.ring, entry.why = ring, why.strip()[:500] if ring != entry.proposed else ""
        entry.statement, entry.inside_note = statement.strip()[:500], inside_note.strip()[:500]
        entry.is_public, entry.move_reason = is_public, move_reason.strip()[:500]
        entry.save()
    return entry


def add_entry(*, actor: Any, edition: ForesightEdition, candidate: Candidate, why: str) -> ListEntry:
    """A candidate of the run, put on the draft at its end. Raises PermissionDenied and ValidationError: no draft, another run's, listed."""
    require(actor, "foresight.prepare", edition)
    _draft(edition)
    if candidate.run_id != edition.run_id or candidate.state != CandidateState.OPEN:
        raise ValidationError(_("Choose an open candidate of the edition's run."), code="candidate")
    if edition.entries.filter(candidate=candidate).exists():
        raise ValidationError(_("It is on the list already."), code="listed")
    if not why.strip():
        raise ValidationError(_("Give a reason."), code="reason")
    place = (edition.entries.aggregate(n=Max("position"))["n"] or 0) + 1
    entry = new_entry(edition, candidate, edition.rules, place, earlier_entries(edition.before))
    with recorded("foresight.add_entry", actor=actor, subject=entry, why=why, new=True):
        entry.inside_note = why.strip()[:500]
        entry.save()
        edition.exits.filter(entry__candidate__term__in=_spellings(edition, candidate)).delete()
    return entry


def take_out(*, actor: Any, entry: ListEntry, why: str) -> ForesightEdition:
    """The draft without this entry; where the last edition had it, it is told among what left. Raises PermissionDenied, ValidationError."""
    require(actor, "foresight.prepare", entry.edition)
    edition = entry.edition
    _draft(edition)
    if not why.strip():
        raise ValidationError(_("Give a reason."), code="reason")
    if edition.entries.count() == 1:
        raise ValidationError(_("A list has one entry at least; discard the edition instead."), code="last")
    with recorded("foresight.take_out", actor=actor, subject=edition, why=why) as change:
        change.note("entry", entry.candidate.term, None)
        was = earlier_entries(edition.before).get(short_name(entry.candidate.term))
        if was is not None:
            ListExit.objects.create(
                edition=edition,
                entry=was,
                reason=ExitReason.OUT,
                rank=entry.candidate.rank,
                why=why.strip()[:500],
                simulated=edition.simulated,
            )
        entry.delete()
        for place, one in enumerate(edition.entries.order_by("position"), start=1):
            if one.position != place:
                one.position = place
                one.save(update_fields=["position"])
    return edition


def explain_exit(*, actor: Any, gone: ListExit, why: str) -> ListExit:
    """Why a technology is no longer listed, in words. Raises PermissionDenied, ValidationError where the edition is no draft."""
    require(actor, "foresight.prepare", gone.edition)
    _draft(gone.edition)
    with recorded("foresight.explain_exit", actor=actor, subject=gone, why=why):
        gone.why = why.strip()[:500]
        gone.save()
    return gone


def refresh_exits(edition: ForesightEdition) -> None:
    """Bring reasons up to date with what was decided on candidates since the draft was made."""
    now = {short_name(c.term): c for c in edition.run.candidates.all()}
    for gone in edition.exits.exclude(reason=ExitReason.OUT).select_related("entry__candidate"):
        candidate = now.get(short_name(gone.entry.candidate.term))
        reason = exit_reason(candidate)
        if reason != gone.reason:
            gone.reason, gone.why = reason, gone.why or (candidate.note if candidate else "")
            gone.save()


def _spellings(edition: ForesightEdition, candidate: Candidate) -> list[str]:
    short = short_name(candidate.term)
    return [e.candidate.term for key, e in earlier_entries(edition.before).items() if key == short]


def _draft(edition: ForesightEdition) -> None:
    if edition.state != "draft":
        raise ValidationError(_("Only a draft can be changed."), code="state")
