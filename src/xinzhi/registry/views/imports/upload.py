"""Bringing a file in, and empty tables to fill."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xinzhi.core.lists.export import Export, csv_lines, xlsx_file
from xinzhi.core.views.common import add_errors, signed_in
from xinzhi.registry.actions import start_import
from xinzhi.registry.engine.tabular import Attribute, Type
from xinzhi.registry.forms import UploadForm
from xinzhi.registry.imports.checking import REMARK
from xinzhi.registry.registers import BY_KEY, REGISTERS, Register
from xinzhi.registry.schemas import labels_of, schema_of

from .common import crumbs


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The file, its register and its source. `?register=` chooses the register beforehand."""
    if not request.user.has_perm("registry.import"):
        raise PermissionDenied
    initial = {"register": request.GET.get("register", ""), "as_of": timezone.localdate()}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = start_import(
                actor=signed_in(request),
                file=data["file"],
                name=data["file"].name,
                register=BY_KEY.get(data["register"]),
                provenance=form.provenance(),
                sheet=data["sheet"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("registry:import_mapping", batch.pk)
    context = {"form": form, "crumbs": crumbs(), "registers": REGISTERS}
    return render(request, "registry/imports/upload.html", context)


@require_safe
def template(request: HttpRequest, register: str, form: str) -> HttpResponseBase:  # noqa: ARG001  a view
    """An empty table of a register: the keys as headings, explained in a second row (CSV) or sheet (XLSX)."""
    known = BY_KEY.get(register)
    if known is None or form not in {"csv", "xlsx"}:
        raise Http404
    columns = list(_columns(known))
    name = f"{known.key}.{form}"
    if form == "xlsx":
        return FileResponse(xlsx_file(columns, [], str(known.title)), as_attachment=True, filename=name)
    remarks = [Export(c.key, c.label, lambda _row, c=c: str(c.label)) for c in columns]  # type: ignore[misc]
    remarks[0] = Export("key", columns[0].label, lambda _row: f"{REMARK} {columns[0].label}")
    response = StreamingHttpResponse(csv_lines(remarks, [None]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _columns(register: Register) -> Iterator[Export]:
    labels = labels_of(register)
    for attribute in schema_of(register).attributes:
        words = [str(labels[attribute.key]), _how(attribute)]
        if attribute.required:
            words.append(_("needed"))
        yield Export(attribute.key, "；".join(filter(None, words)), lambda _row: "")


def _how(attribute: Attribute) -> str:
    """How a cell of the attribute is written."""
    if attribute.choices:
        return "/".join(c.labels[0] for c in attribute.choices)
    if attribute.key == "key":
        return _("of an entry that stands; empty for a new one")
    return {
        Type.INT: _("a whole number"),
        Type.DECIMAL: _("a number"),
        Type.PERCENT: _("per cent"),
        Type.MONEY: _("fen, or with its unit, as 3万元"),
        Type.DATE: _("a day, as 2026-11-25"),
        Type.YEAR: _("a year"),
        Type.BOOL: _("yes or no"),
        Type.LIST: _("several separated by ;"),
        Type.REFERENCE: _("the name or key"),
        Type.REFERENCES: _("names or keys separated by ;"),
    }.get(attribute.type, "")
