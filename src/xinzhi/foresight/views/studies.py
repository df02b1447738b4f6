"""Strategic studies."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinzhi.core.files import address
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.views.common import add_errors
from xinzhi.foresight import actions
from xinzhi.foresight.document import study_docx
from xinzhi.foresight.forms.listing import EvidenceForm, ReasonForm, ReviewForm, StudyForm, VersionForm
from xinzhi.foresight.models import Candidate, Study
from xinzhi.foresight.rules import inside, visible_candidates, visible_studies
from xinzhi.foresight.tables import StudyFilter, StudyTable
from xinzhi.foresight.workflows import STUDY
from xinzhi.ledger.queries import proof_of

from .common import download, study_or_404, try_to

STEPS = {
    "hand_in": actions.hand_in_study,
    "return": actions.return_study,
    "accept": actions.accept_study,
    "publish": actions.publish_study,
    "stop": actions.stop_study,
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Studies(ListPage):
    """The studies that the reader may see."""

    key = "foresight.studies"
    title = gettext_lazy("Strategic studies")
    lead = gettext_lazy("Questions of departments, worked on in versions, reviewed, accepted and published.")
    public = True
    columns = StudyTable
    filterset = StudyFilter
    search_fields = ("name", "name_en", "question", "client__name")
    template_name = "foresight/studies.html"
    empty_title = gettext_lazy("No study yet")
    exports = (
        Export("id", gettext_lazy("number"), "pk"),
        Export("name", gettext_lazy("name")),
        Export("question", gettext_lazy("question")),
        Export("client", gettext_lazy("client department"), "client__key"),
        Export("due", gettext_lazy("due")),
        Export("state", gettext_lazy("state")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Study]:
        return visible_studies(request.user).select_related("client")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Foresight"), reverse("foresight:index"))]

    def extra_context(self) -> dict[str, Any]:
        user = self.request.user
        return {"may_open": user.is_authenticated and user.has_perm("foresight.work_on_study")}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Open a study."""
    if not request.user.has_perm("foresight.work_on_study"):
        raise PermissionDenied
    form = StudyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.open_study(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("foresight:study", found.pk)
    above = {"above": _("Strategic studies"), "back": reverse("foresight:studies")}
    return render(request, "foresight/form.html", {"form": form, "title": _("Open a study"), **above})


@require_safe
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """A study: question, team, versions, evidence, reviews, steps."""
    return render(request, "foresight/study.html", _context(request, study_or_404(request, pk)))


@login_required
@require_POST
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a version."""
    found = study_or_404(request, pk)
    form = VersionForm(request.POST, request.FILES)

    def act(said: dict[str, Any]) -> None:
        actions.add_version(
            actor=request.user, study=found, file=said["file"], file_name=said["file"].name, note=said["note"]
        )

    return _posted(request, found, form, "version_form", act)


@login_required
@require_POST
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a document to what the study rests on."""
    found = study_or_404(request, pk)
    form = EvidenceForm(request.POST)
    return _posted(
        request,
        found,
        form,
        "evidence_form",
        lambda said: actions.add_evidence(actor=request.user, study=found, **said),
    )


@login_required
@require_POST
def cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a candidate, by its number, to what the study rests on."""
    found = study_or_404(request, pk)
    number = request.POST.get("candidate", "")
    candidate: Candidate = get_object_or_404(
        visible_candidates(request.user).select_related("run__corpus"), pk=number if number.isdigit() else 0
    )
    try_to(request, lambda: actions.add_evidence(actor=request.user, study=found, candidate=candidate))
    return redirect("foresight:study", pk)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a piece of evidence out."""
    found = study_or_404(request, pk)
    piece = get_object_or_404(found.evidence, pk=evidence_pk)
    try_to(request, lambda: actions.remove_evidence(actor=request.user, evidence=piece))
    return redirect("foresight:study", pk)


@login_required
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Review the version in review."""
    found = study_or_404(request, pk)
    form = ReviewForm(request.POST)
    return _posted(
        request, found, form, "review_form", lambda said: actions.review_study(actor=request.user, study=found, **said)
    )


@login_required
@require_POST
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a step of the study's way."""
    found = study_or_404(request, pk)
    if key not in STEPS:
        raise Http404
    done = _("Done: %(step)s.") % {"step": STUDY.transition(key).label}
    why = request.POST.get("why", "")[:500]
    try_to(request, lambda: STEPS[key](actor=request.user, study=found, why=why), done)
    return redirect("foresight:study", pk)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The cover with its evidence list as a Word document."""
    found = study_or_404(request, pk)
    return download(study_docx(found), _DOCX, f"study-{found.pk}.docx")


def _posted(request: HttpRequest, found: Study, form: Any, name: str, act: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Recorded."))
            return redirect("foresight:study", found.pk)
    return render(request, "foresight/study.html", _context(request, found) | {name: form})


def _context(request: HttpRequest, found: Study) -> dict[str, Any]:
    user = request.user
    signed_in = user.is_authenticated
    may_work = signed_in and user.has_perm("foresight.work_on_study", found) and found.state == "open"
    may_review = signed_in and user.has_perm("foresight.review_study", found) and found.state == "review"
    inner = inside(user)
    versions = list(found.versions.select_related("file", "made_by"))
    return {
        "study": found,
        "state": STUDY.state(found),
        "inside": inner,
        "versions": [
            {
                "number": v.number,
                "name": v.file_name,
                "url": address(v.file, v.file_name),
                "size": v.file.size,
                "sha256": v.file.sha256,
                "at": v.created_at,
                "note": v.note,
            }
            for v in (versions if inner else versions[:1])
        ],
        "evidence": found.evidence.select_related("candidate"),
        "reviews": found.reviews.select_related("version", "made_by") if inner else [],
        "steps": STUDY.available(found, user) if signed_in else [],
        "reason_form": ReasonForm(),
        "version_form": VersionForm() if may_work else None,
        "evidence_form": EvidenceForm() if may_work else None,
        "review_form": ReviewForm() if may_review else None,
        "may_work": may_work,
        "proof": proof_of("foresight.study", found.pk, verb=""),
    }
