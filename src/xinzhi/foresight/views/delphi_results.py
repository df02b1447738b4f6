"""The results of a survey: distributions, the line of years, constraints and measures, dissent; and their exports."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xinzhi.core.formats import in_language
from xinzhi.foresight.delphi_exports import FORMATS, export
from xinzhi.foresight.delphi_figures import ticks
from xinzhi.foresight.forms.delphi import ApproveForm, ReasonForm
from xinzhi.foresight.models import DelphiSurvey
from xinzhi.foresight.queries.delphi import last_report, reasons_of, reports_of
from xinzhi.foresight.rules_delphi import sees_inside, visible_surveys
from xinzhi.foresight.words_delphi import option_names, question_name, weighting_words
from xinzhi.foresight.workflows_delphi import SURVEY
from xinzhi.ledger.queries import proof_of

from .delphi_common import tabs_of

_SHOWN = 3


def _survey(request: HttpRequest, pk: int) -> DelphiSurvey:
    """The survey whose results this person may see; what is not approved only for who runs or oversees it."""
    rows = visible_surveys(request.user).select_related("organisation", "closed_by", "decided_by")
    found: DelphiSurvey = get_object_or_404(rows, pk=pk)
    if found.state != "approved" and not request.user.has_perm("foresight.see_delphi_desk", found):
        raise Http404
    return found


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """What the experts said. A survey that is still running leads to its desk."""
    survey = _survey(request, pk)
    if survey.state in {"draft", "running", "discarded"}:
        return redirect("foresight:delphi_desk", pk)
    inside = sees_inside(request.user, survey)
    time = survey.sheet.by_role("time")
    rows = rows_of(survey, inside=inside)
    order = sorted(rows, key=lambda r: _year_order(r["time"]))
    sees_desk = request.user.has_perm("foresight.see_delphi_desk", survey)
    context = {
        "survey": survey,
        "state": SURVEY.state(survey),
        "tabs": tabs_of(survey, "results") if sees_desk else [],
        "rows": rows,
        "by_time": [r for r in order if r["time"].get("median") is not None],
        "time": time,
        "ticks": ticks(time) if time else [],
        "inside": inside,
        "rounds": reports_of(survey),
        "weighting": weighting_words(survey.sheet),
        "proof": proof_of("foresight.delphisurvey", survey.pk, verb="foresight.approve_delphi"),
        "may_decide": survey.state == "closed" and request.user.has_perm("foresight.decide_delphi", survey),
        "approve_form": ApproveForm(),
        "reason_form": ReasonForm(),
        "formats": FORMATS,
    }
    return render(request, "foresight/delphi_results.html", context)


def _year_order(stats: dict[str, Any]) -> float:
    median = stats.get("median")
    return float(median) if isinstance(median, int | float) else float("inf")


def rows_of(survey: DelphiSurvey, *, inside: bool) -> list[dict[str, Any]]:
    """One row a statement with the statistics of its last round; reasons and groups only inside."""
    rounds = reports_of(survey)
    reasons = reasons_of(survey) if inside else {}
    rows = []
    for statement in survey.statements.order_by("number"):
        number, told = last_report(rounds, statement)
        stats = told.get("questions", {})
        by_role: dict[str, Any] = {}
        for role in ("importance", "time"):
            question = survey.sheet.by_role(role)
            by_role[role] = stats.get(question.key, {}) if question else {}
            by_role[f"{role}_question"] = question
            by_role[f"{role}_agreed"] = bool(question and question.key in told.get("proposal", {}).get("agreed", []))
        row = {"statement": statement, "round": number, "outcome": statement.outcome, **by_role}
        row["anchor"] = f"s{statement.number}"
        row["choices"] = [
            {"name": question_name(q), "rows": _choices(q, stats.get(q.key, {}))}
            for q in survey.sheet.questions
            if q.kind == "choice"
        ]
        row["reasons"] = reasons.get(statement.pk, [])
        row["groups"] = sorted((by_role["importance"].get("groups") or {}).items()) if inside else []
        rows.append(row)
    return rows


def _choices(question: Any, stats: dict[str, Any]) -> list[tuple[str, float]]:
    names = option_names(question)
    return [(names[k], stats["shares"][k]) for k in stats.get("ranked", [])[:_SHOWN]]


@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The results as a file: aggregated figures only, with reasons where the reader sees inside (Word)."""
    survey = _survey(request, pk)
    if survey.state in {"draft", "running", "discarded"}:
        raise Http404
    if kind not in FORMATS:
        raise BadRequest(_("The format must be csv, xlsx or docx."))
    content, mime = export(survey, kind, inside=sees_inside(request.user, survey))
    response = HttpResponse(content, content_type=mime)
    name = in_language(survey.name, survey.name_en)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    response["Cache-Control"] = "private, no-store"
    return response
