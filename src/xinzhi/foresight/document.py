"""Editions and studies as Word documents, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from xinzhi.core.documents import add_table, document_bytes, new_document
from xinzhi.core.formats import in_language, local_date, percent

from .models import ForesightEdition, ListEntry, Study
from .words import method_name, move_words, moved, ring_names
from .workflows import EDITION, STUDY


def edition_docx(edition: ForesightEdition, entries: Sequence[ListEntry], hits: Sequence[dict[str, Any]]) -> bytes:
    """The list ring by ring with reasons, what left, its hit rates, and what it rests on."""
    document = new_document(f"{in_language(edition.name, edition.name_en)} {edition.run.origin}")
    run = edition.run
    head = [
        (_("Edition"), edition.number),
        (_("State"), EDITION.state(edition).label),
        (_("Knowledge up to the end of"), run.origin),
        (_("Corpus"), f"{run.corpus.label} ({run.corpus.documents:,})"),
        (_("Digest"), edition.digest or "—"),
    ]
    if edition.simulated:
        head.append((_("Note"), _("Simulated: this list is no real one.")))
    if edition.retrospective:
        head.append((_("Note"), _("Made later with the knowledge of that year only.")))
    add_table(document, [], head)
    for line in edition.summary.splitlines():
        document.add_paragraph(line)
    names = ring_names(edition.rules)
    for ring in edition.rules.rings:
        inside = [e for e in entries if e.ring == ring.key]
        if not inside:
            continue
        document.add_heading(f"{names[ring.key]} ({len(inside)})", level=1)
        document.add_paragraph(in_language(ring.means, ring.means_en))
        rows = [
            [
                e.position,
                e.candidate.label,
                e.field.label if e.field else "—",
                percent(e.candidate.chance),
                moved(e, edition)[1] or "—",
                " ".join(filter(None, (e.statement, e.why, move_words(e), e.move_reason))) or "—",
            ]
            for e in inside
        ]
        add_table(
            document,
            [
                _("No."),
                _("Technology"),
                _("Future-industry field"),
                _("Probability"),
                _("Moved"),
                _("Why it is listed"),
            ],
            rows,
        )
    gone = list(edition.exits.select_related("entry__candidate").filter(entry__is_public=True))
    if gone:
        document.add_heading(_("No longer listed"), level=1)
        add_table(
            document,
            [_("Technology"), _("Reason"), _("In words")],
            [[g.label, g.get_reason_display(), g.why or "—"] for g in gone],
        )
    document.add_heading(_("How earlier forecasts of this edition came out"), level=1)
    for row in hits:
        if not row["known"]:
            document.add_paragraph(
                _("After %(n)d years: not yet known (end of %(year)d).") % {"n": row["horizon"], "year": row["year"]}
            )
            continue
        document.add_heading(_("After %(n)d years") % {"n": row["horizon"]}, level=2)
        add_table(
            document,
            [_("List"), _("Hits"), _("Hit rate"), _("95 % interval")],
            [
                [
                    method_name(name),
                    f"{one['hits']} / {one['listed']}",
                    percent(one["rate"][0], 1),
                    f"{percent(one['rate'][1], 1)} – {percent(one['rate'][2], 1)}",
                ]
                for name, one in row["told"]["lists"].items()
            ],
        )
    document.add_paragraph(in_language(edition.rules.basis, edition.rules.basis_en))
    return document_bytes(document)


def study_docx(study: Study) -> bytes:
    """The cover of a study: who asked what of whom, its versions, what it rests on, what was said of it."""
    document = new_document(study.label)
    rows: list[Sequence[object]] = [
        (_("Client department"), study.client.label),
        (_("State"), STUDY.state(study).label),
        (_("Leader"), str(study.lead.display_name or study.lead.username) if study.lead else "—"),
        (_("Team"), _(", ").join(study.team.split("\n")) or "—"),
        (_("Due"), local_date(study.due) if study.due else "—"),
        (_("Rests on edition"), study.edition.title if study.edition else "—"),
    ]
    if study.simulated:
        rows.append((_("Note"), _("Simulated: this study is no real one.")))
    add_table(document, [], rows)
    document.add_heading(_("Question"), level=1)
    for line in study.question.splitlines():
        document.add_paragraph(line)
    document.add_heading(_("Evidence"), level=1)
    evidence = [
        [i, e.title, e.source or "—", e.source_url or "—", local_date(e.as_of) if e.as_of else "—"]
        for i, e in enumerate(study.evidence.all(), start=1)
    ]
    if evidence:
        add_table(document, [_("No."), _("Title"), _("Source"), _("Address"), _("As of")], evidence)
    else:
        document.add_paragraph("—")
    document.add_heading(_("Versions"), level=1)
    versions = [
        [v.number, v.file_name, local_date(v.created_at), v.file.sha256, v.note or "—"]
        for v in study.versions.select_related("file")
    ]
    if versions:
        add_table(document, [_("Version"), _("File"), _("Day"), "SHA-256", _("What changed")], versions)
    else:
        document.add_paragraph("—")
    if study.note:
        document.add_heading(_("Last decision"), level=1)
        document.add_paragraph(study.note)
    return document_bytes(document)
