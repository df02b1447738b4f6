"""Depositing by browser."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.views.common import add_errors
from xinzhi.integrity.actions import deposit_record
from xinzhi.integrity.forms import DepositForm
from xinzhi.integrity.models import RecordSpace

from .common import record_or_404, space_or_404


@login_required
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Deposit a new record."""
    space = space_or_404(request, key)
    form = DepositForm(request.POST or None, request.FILES or None, initial={"happened_on": timezone.localdate()})
    back = reverse("integrity:space", args=[key])
    return _deposit(request, space, None, form, _("Deposit a record"), back)


@login_required
def version(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Deposit a new version of a record."""
    record = record_or_404(request, key, pk)
    form = DepositForm.of(record, request.POST or None, request.FILES or None)
    back = reverse("integrity:record", args=[key, pk])
    return _deposit(request, record.space, record, form, _("Deposit a new version"), back)


def _deposit(
    request: HttpRequest, space: RecordSpace, record: Any, form: DepositForm, title: str, back: str
) -> HttpResponse:
    if not request.user.has_perm("integrity.deposit", space):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = deposit_record(
                actor=request.user,
                space=space,
                record=record,
                file=file,
                name=file.name,
                media_type=(file.content_type or "")[:120],
                description=form.description(),
                note=form.cleaned_data["note"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Deposited. Its proof is ready at the log's next checkpoint."))
            return redirect("integrity:record", space.project.key, made.record_id)
    context = {"form": form, "title": title, "space": space, "cancel": back, "lead": space.project.label}
    return render(request, "integrity/form.html", context)
