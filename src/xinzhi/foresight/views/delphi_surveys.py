"""The list of surveys, a new one, and what it asks about."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import Role, has_role
from xinzhi.core.views.act import act, act_on
from xinzhi.foresight.actions.delphi_statements import add_statements, edit_statement, remove_statement
from xinzhi.foresight.actions.make_delphi import edit_delphi, make_delphi
from xinzhi.foresight.forms.delphi import StatementForm, StatementsForm, SurveyForm, WordsForm
from xinzhi.foresight.models import DelphiStatement, DelphiSurvey
from xinzhi.foresight.rules_delphi import visible_surveys
from xinzhi.foresight.tables_delphi import SurveyFilter, SurveyTable

from .delphi_common import desk_or_404, posted


class Surveys(ListPage):
    """Every survey that the reader may see, the newest first."""

    key = "foresight.delphi"
    title = gettext_lazy("Delphi surveys")
    lead = gettext_lazy(
        "Experts judge future technologies in rounds, without names: what they agree on, when it comes, and where they differ."
    )
    public = True
    columns = SurveyTable
    filterset = SurveyFilter
    search_fields = ("name", "name_en")
    sort = ("-closed_at",)
    empty_title = gettext_lazy("No survey yet")
    empty_hint = gettext_lazy("Results appear here once a second person has approved them.")
    template_name = "foresight/delphi_surveys.html"
    exports = (
        Export("number", gettext_lazy("number"), "pk"),
        Export("name", gettext_lazy("name")),
        Export("body", gettext_lazy("conducted by"), "organisation__key"),
        Export("state", gettext_lazy("state")),
        Export("rounds", gettext_lazy("rounds"), "held"),
        Export("statements", gettext_lazy("statements asked"), "asked"),
        Export("closed", gettext_lazy("closed at"), "closed_at"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[DelphiSurvey]:
        rows = visible_surveys(request.user).select_related("organisation").defer("document")
        held = Count("rounds", filter=Q(rounds__closed_at__isnull=False), distinct=True)
        return rows.annotate(asked=Count("statements", distinct=True), held=held)

    def extra_context(self) -> dict[str, Any]:
        return {"may_make": _may_make(self.request.user)}


def _may_make(user: Any) -> bool:
    return has_role(user, Role.ANALYST, Role.PLAN_OFFICE)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Make a survey."""
    if not _may_make(request.user):
        raise PermissionDenied
    form = SurveyForm(request.user, request.POST or None)
    made: list[DelphiSurvey] = []
    if request.method == "POST" and act_on(
        request, form, lambda: made.append(make_delphi(actor=request.user, **form.cleaned_data)), _("Made.")
    ):
        return redirect("foresight:delphi_desk", made[0].pk)
    above = {"above": _("Delphi surveys"), "back": reverse("foresight:delphi_surveys")}
    return render(request, "foresight/delphi_form.html", {"form": form, "title": _("Make a survey"), **above})


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a survey says of itself."""
    survey = desk_or_404(request, pk)
    first = {n: getattr(survey, n) for n in ("name", "name_en", "text", "text_en")}
    form = WordsForm(request.POST or None, initial=first)
    if request.method == "POST" and act_on(
        request, form, lambda: edit_delphi(actor=request.user, survey=survey, **form.cleaned_data), _("Saved.")
    ):
        return redirect("foresight:delphi_desk", pk)
    return _form(request, survey, form, _("Change the survey"))


@login_required
def statement(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """Add a statement, or change one."""
    survey = desk_or_404(request, pk)
    found = get_object_or_404(survey.statements, number=number) if number else None
    form = StatementForm(request.POST or None, statement=found)

    def do() -> Any:
        row = form.cleaned_data
        if found is None:
            return add_statements(actor=request.user, survey=survey, rows=[row])
        kept = {"subject_kind": found.subject_kind, "subject_key": found.subject_key}
        return edit_statement(actor=request.user, statement=found, row={**row, **kept})

    if request.method == "POST" and act_on(request, form, do, _("Saved.")):
        return redirect("foresight:delphi_desk", pk)
    return _form(request, survey, form, _("Change the statement") if found else _("Add a statement"))


@login_required
def statements(request: HttpRequest, pk: int) -> HttpResponse:
    """Add many statements at once."""
    survey = desk_or_404(request, pk)
    form = StatementsForm(request.POST or None)

    def do() -> Any:
        return add_statements(actor=request.user, survey=survey, rows=form.rows())

    if request.method == "POST" and act_on(request, form, do, _("Saved.")):
        return redirect("foresight:delphi_desk", pk)
    return _form(request, survey, form, _("Add many statements"))


@posted
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a statement out."""
    survey = desk_or_404(request, pk)
    found: DelphiStatement = get_object_or_404(survey.statements, number=number)
    return act(
        request,
        lambda: remove_statement(actor=request.user, statement=found),
        _("Removed."),
        "foresight:delphi_desk",
        pk,
    )


def _form(request: HttpRequest, survey: DelphiSurvey, form: Any, title: str) -> HttpResponse:
    back = reverse("foresight:delphi_desk", args=[survey.pk])
    return render(
        request, "foresight/delphi_form.html", {"form": form, "title": title, "above": survey.label, "back": back}
    )
