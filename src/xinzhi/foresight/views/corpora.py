"""Corpora, and running them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinzhi.core.lists import Export, ListPage
from xinzhi.core.views.common import add_errors
from xinzhi.foresight import actions
from xinzhi.foresight.forms.listing import CorpusForm, RunForm
from xinzhi.foresight.models import Corpus, ForesightRun
from xinzhi.foresight.rules import visible_corpora, visible_runs
from xinzhi.foresight.tables import CorpusTable, RunTable
from xinzhi.foresight.tasks import start_run

from .common import corpus_or_404


class Corpora(ListPage):
    """Every registered corpus."""

    key = "foresight.corpora"
    title = gettext_lazy("Corpora")
    lead = gettext_lazy("Dated papers, patents and grants from which the list is computed.")
    permission = "foresight.see_inside"
    columns = CorpusTable
    search_fields = ("name", "name_en", "source")
    template_name = "foresight/corpora.html"
    empty_title = gettext_lazy("No corpus yet")
    empty_hint = gettext_lazy("Bring in a Parquet file of dated papers.")
    exports = (
        Export("id", gettext_lazy("number"), "pk"),
        Export("name", gettext_lazy("name")),
        Export("documents", gettext_lazy("documents")),
        Export("first_year", gettext_lazy("first year")),
        Export("last_year", gettext_lazy("last year")),
        Export("source", gettext_lazy("source")),
        Export("as_of", gettext_lazy("as of")),
        Export("digest", gettext_lazy("digest")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Corpus]:
        return visible_corpora(request.user)

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Foresight"), reverse("foresight:index"))]

    def extra_context(self) -> dict[str, Any]:
        return {"may_prepare": self.request.user.has_perm("foresight.prepare")}


class Runs(ListPage):
    """Every run."""

    key = "foresight.runs"
    title = gettext_lazy("Runs")
    lead = gettext_lazy("A corpus seen at the end of a year: what was known then, and nothing later.")
    permission = "foresight.see_inside"
    columns = RunTable
    search_fields = ("corpus__name", "corpus__name_en")
    sort = ("-origin",)
    empty_title = gettext_lazy("Nothing was computed yet")
    empty_hint = gettext_lazy("Open a corpus and run it at a year.")
    exports = (
        Export("id", gettext_lazy("number"), "pk"),
        Export("corpus", gettext_lazy("corpus"), "corpus__digest"),
        Export("origin", gettext_lazy("origin")),
        Export("horizon", gettext_lazy("years ahead")),
        Export("digest", gettext_lazy("digest")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[ForesightRun]:
        return visible_runs(request.user).select_related("corpus").defer("themes")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Foresight"), reverse("foresight:index"))]


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Bring a corpus in."""
    if not request.user.has_perm("foresight.prepare"):
        raise PermissionDenied
    form = CorpusForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            corpus = actions.register_corpus(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The corpus is registered. Run it at a year."))
            return redirect("foresight:corpus", corpus.pk)
    above = {"above": _("Corpora"), "back": reverse("foresight:corpora")}
    return render(request, "foresight/form.html", {"form": form, "title": _("Bring a corpus in"), **above})


@login_required
@require_safe
def corpus(request: HttpRequest, pk: int) -> HttpResponse:
    """A corpus with its runs."""
    return _page(request, corpus_or_404(request, pk))


@login_required
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a job run it."""
    found = corpus_or_404(request, pk)
    if not request.user.has_perm("foresight.prepare"):
        raise PermissionDenied
    form = RunForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    job = start_run(owner=request.user, corpus=found, **form.cleaned_data)
    messages.success(request, _("The corpus is being computed; this page follows the work and leads to the run."))
    return redirect("core:job", job.pk)


def _page(request: HttpRequest, found: Corpus, form: RunForm | None = None) -> HttpResponse:
    may = request.user.has_perm("foresight.prepare")
    context = {
        "corpus": found,
        "runs": found.runs.defer("themes").order_by("-origin", "horizon"),
        "form": (form or RunForm(found)) if may else None,
    }
    return render(request, "foresight/corpus.html", context)
