"""Contracts: one page for both sides, from drawing up to acceptance."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from xinzhi.calls import actions as a
from xinzhi.calls.document import DOCX, contract_docx
from xinzhi.calls.forms.decision import ChangeForm, GradeForm, PaidForm, ReportForm, VerdictForm
from xinzhi.calls.forms.figures import AcceptanceForm, FiguresForm
from xinzhi.calls.forms.review import ReasonForm
from xinzhi.calls.models import Application, Contract, Verdict
from xinzhi.calls.queries.figures import below_words, figure_rows, missed_rows
from xinzhi.calls.rules_review import visible_contracts
from xinzhi.calls.workflows_review import CONTRACT
from xinzhi.core.views.act import act, act_on, first_error

from .common import page_of, posted
from .reviewing import managed_call, tabs_of


@login_required
def contracts(request: HttpRequest, key: str) -> HttpResponse:
    """The contracts of a call, and what is awarded without one."""
    call = managed_call(request, key, "calls.see_contract")
    rows = Contract.objects.filter(application__call=call).select_related("application__organisation")
    awarded = Application.objects.filter(call=call, state="funded", decision__awarded_on__isnull=False, contract=None)
    page = page_of(request, rows)
    context = {
        "call": call,
        "tabs": tabs_of(call, "contracts"),
        "page": page,
        "rows": [{"contract": c, "state": CONTRACT.state(c)} for c in page],
        "awarded": page_of(request, awarded.select_related("organisation"), "awarded"),
        "may_draft": request.user.has_perm("calls.manage_contract", call),
    }
    return render(request, "calls/contracts.html", context)


@posted
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw up the contract of an awarded application."""
    rows = Application.objects.select_related("call__department", "decision", "organisation")
    found = get_object_or_404(rows, pk=pk, submitted_at__isnull=False)
    if not request.user.has_perm("calls.manage_contract", found):
        raise Http404
    return act(
        request,
        lambda: a.draft_contract(actor=request.user, application=found),
        _("Drawn up with the figures of the application."),
        "calls:contracts",
        found.call.key,
    )


def _contract(request: HttpRequest, pk: int) -> Contract:
    rows = visible_contracts(request.user).select_related(
        "application__call__department",
        "application__organisation",
        "application__field",
        "application__city",
        "application__decision",
        "application__form",
    )
    found: Contract = get_object_or_404(rows, pk=pk)
    return found


@login_required
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Figures beside those of the application, milestones, payments, changes, acceptance; buttons for one's own side."""
    found = _contract(request, pk)
    user: Any = request.user
    application = found.application
    office, applicant = user.has_perm("calls.manage_contract", found), user.has_perm("calls.report_progress", found)
    is_running = found.state == "in_force"
    acceptance = getattr(found, "acceptance", None)
    milestones = list(found.milestones.all())
    names = {m.key: m.label for m in milestones}
    context = {
        "contract": found,
        "application": application,
        "call": application.call,
        "state": CONTRACT.state(found),
        "figures": figure_rows(found, acceptance.reached if acceptance else None),
        "milestones": [
            {
                "milestone": m,
                "report_form": ReportForm(auto_id=f"report{m.pk}_%s"),
                "verdict_form": VerdictForm(auto_id=f"verdict{m.pk}_%s"),
            }
            for m in milestones
        ],
        "payments": [
            {"payment": p, "after": names.get(p.after, p.after), "form": PaidForm(auto_id=f"pay{p.pk}_%s")}
            for p in found.payments.all()
        ],
        "changes": list(found.changes.all()),
        "acceptance": acceptance,
        "missed": missed_rows(a.missed(acceptance), found) if acceptance else [],
        "office": office,
        "applicant": applicant,
        "is_running": is_running,
        "steps": [t for t in CONTRACT.available(found, user) if t.key in {"offer", "sign", "countersign"}],
        "may_reopen": office and found.state in {"offered", "signed"},
        "may_end": office and is_running,
        "entry": reverse(f"registry:{found.register}", args=[found.entry_key])
        if found.register and found.entry_key
        else "",
        "change_form": ChangeForm(auto_id="change_%s") if applicant and is_running else None,
        "reason_form": ReasonForm(),
        "may_ask": applicant
        and is_running
        and not (acceptance and acceptance.grade)
        and all(m.state == Verdict.PASSED for m in milestones),
        "grade_form": GradeForm(auto_id="grade_%s") if office and acceptance and not acceptance.grade else None,
    }
    return render(request, "calls/contract.html", context)


