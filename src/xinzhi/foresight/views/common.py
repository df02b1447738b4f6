"""What the room's pages share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from xinzhi.core.charts import Spec, to_png, to_svg
from xinzhi.foresight.models import Candidate, Corpus, ForesightEdition, ForesightRun, Study
from xinzhi.foresight.rules import visible_candidates, visible_corpora, visible_editions, visible_runs, visible_studies


def number_or_404(value: Any) -> int:
    """The number in an address; the API hands it in as text. Raises Http404."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


def corpus_or_404(request: HttpRequest, pk: int) -> Corpus:
    """The corpus if this person may see it. Raises Http404."""
    found: Corpus = get_object_or_404(visible_corpora(request.user).select_related("file", "recorded_by"), pk=pk)
    return found


def run_or_404(request: HttpRequest, pk: int) -> ForesightRun:
    """The run if this person may see it. Raises Http404."""
    found: ForesightRun = get_object_or_404(visible_runs(request.user).select_related("corpus", "terms"), pk=pk)
    return found


def candidate_or_404(request: HttpRequest, pk: int) -> Candidate:
    """The candidate if this person may see it. Raises Http404."""
    rows = visible_candidates(request.user).select_related("run__corpus", "field__parent__parent", "merged_into")
    found: Candidate = get_object_or_404(rows, pk=pk)
    return found


def edition_or_404(request: HttpRequest, pk: int) -> ForesightEdition:
    """The edition if this person may see it. Raises Http404."""
    rows = visible_editions(request.user).select_related("run__corpus", "before__run", "bundle", "inside_bundle")
    found: ForesightEdition = get_object_or_404(rows, pk=pk)
    return found


def study_or_404(request: HttpRequest, pk: int) -> Study:
    """The study if this person may see it. Raises Http404."""
    found: Study = get_object_or_404(
        visible_studies(request.user).select_related("client", "lead", "edition__run"), pk=pk
    )
    return found


def try_to(request: HttpRequest, act: Callable[[], Any], done: str = "") -> bool:
    """Whether the action went through; its refusal or `done` is told on the next page."""
    try:
        act()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return False
    messages.success(request, done or _("Recorded."))
    return True


def picture(spec: Spec, kind: str, name: str, *, title: str, simulated: bool, width: int = 900) -> HttpResponse:
    """A chart as a file under its title, what is simulated marked in it: svg or png. Raises Http404 for another kind."""
    spec = spec | {"title": {"text": title, "subtitle": _("Simulated") if simulated else ""}}
    if kind == "svg":
        return download(to_svg(spec, width=width).encode(), "image/svg+xml", f"{name}.svg")
    if kind == "png":
        return download(to_png(spec, width=width), "image/png", f"{name}.png")
    raise Http404


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes to be saved under this name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def tell_problems(request: HttpRequest, form: Any) -> None:
    """What is wrong with a form, told on the next page."""
    for name, problems in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for problem in problems:
            messages.error(request, f"{label} – {problem}" if label else str(problem))
