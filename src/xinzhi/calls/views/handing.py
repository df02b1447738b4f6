"""An application as a whole: where it stands, its checklist, handing it in, withdrawing it, print and document."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.actions import delete_draft, submit_application, withdraw_application
from xinzhi.calls.document import DOCX, application_docx
from xinzhi.calls.engine.findings import stops
from xinzhi.calls.forms.office import WhyForm
from xinzhi.calls.models import Application, SiteVisit
from xinzhi.calls.queries.checking import findings_of
from xinzhi.calls.queries.printed import handed_in, printed
from xinzhi.calls.queries.standing import next_words, standing_of, steps_of
from xinzhi.calls.rules import own_applications
from xinzhi.calls.tables import ApplicationFilter, ApplicationTable
from xinzhi.calls.words import finding_words
from xinzhi.calls.workflows import APPLICATION
from xinzhi.core import files
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.views.common import add_errors, warn
from xinzhi.ledger.queries import proofs_of

from .after import links_of
from .checks import office_context
from .common import application_or_404, parts_of, posted


class Mine(ListPage):
    """The applications that the reader takes part in."""

    key = "calls.mine"
    title = gettext_lazy("My applications")
    columns = ApplicationTable
    filterset = ApplicationFilter
    search_fields = ("title", "number", "call__name", "leader")
    template_name = "calls/mine.html"
    empty_title = gettext_lazy("No application yet")
    empty_hint = gettext_lazy("Open a call and begin one there.")
    exports = (
        Export("number", gettext_lazy("number")),
        Export("title", gettext_lazy("title")),
        Export("call", gettext_lazy("call"), "call__key"),
        Export("organisation", gettext_lazy("organisation"), "organisation__key"),
        Export("leader", gettext_lazy("leader")),
        Export("requested_fen", gettext_lazy("money asked for, in fen")),
        Export("state", gettext_lazy("state")),
        Export("submitted_at", gettext_lazy("handed in on")),
    )

    def queryset(self, request: HttpRequest) -> Any:
        return (
            own_applications(request.user)
            .select_related("call", "organisation")
            .defer("answers", "saved", "call__document")
        )


@login_required
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an application stands and what is next; for the office also its check."""
    found = application_or_404(request, pk)
    user: Any = request.user
    is_own = own_applications(user).filter(pk=pk).exists()
    context = {
        "application": found,
        "state": APPLICATION.state(found),
        "standing": standing_of(found),
        "steps": steps_of(found),
        "next": next_words(found),
        "is_own": is_own,
        "may_edit": user.has_perm("calls.edit_application", found),
        "may_submit": user.has_perm("calls.submit_application", found) and found.state in {"draft", "returned"},
        "may_withdraw": any(t.key == "withdraw" for t in APPLICATION.available(found, user)),
        "may_delete": found.submitted_at is None and user.has_perm("calls.delete_draft", found),
        "tabs": parts_of(found, "overview") if user.has_perm("calls.edit_application", found) else [],
        "printed": printed(found, answers=None if is_own else handed_in(found)),
        "submissions": _submissions(found),
        "files": _files(found),
        "members": found.members.all(),
        "links": links_of(found, user),
        "visits": _visits(found) if is_own else [],
        **office_context(request, found),
    }
    return render(request, "calls/application.html", context)


@login_required
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is missing, wrong or to be judged, at once; posting hands the application in."""
    found = application_or_404(request, pk)
    if request.method == "POST":
        try:
            submit_application(actor=request.user, application=found)
        except ValidationError as error:
            warn(request, error)
        else:
            messages.success(request, _("Handed in under the number %(number)s.") % {"number": found.number})
            return redirect("calls:application", pk)
        found.refresh_from_db()
    findings = findings_of(found)
    programme, schema = found.call.rules, found.form.schema
    context = {
        "application": found,
        "tabs": parts_of(found, "checklist"),
        "stops": [finding_words(f.plain(), programme, schema) for f in stops(findings)],
        "others": [finding_words(f.plain(), programme, schema) for f in findings if f not in stops(findings)],
        "may_edit": request.user.has_perm("calls.edit_application", found),
        "may_submit": request.user.has_perm("calls.submit_application", found) and found.state in {"draft", "returned"},
    }
    return render(request, "calls/checklist.html", context)


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw it, on a page of its own."""
    found = application_or_404(request, pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_application(actor=request.user, application=found, why=form.cleaned_data["why"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Withdrawn."))
            return redirect("calls:application", pk)
    context = {"title": _("Withdraw the application"), "form": form, "submit": _("Withdraw"), "tone": "bad"}
    text = _("It takes no further part in the call. This cannot be undone.")
    return render(request, "calls/confirm.html", {**context, "text": text, "application": found})


@posted
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found: Application = application_or_404(request, pk)
    try:
        delete_draft(actor=request.user, application=found)
    except ValidationError as error:
        warn(request, error)
        return redirect("calls:application", pk)
    messages.success(request, _("The draft is deleted."))
    return redirect("calls:mine")


@login_required
def print_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole application on paper."""
    found = application_or_404(request, pk)
    context = {
        "application": found,
        "printed": printed(found, answers=_read(request, found)),
        "members": found.members.all(),
        "files": _files(found),
    }
    return render(request, "calls/print.html", context)


@login_required
def docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole application as a Word document."""
    found = application_or_404(request, pk)
    response = HttpResponse(application_docx(found, answers=_read(request, found)), content_type=DOCX)
    name = f"{found.number or found.call.key}.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


def _read(request: HttpRequest, found: Application) -> Any:
    """The answers this person reads: the applicants theirs as they stand, the office those handed in."""
    return None if own_applications(request.user).filter(pk=found.pk).exists() else handed_in(found)


def _visits(found: Application) -> Any:
    """Day and place of each visit that stands, and how many experts come: never who."""
    return SiteVisit.objects.filter(application=found).exclude(state="cancelled").annotate(n=Count("visitors"))


def _submissions(found: Application) -> list[dict[str, Any]]:
    """What was handed in each time, newest first, with its proof."""
    rows = list(found.submissions.defer("content").select_related("by").order_by("-number"))
    proofs = proofs_of("calls.submission", [row.pk for row in rows])
    return [{"submission": row, "proof": proofs.get(str(row.pk))} for row in rows]


def _files(found: Application) -> list[dict[str, Any]]:
    return [
        {"name": f.name, "url": files.address(f.file, f.name), "size": f.file.size, "sha256": f.file.sha256}
        for f in found.files.select_related("file")
    ]
