"""The way of an edition: submitted (its bundles are made), approved by a second person, published, or not."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from xinzhi.core.action import recorded
from xinzhi.core.actions import store_file
from xinzhi.core.models import StoredFile
from xinzhi.foresight.engine.bundle import lists_of, read_terms, write_bundle
from xinzhi.foresight.models import ForesightEdition, ListEntry
from xinzhi.foresight.workflows import EDITION
from xinzhi.ledger.actions import enter

from .edit_edition import refresh_exits


def submit_edition(*, actor: Any, edition: ForesightEdition, why: str = "") -> ForesightEdition:
    """The draft, handed to a second person, with its public and its internal bundle. Raises what the table raises."""
    step = EDITION.check(edition, "submit", actor=actor, why=why)
    with recorded("foresight.submit_edition", actor=actor, subject=edition, why=why):
        refresh_exits(edition)
        edition.state = step.target
        _seal(edition, actor)
        edition.save()
    return edition


def return_edition(*, actor: Any, edition: ForesightEdition, why: str) -> ForesightEdition:
    """The edition, a draft again, with the reason; never by who prepared it."""
    return _step(edition, "return", actor, why)


def approve_edition(*, actor: Any, edition: ForesightEdition, why: str = "") -> ForesightEdition:
    """The edition, approved by a second person; never by who prepared it."""
    return _step(edition, "approve", actor, why)


def discard_edition(*, actor: Any, edition: ForesightEdition, why: str) -> ForesightEdition:
    """The edition, given up before it was published; its number is free again."""
    return _step(edition, "discard", actor, why)


def withdraw_edition(*, actor: Any, edition: ForesightEdition, why: str) -> ForesightEdition:
    """The published edition, withdrawn by a second person; it stays to be read, with the reason."""
    return _step(edition, "withdraw", actor, why)


def publish_edition(*, actor: Any, edition: ForesightEdition, why: str = "") -> ForesightEdition:
    """The edition, public from now on: the digests of both versions are entered in the log.

    Raises PermissionDenied (plan office) and ValidationError from any state but «approved».
    """
    step = EDITION.check(edition, "publish", actor=actor, why=why)
    with recorded("foresight.publish_edition", actor=actor, subject=edition, why=why):
        edition.state, edition.published_at = step.target, timezone.now()
        edition.save()
        enter(actor=actor, subject=edition, content=statement(edition), public=True, simulated=edition.simulated)
    return edition


def statement(edition: ForesightEdition) -> dict[str, Any]:
    """What the log says of a published edition. Of the internal version only its digest is told."""
    return {
        "list": edition.rules.key,
        "number": edition.number,
        "origin": edition.run.origin,
        "horizon": edition.run.horizon,
        "retrospective": edition.retrospective,
        "corpus_sha256": edition.run.corpus.digest,
        "run": edition.run.digest,
        "entries": edition.entries.filter(is_public=True).count(),
        "digest": edition.digest,
        "internal_digest": edition.inside_digest,
        "simulated": edition.simulated,
    }


def _step(edition: ForesightEdition, key: str, actor: Any, why: str) -> ForesightEdition:
    step = EDITION.check(edition, key, actor=actor, why=why)
    with recorded(f"foresight.{key}_edition", actor=actor, subject=edition, why=why):
        edition.state = step.target
        edition.decided_by, edition.decided_at, edition.note = actor, timezone.now(), why[:500]
        edition.save()
    return edition


def _seal(edition: ForesightEdition, actor: Any) -> None:
    """Make both bundles, and remember what each baseline would have listed of the same length."""
    run = edition.run
    with default_storage.open(run.terms.path, "rb") as file:
        terms = read_terms(file.read())
    entries = list(edition.entries.select_related("candidate", "field").order_by("position"))
    public = [e for e in entries if e.is_public]
    edition.baselines = lists_of(terms, run.methods[1:], len(entries), edition.rules.takes)
    edition.baselines_public = lists_of(terms, run.methods[1:], len(public), edition.rules.takes)
    edition.bundle, edition.digest = _bundle(edition, actor, terms, public, inside=False)
    edition.inside_bundle, edition.inside_digest = _bundle(edition, actor, terms, entries, inside=True)


def _bundle(
    edition: ForesightEdition, actor: Any, terms: list[dict[str, Any]], entries: list[ListEntry], *, inside: bool
) -> tuple[StoredFile, str]:
    run = edition.run
    content, digest = write_bundle(
        rules=edition.rules_text.encode(),
        terms=terms,
        methods=run.methods,
        entries=[_told(e, inside=inside) for e in entries],
        about={
            "list": edition.rules.key,
            "number": edition.number,
            "version": "internal" if inside else "public",
            "retrospective": edition.retrospective,
            "simulated": edition.simulated,
            "summary": edition.summary,
            "corpus": {
                "name": run.corpus.name,
                "sha256": run.corpus.digest,
                "source": run.corpus.source,
                "as_of": run.corpus.as_of and run.corpus.as_of.isoformat(),
                "documents": run.corpus.documents,
                "columns": run.corpus.columns,
            },
            "run": {"origin": run.origin, "horizon": run.horizon, "most": run.most, "digest": run.digest},
        },
    )
    stored = store_file(
        actor=actor, file=ContentFile(content, name="edition.zip"), media_type="application/zip", limit=1 << 30
    )
    return stored, digest


def _told(entry: ListEntry, *, inside: bool) -> dict[str, Any]:
    candidate = entry.candidate
    told = {
        "position": entry.position,
        "term": candidate.term,
        "name": candidate.name,
        "rank": candidate.rank,
        "chance": candidate.chance,
        "field": entry.field.key if entry.field else None,
        "ring": entry.ring,
        "proposed": entry.proposed,
        "why": entry.why,
        "figures": entry.figures,
        "statement": entry.statement,
        "ring_before": entry.ring_before,
        "rank_before": entry.rank_before,
        "chance_before": entry.chance_before,
        "move_reason": entry.move_reason,
    }
    if inside:
        told |= {"inside_note": entry.inside_note, "is_public": entry.is_public}
    return told
