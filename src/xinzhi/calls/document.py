"""An application, the record of a site visit, a contract, as Word documents, in the reader's language."""

from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from docx.shared import Cm, Pt

from xinzhi.core.documents import add_table, document_bytes, new_document
from xinzhi.core.formats import local_date, money

from .models import Application, Contract, SiteVisit
from .queries.figures import figure_rows
from .queries.printed import Answer, printed
from .words import visit_points

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PICTURE = Cm(12)  # its longer side


def application_docx(application: Application, answers: Any = None) -> bytes:
    """The bytes of the document: head, sections as read (of these answers), team, names and digests of files."""
    document = new_document(application.title)
    head = [
        (_("Call"), application.call.label),
        (_("Number"), application.number or _("draft, not handed in")),
        (_("Organisation"), application.organisation.label),
        (_("Future-industry field"), application.field.label if application.field else "—"),
        (_("Leader"), application.leader or "—"),
        (_("Handed in"), local_date(application.submitted_at) if application.submitted_at else "—"),
    ]
    if application.simulated:
        head.append((_("Note"), _("Simulated: this application is no real one.")))
    _table(document, [], [[str(name), str(value)] for name, value in head])
    for section in printed(application, answers=answers):
        document.add_heading(section.title, level=1)
        for answer in section.answers:
            _write(document, answer)
    document.add_heading(_("Team"), level=1)
    rows = [[m.name, m.affiliation, str(m.get_role_display()), m.work] for m in application.members.all()]
    _table(document, [_("Full name"), _("Affiliation"), _("Role"), _("Work in the project")], rows)
    document.add_heading(_("Files"), level=1)
    files = [[f.name, f.file.sha256] for f in application.files.select_related("file")]
    _table(document, [_("File name"), "SHA-256"], files)
    return document_bytes(document)


def visit_docx(visit: SiteVisit) -> bytes:
    """The bytes of the record of a site visit: day, place, people, each finding, opinion and advice, lines to sign."""
    application = visit.application
    document = new_document(_("Record of a site visit"))
    visitors = list(visit.visitors.all())
    head = [
        (_("Application"), f"{application.number} {application.title}"),
        (_("Call"), application.call.label),
        (_("Organisation"), application.organisation.label),
        (_("Day of the visit"), local_date(visit.held_on)),
        (_("Place"), visit.place),
        (_("Visiting experts"), "\n".join(f"{r.name} {r.affiliation}" for r in visitors)),
        (_("Officials who come along"), "、".join(visit.officials) or "—"),
        (_("State"), str(visit.get_state_display())),
    ]
    if application.simulated:
        head.append((_("Note"), _("Simulated: this application is no real one.")))
    _table(document, [], [[str(name), str(value)] for name, value in head])
    document.add_heading(_("Findings"), level=1)
    points = [[p["name"], str(p["finding"]) or "—", p["words"] or "—"] for p in visit_points(visit)]
    _table(document, [_("Point"), _("Finding"), _("What was seen")], points)
    document.add_heading(_("Opinion"), level=1)
    document.add_paragraph(visit.opinion or "—")
    document.add_paragraph(_("Advice: %(advice)s") % {"advice": visit.get_outcome_display() or "—"})
    _pictures(document, visit)
    if visit.digest:
        document.add_paragraph(f"SHA-256 {visit.digest}")
    document.add_heading(_("Signatures"), level=1)
    names = [*(r.name for r in visitors), *visit.officials]
    _table(document, [_("Full name"), _("Signature"), _("Date")], [[name, "", ""] for name in names])
    return document_bytes(document)


def contract_docx(contract: Contract) -> bytes:
    """The bytes of the task book (任务书), to be signed and sealed.

    Parties, term, each figure beside the application's, milestones, payments, changes agreed to.
    """
    application = contract.application
    call = application.call
    document = new_document(_("The contract"))
    head = [
        (_("Contract number"), contract.number),
        (_("Project title"), application.title),
        (_("Call"), call.label),
        (_("Department"), call.department.label),
        (_("Organisation"), application.organisation.label),
        (_("Leader"), application.leader or "—"),
        (_("Grant given"), str(money(contract.grant_fen))),
        (_("From"), local_date(contract.begins)),
        (_("Until"), local_date(contract.ends)),
        (_("State"), str(contract.get_state_display())),
    ]
    if application.simulated:
        head.append((_("Note"), _("Simulated: this application is no real one.")))
    _table(document, [], [[str(name), str(value)] for name, value in head])
    document.add_heading(_("Figures promised"), level=1)
    figures = [[str(f["name"]), "\n".join(f["asked"]), "\n".join(f["promised"])] for f in figure_rows(contract)]
    _table(document, [_("Figure"), _("Application"), _("The contract")], figures)
    milestones = list(contract.milestones.all())
    document.add_heading(_("Milestones"), level=1)
    rows = [[m.label, local_date(m.due), str(m.get_state_display())] for m in milestones]
    _table(document, [_("Milestone"), _("due"), _("State")], rows)
    names = {m.key: m.label for m in milestones} | {"sign": _("after signing"), "acceptance": _("Acceptance")}
    document.add_heading(_("Payments"), level=1)
    paid = [
        [str(money(p.amount_fen)), names.get(p.after, p.after), local_date(p.paid_on) if p.paid_on else "—"]
        for p in contract.payments.all()
    ]
    _table(document, [_("Amount"), _("After"), _("Paid on")], paid)
    if changes := [
        [c.what, local_date(c.new_end) if c.new_end else "—"] for c in contract.changes.filter(granted=True)
    ]:
        document.add_heading(_("Changes"), level=1)
        _table(document, [_("Change"), _("New end")], changes)
    if contract.digest:
        document.add_paragraph(f"{_('Digest of what is signed')}: SHA-256 {contract.digest}")
    document.add_heading(_("Signatures"), level=1)
    parties = [call.department.label, application.organisation.label, application.leader or "—"]
    _table(document, [_("Party"), _("Signature and seal"), _("Date")], [[name, "", ""] for name in parties])
    return document_bytes(document)


def _pictures(document: Any, visit: SiteVisit) -> None:
    """The small copies, each over its caption, which is also what is read out instead of it."""
    pictures = list(visit.pictures.select_related("file", "preview"))
    if not pictures:
        return
    document.add_heading(_("Pictures"), level=1)
    for n, picture in enumerate(pictures, start=1):
        with default_storage.open(picture.preview.path, "rb") as small:
            by_width = picture.preview_width >= picture.preview_height
            shape = document.add_picture(small, **{"width" if by_width else "height": _PICTURE})
        shape._inline.docPr.set("descr", picture.caption)  # noqa: SLF001  python-docx has no other way
        under = document.add_paragraph(f"{_('Picture')} {n}  {picture.caption}")
        under.add_run(f"\nSHA-256 {picture.file.sha256}").font.size = Pt(7)


def _write(document: Any, answer: Answer) -> None:
    document.add_heading(answer.label, level=2)
    if answer.kind == "table":
        _table(document, answer.head, answer.rows)
        return
    for line in answer.text.splitlines() or ["—"]:
        document.add_paragraph(line)


def _table(document: Any, head: list[str], rows: list[list[str]]) -> None:
    if rows:
        add_table(document, head, rows)
    else:
        document.add_paragraph("—")
