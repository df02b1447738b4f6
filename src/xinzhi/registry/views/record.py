"""Proposing a new entry, and what another source says of one that stands."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.views.common import add_errors
from xinzhi.registry.actions import record_statement
from xinzhi.registry.forms import EntryForm, entry_form, initial_of
from xinzhi.registry.models import RegisterEntry
from xinzhi.registry.registers import Register
from xinzhi.registry.rules import visible_entries
from xinzhi.registry.words import entry_address


def new_of(register: Register) -> Any:
    """The view that proposes an entry of a register."""

    @login_required
    def new(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("registry.record", None):
            raise PermissionDenied
        form = _form(request, register, {})
        if request.method == "POST" and form.is_valid() and _record(request, register, form, None):
            return redirect(f"registry:{register.key}")
        return _page(request, register, form, None)

    return new


def edit_of(register: Register) -> Any:
    """The view that proposes a correction of an entry."""

    @login_required
    def edit(request: HttpRequest, key: str) -> HttpResponse:
        rows = visible_entries(request.user, register.model).select_related("city")
        if not register.has_many_fields:
            rows = rows.select_related("field")
        subject = rows.filter(key=key).first()
        if subject is None:
            raise Http404
        if not request.user.has_perm("registry.record", subject):
            raise PermissionDenied
        form = _form(request, register, initial_of(register, subject))
        if request.method == "POST" and form.is_valid() and _record(request, register, form, subject):
            return redirect(entry_address(subject))
        return _page(request, register, form, subject)

    return edit


def _form(request: HttpRequest, register: Register, initial: dict[str, Any]) -> EntryForm:
    personal = request.user.has_perm("registry.see_personal")
    return entry_form(register, personal=personal)(request.POST or None, initial=initial)


def _record(request: HttpRequest, register: Register, form: EntryForm, subject: RegisterEntry | None) -> bool:
    try:
        record_statement(
            actor=request.user,
            register=register,
            values=form.values(),
            provenance=form.provenance(),
            entry=subject,
            why=form.cleaned_data["why"],
        )
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, _("Recorded. It becomes public when a second person has accepted it."))
    return True


def _page(request: HttpRequest, register: Register, form: EntryForm, subject: RegisterEntry | None) -> HttpResponse:
    context = {
        "form": form,
        "register": register,
        "entry": subject,
        "list_url": reverse(f"registry:{register.key}"),
        "own_url": entry_address(subject) if subject else "",
    }
    return render(request, "registry/entry_form.html", context)
