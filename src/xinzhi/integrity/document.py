"""The continuity report as a Word document, in the reader's language: what a diligence opinion is filed with."""

from django.utils.translation import gettext as _

from xinzhi.core.documents import add_table, document_bytes, new_document
from xinzhi.core.formats import local_date

from .models import RecordSpace
from .queries.report import Said, SpaceReport
from .words import counted, interval


def report_docx(space: RecordSpace, report: SpaceReport) -> bytes:
    """The bytes of the document: head, each finding with the deposits behind it, how it came about."""
    document = new_document(_("Continuity of the research records"))
    head = [
        (_("Project"), space.project.label),
        (_("Host"), space.organisation.label),
        (_("As of"), local_date(report.until)),
        (_("Records"), counted(report.records, report.versions)),
    ]
    if space.simulated:
        head.append((_("Note"), _("Simulated: this project's records are no real ones.")))
    add_table(document, [], head)
    if report.continuity.usual:
        document.add_paragraph(interval(report.continuity.usual))
    document.add_heading(_("Findings"), level=1)
    if not report.said:
        document.add_paragraph(_("None of the rules found anything to ask about."))
    for said in report.said:
        document.add_heading(said.title, level=2)
        document.add_paragraph(said.text)
        columns = [_("Record and its SHA-256"), _("Version"), _("Work done on"), _("Deposited on")]
        add_table(document, columns, _lines(said))
    document.add_heading(_("How this report came about"), level=1)
    document.add_paragraph(_("A finding is a question to the project, not a verdict; there is no score."))
    document.add_paragraph(
        _("The day of deposit and the SHA-256 of every version stand in the proof log; anyone can verify them offline.")
    )
    if not report.certain:
        document.add_paragraph(
            _("For part of the time the public holidays are not published yet: weekdays are counted as working days.")
        )
    return document_bytes(document)


def _lines(said: Said) -> list[list[str]]:
    return [
        [
            f"{line.title or _('Record %(number)s') % {'number': line.deposit.record}}\n{line.sha256}",
            str(line.deposit.version),
            local_date(line.deposit.happened_on),
            local_date(line.deposit.deposited_on),
        ]
        for line in said.lines
    ]
