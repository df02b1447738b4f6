"""The finance desk: filings, a financier's firms, filing one, a filing's steps, and a firm's consents."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinzhi.core.formats import in_language
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.core.views.common import add_errors
from xinzhi.cultivation import actions
from xinzhi.cultivation.forms import ClaimForm, ConsentForm, ContractForm, ReasonForm
from xinzhi.cultivation.models import FinanceConsent, FinanceFiling
from xinzhi.cultivation.queries.finance import caps_of
from xinzhi.cultivation.queries.list_files import scheme_files, scheme_of
from xinzhi.cultivation.rules import consented, visible_filings
from xinzhi.cultivation.tables import FilingFilter, FilingTable
from xinzhi.cultivation.workflows import FILING

STEPS = {
    "confirm": actions.confirm_filing,
    "refuse": actions.refuse_filing,
    "end": actions.end_filing,
    "share": actions.share_loss,
    "reject": actions.reject_loss,
}


class Filings(ListPage):
    """Filings that the reader may see; a financier also finds the firms that consented."""

    key = "cultivation.filings"
    title = gettext_lazy("Finance desk")
    lead = gettext_lazy(
        "Loans, premiums, pledges and investments filed under the region's schemes; firms are seen with their consent."
    )
    columns = FilingTable
    filterset = FilingFilter
    search_fields = ("number", "firm__name", "firm__name_en", "financier__name")
    sort = ("-begins",)
    empty_title = gettext_lazy("No filing yet")
    empty_hint = gettext_lazy("A financier files a contract of a firm that consented.")
    template_name = "cultivation/filings.html"
    exports = (
        Export("number", gettext_lazy("contract number")),
        Export("scheme", gettext_lazy("scheme")),
        Export("firm", gettext_lazy("firm"), "firm__key"),
        Export("financier", gettext_lazy("financier"), "financier__key"),
        Export("amount_fen", gettext_lazy("amount in fen"), "amount"),
        Export("begins", gettext_lazy("from")),
        Export("ends", gettext_lazy("until")),
        Export("first_loan", gettext_lazy("first loan of the firm")),
        Export("rights", gettext_lazy("pledged rights")),
        Export("loss_fen", gettext_lazy("principal lost, in fen"), "loss"),
        Export("state", gettext_lazy("state")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[FinanceFiling]:
        return visible_filings(request.user).select_related("firm", "financier")

    def extra_context(self) -> dict[str, Any]:
        user = self.request.user
        files = has_role(user, Role.FINANCIER)
        return {
            "firms": consented(user).select_related("firm") if files else [],
            "schemes": [(key, _name(key)) for key in scheme_files()] if files else [],
            "may_consent": has_role(user, Role.ORG_EDITOR),
        }


@login_required
def new(request: HttpRequest, scheme: str) -> HttpResponse:
    """File a contract."""
    if scheme not in scheme_files():
        raise Http404
    if not has_role(request.user, Role.FINANCIER):
        raise PermissionDenied
    form = ContractForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        bodies = {name: form.cleaned_data[name] for name in ("firm", "financier", "organisation")}
        try:
            found = actions.file_finance(
                actor=request.user, scheme=scheme_of(scheme), contract=form.contract(), **bodies
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Filed. The body that keeps the scheme confirms it."))
            return redirect("cultivation:filing", found.pk)
    above = {"above": _("Finance desk"), "back": reverse("cultivation:filings")}
    return render(request, "cultivation/form.html", {"form": form, "title": _name(scheme), **above})


def filing_or_404(request: HttpRequest, pk: int) -> FinanceFiling:
    """The filing if this person may see it. Raises Http404."""
    found: FinanceFiling = get_object_or_404(
        visible_filings(request.user).select_related("firm", "financier", "organisation"), pk=pk
    )
    return found


@login_required
@require_safe
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing with its steps."""
    return render(request, "cultivation/filing.html", _context(request, filing_or_404(request, pk)))


@login_required
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim a loss; the rules say who bears it."""
    found = filing_or_404(request, pk)
    form = ClaimForm(request.POST)
    if form.is_valid():
        try:
            actions.claim_loss(actor=request.user, filing=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The loss is claimed; the shares are computed by the rules."))
            return redirect("cultivation:filing", pk)
    return render(request, "cultivation/filing.html", _context(request, found) | {"claim_form": form})


@login_required
@require_POST
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a step of the filing's way."""
    found = filing_or_404(request, pk)
    if key not in STEPS:
        raise Http404
    try:
        STEPS[key](actor=request.user, filing=found, why=request.POST.get("why", "")[:500])
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": FILING.transition(key).label})
    return redirect("cultivation:filing", pk)


@login_required
def consents(request: HttpRequest) -> HttpResponse:
    """The consents of the firms that the reader edits; giving one."""
    if not has_role(request.user, Role.ORG_EDITOR):
        raise PermissionDenied
    form = ConsentForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_consent(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The consent is given. It can be taken back at any time."))
            return redirect("cultivation:consents")
    rows = FinanceConsent.objects.filter(firm__in=organisations_of(request.user, Role.ORG_EDITOR))
    today = timezone.localdate()
    given = [(row, row.holds(today)) for row in rows.select_related("firm", "financier")]
    return render(request, "cultivation/consents.html", {"form": form, "given": given})


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a consent back."""
    mine = organisations_of(request.user, Role.ORG_EDITOR)
    found = get_object_or_404(FinanceConsent.objects.select_related("firm"), pk=pk, firm__in=mine)
    actions.withdraw_consent(actor=request.user, consent=found)
    messages.success(request, _("The consent is taken back."))
    return redirect("cultivation:consents")


def _name(key: str) -> str:
    scheme = scheme_of(key)
    return in_language(scheme.name, scheme.name_en)


def _context(request: HttpRequest, found: FinanceFiling) -> dict[str, Any]:
    scheme, user = scheme_of(found.scheme), request.user
    words = {"province": _("Province's share"), "city": _("City's share"), "bank": _("Bank's share")}
    available = FILING.available(found, user)
    whose = {"firm": _("Filed for the firm in %(year)d"), "financier": _("Filed by the financier in %(year)d")}
    caps = caps_of(scheme, found.firm, found.financier, found.begins.year)
    return {
        "filing": found,
        "scheme": scheme,
        "scheme_name": _name(found.scheme),
        "state": FILING.state(found),
        "caps": [(whose[use.whose] % {"year": found.begins.year}, use) for use in caps],
        "shares": [(words[whose], amount) for whose, amount in found.shares.items()],
        "steps": [s for s in available if s.key in STEPS],
        "claim_form": ClaimForm() if scheme.benefit and any(s.key == "claim" for s in available) else None,
        "reason_form": ReasonForm(),
    }
