"""One row of an import: all its cells, repaired or left out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinzhi.core.views.common import add_errors, signed_in, warn
from xinzhi.registry.actions import repair_row, skip_row
from xinzhi.registry.forms import RepairForm
from xinzhi.registry.imports import sheet_of
from xinzhi.registry.models import Import, ImportRow, RowOutcome
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.schemas import labels_of

from .common import crumbs, get_batch
from .page import row_words


@login_required
def row_page(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """The row with its cells; who brought the file may correct them. A form may post only some of the cells."""
    batch = get_batch(request, pk)
    row = get_object_or_404(batch.rows, line=line)
    edits = batch.is_in_work and request.user.has_perm("registry.import", batch)
    sheet = sheet_of(batch)
    names = [m.column.name for m in sheet.mapping.matches if m.attribute]
    form = None
    if edits:
        labels = labels_of(BY_KEY[batch.register])
        form = RepairForm(request.POST or None, row=row, sheet=sheet, names=names, labels=labels)
        if request.method == "POST" and form.is_valid() and _repair(request, row, form):
            return _back(batch, row)
    personal = request.user.has_perm("registry.see_personal")
    context = {
        "batch": batch,
        "item": row_words(batch, row, personal=personal, sheet=None),
        "cells": [
            {"name": n, "value": row.repairs.get(n, row.cells.get(n, "")) or "—"} for n in row.cells | row.repairs
        ],
        "form": form,
        "crumbs": crumbs(batch),
    }
    return render(request, "registry/imports/row.html", context)


@login_required
@require_POST
def skip(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Leave the row out."""
    batch = get_batch(request, pk)
    row = get_object_or_404(batch.rows, line=line)
    try:
        skip_row(actor=signed_in(request), row=row)
    except ValidationError as error:
        warn(request, error)
    else:
        messages.success(request, _("Line %(line)d is left out.") % {"line": line})
    return _back(batch, row)


def _repair(request: HttpRequest, row: ImportRow, form: RepairForm) -> bool:
    try:
        repair_row(actor=signed_in(request), row=row, cells=form.cells())
    except ValidationError as error:
        add_errors(form, error)
        return False
    if row.outcome == RowOutcome.BAD:
        messages.warning(request, _("Line %(line)d still has to be repaired.") % {"line": row.line})
    else:
        words = {"line": row.line, "outcome": row.get_outcome_display()}
        messages.success(request, _("Line %(line)d is good: %(outcome)s.") % words)
    return True


def _back(batch: Import, row: ImportRow) -> HttpResponse:
    """To the rows that are still to be repaired, or to the row where it still is one of them."""
    address = reverse("registry:import", args=[batch.pk])
    left = batch.rows.filter(outcome=RowOutcome.BAD).exists()
    anchor = f"#line-{row.line}" if row.outcome == RowOutcome.BAD else ""
    return redirect(f"{address}{'?outcome=bad' if left else ''}{anchor}")
