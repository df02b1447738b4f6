"""The report on completeness and continuity: a page, printed as it stands, and a Word document."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinzhi.integrity.document import report_docx
from xinzhi.integrity.models import RecordSpace
from xinzhi.integrity.queries import space_report
from xinzhi.integrity.queries.report import SpaceReport

from .common import space_or_404, tabs_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Findings with their evidence, and every week of the project."""
    space, report = _reported(request, key)
    context = {
        "space": space,
        "tabs": tabs_of(space, request.user, "report"),
        "report": report,
        "weeks": [len(w.deposits) for w in report.continuity.weeks],
    }
    return render(request, "integrity/report.html", context)


@login_required
@require_safe
def word(request: HttpRequest, key: str) -> HttpResponse:
    """The same as a Word document, to be filed with an opinion."""
    space, report = _reported(request, key)
    answer = HttpResponse(report_docx(space, report), content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="continuity-{space.project.key}.docx"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _reported(request: HttpRequest, key: str) -> tuple[RecordSpace, SpaceReport]:
    """The space and its report for a reader who may see it. Raises Http404."""
    space = space_or_404(request, key)
    if not request.user.has_perm("integrity.see_report", space):
        raise Http404
    return space, space_report(space, request.user)
