"""The report on completeness and continuity; printed as it stands."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinzhi.integrity.queries import space_report

from .common import space_or_404, tabs_of


@login_required
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Findings with their evidence, and every week of the project."""
    space = space_or_404(request, key)
    if not request.user.has_perm("integrity.see_report", space):
        raise Http404
    report = space_report(space, request.user)
    context = {
        "space": space,
        "tabs": tabs_of(space, request.user, "report"),
        "report": report,
        "weeks": [len(w.deposits) for w in report.continuity.weeks],
    }
    return render(request, "integrity/report.html", context)
