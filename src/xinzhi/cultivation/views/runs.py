"""Payment runs: the list, drafting one, a run with its lines, a line, and the steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinzhi.core.files import address
from xinzhi.core.formats import in_language
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import Role, has_role
from xinzhi.core.views.common import add_errors
from xinzhi.cultivation import actions
from xinzhi.cultivation.forms import ReasonForm, RunForm
from xinzhi.cultivation.models import Outcome, PaymentLine, PaymentRun
from xinzhi.cultivation.queries.list_files import payment_of
from xinzhi.cultivation.rules import sees_all_lines, sees_facts, visible_lines, visible_runs
from xinzhi.cultivation.tables import LineFilter, LineTable, RunFilter, RunTable
from xinzhi.cultivation.words import fact_names, fact_value
from xinzhi.cultivation.workflows import HOLDABLE, PAYMENT
from xinzhi.ledger.queries import proof_of

STEPS = {
    "submit": actions.submit_run,
    "return": actions.return_run,
    "approve": actions.approve_run,
    "notice": actions.notice_run,
    "close": actions.close_run,
    "discard": actions.discard_run,
}
_PAID = Q(lines__outcome=Outcome.PAY)


class Runs(ListPage):
    """Every run that the reader may see, the newest first."""

    key = "cultivation.runs"
    title = gettext_lazy("Payments without application")
    lead = gettext_lazy(
        "What firms are owed by the rules, proposed from what the agencies know, checked by two people, public before it is paid."
    )
    public = True
    columns = RunTable
    filterset = RunFilter
    search_fields = ("name", "name_en", "benefit")
    sort = ("-on",)
    empty_title = gettext_lazy("No run yet")
    empty_hint = gettext_lazy("The paying body's programme managers draft one.")
    template_name = "cultivation/runs.html"
    exports = (
        Export("programme", gettext_lazy("payment")),
        Export("benefit", gettext_lazy("benefit")),
        Export("on", gettext_lazy("day of the rules")),
        Export("body", gettext_lazy("paid by"), "organisation__key"),
        Export("firms", gettext_lazy("firms"), "paid"),
        Export("sum_fen", gettext_lazy("sum in fen"), "total"),
        Export("state", gettext_lazy("state")),
        Export("digest", gettext_lazy("digest")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[PaymentRun]:
        rows = visible_runs(request.user).select_related("organisation")
        return rows.annotate(paid=Count("lines", filter=_PAID), total=Coalesce(Sum("lines__amount", filter=_PAID), 0))

    def extra_context(self) -> dict[str, Any]:
        return {"may_draft": has_role(self.request.user, Role.PROGRAMME_MANAGER)}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Draft a run from an agency's table."""
    if not has_role(request.user, Role.PROGRAMME_MANAGER):
        raise PermissionDenied
    asked = {name: request.GET[name] for name in ("key", "on", "simulated") if name in request.GET}
    form = RunForm(request.user, request.POST or None, request.FILES or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            run = actions.draft_run(
                actor=request.user,
                organisation=said["organisation"],
                programme=payment_of(said["key"]),
                on=said["on"],
                table=said["table"],
                table_name=said["table"].name if said["table"] else "",
                simulated=said["simulated"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("The payments are proposed. Look at them, then hand the run to a second person.")
            )
            return redirect("cultivation:run", run.pk)
    above = {"above": _("Payments without application"), "back": reverse("cultivation:runs")}
    return render(request, "cultivation/form.html", {"form": form, "title": _("Draft a payment run"), **above})


def run_or_404(request: HttpRequest, pk: int) -> PaymentRun:
    """The run if this person may see it. Raises Http404."""
    rows = visible_runs(request.user).select_related("organisation", "table", "inputs", "payment_file")
    found: PaymentRun = get_object_or_404(rows, pk=pk)
    return found


class Run(ListPage):
    """The firms of a run."""

    key = "cultivation.lines"
    public = True
    columns = LineTable
    filterset = LineFilter
    search_fields = ("organisation__name", "organisation__name_en", "organisation__credit_code")
    sort = ("firm",)
    template_name = "cultivation/run.html"
    empty_title = gettext_lazy("No firm is paid by this run")
    exports = (
        Export("firm", gettext_lazy("firm"), "organisation__key"),
        Export("name", gettext_lazy("name"), "organisation__name"),
        Export("outcome", gettext_lazy("outcome")),
        Export("amount_fen", gettext_lazy("amount in fen"), "amount"),
        Export("needs", gettext_lazy("what is missing")),
    )

    @cached_property
    def run(self) -> PaymentRun:
        return run_or_404(self.request, self.kwargs["pk"])

    def queryset(self, request: HttpRequest) -> QuerySet[PaymentLine]:
        return visible_lines(request.user, self.run).select_related("organisation").defer("facts", "conditions")

    def heading(self) -> str | Promise:
        return self.run.label

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Payments without application"), reverse("cultivation:runs"))]

    def extra_context(self) -> dict[str, Any]:
        run, user = self.run, self.request.user
        sums = run.lines.filter(outcome=Outcome.PAY).aggregate(firms=Count("pk"), total=Coalesce(Sum("amount"), 0))
        inside = sees_all_lines(user, run)
        named = [
            (_("Table of facts"), run.table, run.table_name),
            (_("Payment file"), run.payment_file, "payments.csv"),
        ]
        return {
            "run": run,
            "sums": sums,
            "states": _path(run),
            "steps": PAYMENT.available(run, user) if user.is_authenticated else [],
            "reason_form": ReasonForm(),
            "files": [(label, address(file, name)) for label, file, name in named if inside and file],
            "proof": proof_of("cultivation.paymentrun", run.pk),
        }


@require_safe
def line(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What a run says of one firm; conditions and facts only for those whom they concern."""
    run = run_or_404(request, pk)
    found = line_or_404(request, run, key)
    inside = sees_facts(request.user, found)
    may_edit = request.user.is_authenticated and request.user.has_perm("cultivation.edit_run", run)
    context = {
        "run": run,
        "line": found,
        "inside": inside,
        "needs": fact_names(found.needs) if inside else [],
        "facts": [
            {**fact, "name": name, "shown": fact_value(fact["column"], fact["value"])}
            for fact, name in zip(found.facts, fact_names(f["column"] for f in found.facts), strict=True)
        ]
        if inside
        else [],
        "conditions": [{**c, "label": in_language(c["name"], c["name_en"])} for c in found.conditions],
        "may_hold": may_edit and run.state in HOLDABLE and found.outcome == Outcome.PAY,
        "may_release": may_edit and run.state == "draft" and found.outcome in {Outcome.EVIDENCE, Outcome.HELD},
        "reason_form": ReasonForm(),
    }
    return render(request, "cultivation/line.html", context)


@login_required
@require_POST
def decide_line(request: HttpRequest, pk: int, key: str, verb: str) -> HttpResponse:
    """Hold a payment back, or release it."""
    run = run_or_404(request, pk)
    found = line_or_404(request, run, key)
    act = actions.hold_line if verb == "hold" else actions.release_line
    try:
        act(actor=request.user, line=found, why=request.POST.get("why", ""))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, found.get_outcome_display())
    return redirect("cultivation:line", pk, key)


@login_required
@require_POST
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a step of the run's way."""
    run = run_or_404(request, pk)
    if key not in STEPS:
        raise Http404
    try:
        STEPS[key](actor=request.user, run=run, why=request.POST.get("why", "")[:500])
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": PAYMENT.transition(key).label})
    return redirect("cultivation:run", pk)


def line_or_404(request: HttpRequest, run: PaymentRun, key: str) -> PaymentLine:
    found: PaymentLine = get_object_or_404(
        visible_lines(request.user, run).select_related("organisation"), organisation__key=key
    )
    return found


def _path(run: PaymentRun) -> list[dict[str, Any]]:
    states = [state for state in PAYMENT.states if state.key != "discarded" or run.state == "discarded"]
    here = [state.key for state in states].index(run.state)
    return [
        {"name": state.label, "state": "done" if i < here else "current" if i == here else "todo"}
        for i, state in enumerate(states)
    ]
