"""Adding to an entry: a title, a relation with another entry, the figures of a year."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xinzhi.core.views.common import add_errors
from xinzhi.registry.actions import record_figures, record_relation, record_title
from xinzhi.registry.forms import FiguresForm, ProvenanceForm, RelationForm, TitleForm
from xinzhi.registry.measures import MEASURES
from xinzhi.registry.queries.search import entries_like, entry_named
from xinzhi.registry.registers import BY_ONE, REGISTERS, Register, register_of
from xinzhi.registry.words import entry_address

from .subject import about_entry, frame, page_address


def title_of(register: Register) -> Callable[..., HttpResponse]:
    """The page that adds a title."""
    return about_entry(register, "registry.record", _title)


def figures_of(register: Register) -> Callable[..., HttpResponse]:
    """The page that adds the figures of a year."""
    return about_entry(register, "registry.record", _figures)


def relate_of(register: Register) -> Callable[..., HttpResponse]:
    """The page that relates the entry to another: first that one is found, then the relation is described."""
    return about_entry(register, "registry.record", _relate)


def _title(request: HttpRequest, register: Register, subject: Any) -> HttpResponse:
    form = TitleForm(request.POST or None)

    def record() -> None:
        why = form.cleaned_data["why"]
        record_title(actor=request.user, entry=subject, title=form.title(), provenance=form.provenance(), why=why)

    if _recorded(request, form, record):
        return redirect(entry_address(subject))
    return render(request, "registry/add.html", {**frame(register, subject), "form": form, "here": _("Add a title")})


def _figures(request: HttpRequest, register: Register, subject: Any) -> HttpResponse:
    form = FiguresForm(request.POST or None)

    def record() -> None:
        data = form.cleaned_data
        try:
            record_figures(
                actor=request.user,
                entry=subject,
                year=data["year"],
                figures=form.figures(),
                provenance=form.provenance(),
                why=data["why"],
            )
        except ValidationError as error:
            raise _for_form(error) from error

    if _recorded(request, form, record):
        return redirect(entry_address(subject))
    here = _("Add figures of a year")
    return render(request, "registry/add.html", {**frame(register, subject), "form": form, "here": here})


def _for_form(error: ValidationError) -> ValidationError:
    """The action's errors by measure, under the names the form gives these."""
    named = {f"measure_{k}" if k in MEASURES else k: v for k, v in error.error_dict.items()}
    return ValidationError(named)


def _relate(request: HttpRequest, register: Register, subject: Any) -> HttpResponse:
    other = entry_named(request.GET.get("other", ""), request.user)
    if other is None or other == subject:
        return _find_other(request, register, subject)
    # From the other's side only who may record about that one too.
    form = RelationForm(request.POST or None, both_ways=request.user.has_perm("registry.record", other))

    def record() -> None:
        data = form.cleaned_data
        role = data["role"]
        first, second = (other, subject) if role.startswith("~") else (subject, other)
        record_relation(
            actor=request.user,
            first=first,
            role=role.removeprefix("~"),
            second=second,
            provenance=form.provenance(),
            begins=data["begins"],
            ends=data["ends"],
            note=data["note"],
            why=data["why"],
        )

    if _recorded(request, form, record):
        return redirect(entry_address(subject))
    context = {
        **frame(register, subject),
        "form": form,
        "other": other,
        "other_url": entry_address(other),
        "here": _("Add a relation"),
        "again_url": page_address(subject, "relate"),
    }
    return render(request, "registry/add.html", context)


def _find_other(request: HttpRequest, register: Register, subject: Any) -> HttpResponse:
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    among = (BY_ONE[kind],) if kind in BY_ONE else REGISTERS
    found = entries_like(text, request.user, among, besides=subject) if text else []
    context = {
        **frame(register, subject),
        "here": _("Add a relation"),
        "lead": _("First find the other entry by its name or key."),
        "q": text,
        "kind": kind,
        "kinds": [(r.one, r.title) for r in REGISTERS],
        "found": [
            {"entry": e, "register": register_of(e), "url": f"?other={register_of(e).one}:{e.key}"} for e in found
        ],
    }
    return render(request, "registry/find.html", context)


def _recorded(request: HttpRequest, form: ProvenanceForm, record: Callable[[], None]) -> bool:
    """Whether the form was sent and recorded; what the action refuses stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        record()
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, _("Recorded. It becomes public when a second person has accepted it."))
    return True
