"""Entering and correcting an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from xinzhi.core.views.common import add_errors
from xinzhi.registry.actions import record_organisation
from xinzhi.registry.forms import OrganisationForm, initial_of
from xinzhi.registry.models import Organisation
from xinzhi.registry.rules import visible_entries


@login_required
@permission_required("registry.record_organisation", raise_exception=True)
def edit(request: HttpRequest, key: str = "") -> HttpResponse:
    """The form for a new organisation, or (with a key) for one to correct."""
    rows = visible_entries(request.user, Organisation).select_related("city", "field")
    subject = get_object_or_404(rows, key=key) if key else None
    form = OrganisationForm(request.POST or None, initial=initial_of(subject) if subject else {})
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            saved = record_organisation(actor=request.user, values=form.values(), organisation=subject, why=why)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("«%(name)s» is recorded.") % {"name": saved.label})
            return redirect("registry:organisation", key=saved.key)
    return render(request, "registry/organisation_form.html", {"form": form, "organisation": subject})