@login_required
def docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The contract as a Word document, to be sealed and filed."""
    found = _contract(request, pk)
    response = HttpResponse(contract_docx(found), content_type=DOCX)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{found.number}.docx") or ""
    )
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the figures before signing; none may fall below the application's."""
    found = _contract(request, pk)
    if not request.user.has_perm("calls.manage_contract", found) or found.state != "draft":
        raise Http404
    form = FiguresForm(found, request.POST or None)

    def save() -> None:
        try:
            a.change_figures(actor=request.user, contract=found, figures=form.values())
        except a.BelowError as error:
            raise ValidationError(below_words(error.found, found), code="below") from error

    if request.method == "POST" and act_on(request, form, save, _("Saved.")):
        return redirect("calls:contract", pk)
    text = _("Figures may become better than those of the application; none may become worse.")
    return _figures_page(request, found, form, _("Figures of the contract"), text, _("Save"))


def _figures_page(
    request: HttpRequest, found: Contract, form: FiguresForm, title: str, text: str, submit: str
) -> HttpResponse:
    context = {
        "contract": found,
        "application": found.application,
        "form": form,
        "title": title,
        "text": text,
        "submit": submit,
        "asked": figure_rows(found),
    }
    return render(request, "calls/figures.html", context)


@posted
def move(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Offer, sign, countersign; take back and terminate with a reason."""
    found, user = _contract(request, pk), request.user
    plain: dict[str, tuple[Callable[..., Any], str]] = {
        "offer": (a.offer_contract, _("The applicant is asked to sign.")),
        "sign": (a.sign_contract, _("Signed for your organisation.")),
        "countersign": (a.countersign_contract, _("In force. The project stands in the register.")),
    }
    if step in plain:
        do, done = plain[step]
        return act(request, lambda: do(actor=user, contract=found), done, "calls:contract", pk)
    reasoned = {"reopen": a.reopen_contract, "terminate": a.terminate_contract}
    if step not in reasoned:
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:contract", pk)
    why = form.cleaned_data["why"]
    return act(request, lambda: reasoned[step](actor=user, contract=found, why=why), _("Done."), "calls:contract", pk)


@posted
def milestone(request: HttpRequest, pk: int, piece: int, step: str) -> HttpResponse:
    """Report on a milestone, or judge the report."""
    found = _contract(request, pk)
    owed = get_object_or_404(found.milestones.select_related("contract__application__call"), pk=piece)
    if step == "report":
        report = ReportForm(request.POST)
        if not report.is_valid():
            first_error(request, report)
            return redirect("calls:contract", pk)
        text = report.cleaned_data["report"]
        do: Callable[[], Any] = lambda: a.report_milestone(actor=request.user, milestone=owed, report=text)  # noqa: E731
        return act(request, do, _("Reported."), "calls:contract", pk)
    note = request.POST.get("note", "")
    return act(
        request,
        lambda: a.judge_milestone(actor=request.user, milestone=owed, passed=step == "pass", note=note),
        _("Judged."),
        "calls:contract",
        pk,
    )


@posted
def pay(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """Record a payment."""
    found = _contract(request, pk)
    owed = get_object_or_404(found.payments.select_related("contract__application__call"), pk=piece)
    form = PaidForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:contract", pk)
    return act(
        request,
        lambda: a.record_payment(actor=request.user, payment=owed, **form.cleaned_data),
        _("Recorded."),
        "calls:contract",
        pk,
    )


@posted
def ask_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a change."""
    found = _contract(request, pk)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:contract", pk)
    return act(
        request,
        lambda: a.ask_change(actor=request.user, contract=found, **form.cleaned_data),
        _("Asked for."),
        "calls:contract",
        pk,
    )


@posted
def decide_change(request: HttpRequest, pk: int, piece: int, step: str) -> HttpResponse:
    """Grant or refuse a change."""
    found = _contract(request, pk)
    change = get_object_or_404(found.changes.select_related("contract__application__call"), pk=piece)
    why = request.POST.get("why", "")
    return act(
        request,
        lambda: a.decide_change(actor=request.user, change=change, granted=step == "grant", why=why),
        _("Decided."),
        "calls:contract",
        pk,
    )


@login_required
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for acceptance: what was reached, figure by figure, and the results."""
    found = _contract(request, pk)
    if not request.user.has_perm("calls.report_progress", found) or found.state != "in_force":
        raise Http404
    form = AcceptanceForm(found, request.POST or None)

    def ask() -> None:
        a.ask_acceptance(
            actor=request.user,
            contract=found,
            report=form.cleaned_data["report"],
            reached=form.values(),
            results=form.rows(),
        )

    if request.method == "POST" and act_on(request, form, ask, _("Acceptance is asked for.")):
        return redirect("calls:contract", pk)
    text = _("Say what was reached; the figures of the contract stand here to be corrected.")
    title = _("Ask for acceptance")
    return _figures_page(request, found, form, title, text, title)


@posted
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    """Grade the acceptance."""
    found = _contract(request, pk)
    asked = getattr(found, "acceptance", None)
    if asked is None:
        raise Http404
    form = GradeForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:contract", pk)
    return act(
        request,
        lambda: a.grade_acceptance(actor=request.user, acceptance=asked, **form.cleaned_data),
        _("Graded."),
        "calls:contract",
        pk,
    )
