"""One import: how far it is, its rows by outcome, and what can be done now."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xinzhi.core.files import address
from xinzhi.core.formats import local_date, pair
from xinzhi.core.lists import ReasonForm
from xinzhi.core.lists.export import Export, csv_lines
from xinzhi.registry.actions.repair_row import repairable
from xinzhi.registry.forms import AcceptForm, ProposeForm, RepairForm
from xinzhi.registry.imports import from_stored, sheet_of
from xinzhi.registry.imports.reading import Sheet
from xinzhi.registry.links import source_address
from xinzhi.registry.models import Import, ImportRow, RowOutcome
from xinzhi.registry.queries.imports import changes_of, name_of, problems_of
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.schemas import labels_of
from xinzhi.registry.words import shown_date

from .common import TONES, crumbs, get_batch, steps_of

_ON_A_PAGE = 25
_INLINE = 8  # more cells than this are repaired on the row's own page
_TONES = {
    RowOutcome.NEW: "ok",
    RowOutcome.CHANGED: "info",
    RowOutcome.UNCHANGED: "mute",
    RowOutcome.BAD: "bad",
    RowOutcome.DUPLICATE: "warn",
    RowOutcome.SKIPPED: "mute",
}
_FIRST = (RowOutcome.BAD, RowOutcome.CHANGED, RowOutcome.NEW, *RowOutcome)


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The import. `?outcome=` chooses the rows; without it those to repair come first."""
    batch = get_batch(request, pk)
    wanted = request.GET.get("outcome", "")
    outcome = wanted if wanted in batch.counts else next((o.value for o in _FIRST if batch.counts.get(o)), "")
    edits = batch.is_in_work and request.user.has_perm("registry.import", batch)
    rows = Paginator(batch.rows.filter(outcome=outcome), _ON_A_PAGE).get_page(request.GET.get("page"))
    personal = request.user.has_perm("registry.see_personal")
    sheet = sheet_of(batch) if edits else None
    context = {
        "batch": batch,
        "register": BY_KEY[batch.register],
        "tone": TONES[batch.state],  # type: ignore[index]
        "steps": steps_of(batch),
        "facts": _facts(batch),
        "notices": [from_stored(n, _) for n in batch.notices],
        "tabs": _tabs(batch, outcome),
        "list": rows,
        "rows": [row_words(batch, row, personal=personal, sheet=sheet) for row in rows],
        "edits": edits,
        "bad": batch.counts.get(RowOutcome.BAD, 0),
        "job": batch.job if batch.job and (batch.job.is_active or batch.job.state in {"failed", "cancelled"}) else None,
        "crumbs": crumbs(),
        **_forms(request, batch, edits=edits),
    }
    return render(request, "registry/imports/page.html", context)


def row_words(batch: Import, row: ImportRow, *, personal: bool, sheet: Sheet | None) -> dict[str, Any]:
    """A row with what its place on the page needs; with a sheet it can be repaired."""
    found: dict[str, Any] = {
        "row": row,
        "name": name_of(batch, row),
        "tone": _TONES[row.outcome],  # type: ignore[index]
        "problems": problems_of(batch, row, _),
        "changes": changes_of(batch, row, personal=personal),
        "url": reverse("registry:import_row", args=[batch.pk, row.line]),
    }
    if sheet is not None and row.outcome == RowOutcome.BAD:
        names = repairable(row, sheet)
        if len(names) <= _INLINE:
            labels = labels_of(BY_KEY[batch.register])
            found["form"] = RepairForm(row=row, sheet=sheet, names=names, labels=labels)
    return found


def _facts(batch: Import) -> list[dict[str, Any]]:
    register = BY_KEY[batch.register]
    rows: list[dict[str, Any]] = [
        {"name": _("Register"), "value": register.title, "url": reverse(f"registry:{register.key}")},
        {"name": _("File"), "value": batch.file_name, "url": address(batch.file, batch.file_name)},
        {"name": _("Source"), "value": batch.source, "url": source_address(batch.source_url)},
        {"name": _("As of"), "value": shown_date(batch.as_of, batch.as_of_precision)},
        {"name": _("Kind of source"), "value": batch.get_confidence_display()},
        {"name": _("Brought in by"), "value": _who(batch.recorded_by, batch.created_at)},
    ]
    if batch.policy:
        rows.append({"name": _("What is proposed"), "value": batch.get_policy_display()})
    if batch.decided_at:
        rows.append({"name": _("Decided by"), "value": _who(batch.decided_by, batch.decided_at)})
        rows.append({"name": _("Reason"), "value": batch.reason or "—"})
    return rows


def _who(user: Any, day: Any) -> str:
    name = (user.display_name or user.username) if user else _("the operator")
    return f"{name} · {local_date(day)}"


def _tabs(batch: Import, outcome: str) -> list[dict[str, Any]]:
    return [
        {"label": o.label, "url": f"?outcome={o.value}", "count": batch.counts[o.value], "current": o.value == outcome}
        for o in RowOutcome
        if batch.counts.get(o.value)
    ]


def _forms(request: HttpRequest, batch: Import, *, edits: bool) -> dict[str, Any]:
    """The steps this person may take now, each with its form."""
    found: dict[str, Any] = {}
    if edits and batch.rows_to_take:
        found["propose_form"] = ProposeForm(initial={"policy": "good" if batch.counts.get(RowOutcome.BAD) else "all"})
    if batch.is_open and request.user.has_perm("registry.decide", batch):
        found |= {"accept_form": AcceptForm(auto_id="accept_%s"), "reject_form": ReasonForm(auto_id="reject_%s")}
    if batch.state in {"proposed", "accepted"} and request.user.has_perm("registry.undo_import", batch):
        found["undo_form"] = ReasonForm(auto_id="undo_%s")
    return found


@login_required
@require_safe
def problems(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows to repair as CSV, in the columns of the file with the problems behind: repaired, it is brought in again."""
    batch = get_batch(request, pk)
    columns = [
        *(Export(c["name"], c["heading"], lambda row, n=c["name"]: _cell(row, n)) for c in batch.columns),  # type: ignore[misc]
        Export("import_line", _("line"), lambda row: row.line),
        Export("import_problems", _("problems"), lambda row: _told(batch, row)),
    ]
    rows = batch.rows.filter(outcome=RowOutcome.BAD).iterator(1000)
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}-problems.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _cell(row: ImportRow, name: str) -> str:
    return str(row.repairs.get(name, row.cells.get(name, "")))


def _told(batch: Import, row: ImportRow) -> str:
    return " | ".join(pair(p["column"], f"{p['reason']} {p['remedy']}") for p in problems_of(batch, row, _))
