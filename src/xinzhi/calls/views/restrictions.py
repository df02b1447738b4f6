"""Who may not apply for a while."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.actions import lift_restriction, record_restriction
from xinzhi.calls.forms.office import RestrictionForm, WhyForm
from xinzhi.calls.models import Restriction
from xinzhi.calls.tables import RestrictionFilter, RestrictionTable
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.views.common import add_errors


class Restrictions(ListPage):
    """Decisions on breaches of research integrity, for the offices."""

    key = "calls.restrictions"
    title = gettext_lazy("Integrity restrictions")
    lead = gettext_lazy("Decided elsewhere and recorded here with its document; the check of every application asks.")
    permission = "calls.restrict"
    columns = RestrictionTable
    filterset = RestrictionFilter
    search_fields = ("organisation__name", "person", "document")
    template_name = "calls/restrictions.html"
    empty_title = gettext_lazy("No restriction is recorded")
    exports = (
        Export("organisation", gettext_lazy("organisation"), "organisation__key"),
        Export("person", gettext_lazy("person")),
        Export("document", gettext_lazy("document")),
        Export("reason", gettext_lazy("reason")),
        Export("begins", gettext_lazy("from")),
        Export("ends", gettext_lazy("until")),
        Export("lifted_on", gettext_lazy("lifted on")),
    )

    def queryset(self, request: HttpRequest) -> Any:  # noqa: ARG002  the same rows for all who may come here
        return Restriction.objects.select_related("organisation")


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Record one."""
    if not request.user.has_perm("calls.restrict"):
        raise PermissionDenied
    form = RestrictionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_restriction(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Recorded."))
            return redirect("calls:restrictions")
    above = (_("Integrity restrictions"), reverse("calls:restrictions"))
    context = {"form": form, "title": _("Record a restriction"), "submit": _("Record"), "above": above}
    return render(request, "calls/call_form.html", context)


@login_required
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift one, with the reason."""
    if not request.user.has_perm("calls.restrict"):
        raise PermissionDenied
    restriction = get_object_or_404(Restriction.objects.select_related("organisation"), pk=pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            lift_restriction(actor=request.user, restriction=restriction, why=form.cleaned_data["why"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Lifted. It stays on record."))
            return redirect("calls:restrictions")
    text = f"{restriction.organisation.label}: {restriction.reason} ({restriction.document})"
    context = {"title": _("Lift the restriction"), "text": text, "form": form, "submit": _("Lift"), "tone": "bad"}
    context["cancel"] = reverse("calls:restrictions")
    return render(request, "calls/confirm.html", context)
