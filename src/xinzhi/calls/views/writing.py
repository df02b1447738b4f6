"""Writing an application: its title, its sections, its team and its files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.actions import (
    AnswersError,
    add_member,
    attach_file,
    remove_file,
    remove_member,
    save_basics,
    save_section,
)
from xinzhi.calls.forms.applicant import BasicsForm, MemberForm
from xinzhi.calls.forms.parts import Part, Piece
from xinzhi.calls.models import Application, ApplicationFile, ApplicationMember
from xinzhi.core import files
from xinzhi.core.formats import in_language
from xinzhi.core.views.common import add_errors, warn

from .common import application_or_404, parts_of, posted


def _writable(request: HttpRequest, pk: int) -> Application:
    """The application if this person may write it now. Raises Http404 and PermissionDenied."""
    application = application_or_404(request, pk)
    if not request.user.has_perm("calls.edit_application", application):
        raise PermissionDenied
    return application


@login_required
def section(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A section of the form. Typing saves it (htmx asks for the short answer); the button saves and shows it anew."""
    application = _writable(request, pk)
    if name not in application.form.schema["properties"]:
        raise Http404
    if request.method == "POST":
        return _save(request, application, name)
    return _show(request, application, _part(application, name))


def _part(application: Application, name: str, data: Any = None) -> Part:
    pieces = application.files.select_related("file")
    rows = [Piece(p, files.address(p.file, p.name), p.file.size) for p in pieces]
    return Part(application.form.schema, name, application.answers, data=data, files=rows)


def _save(request: HttpRequest, application: Application, name: str) -> HttpResponse:
    part = _part(application, name, request.POST)
    error: ValidationError | None = None
    if part.is_valid():
        try:
            seen = int(request.POST.get("seen") or 0)
            save_section(actor=request.user, application=application, section=name, answers=part.answers(), seen=seen)
        except AnswersError as refused:
            part.show(refused.flaws)
        except (ValidationError, ValueError) as refused:
            error = refused if isinstance(refused, ValidationError) else ValidationError(str(refused))
    if request.POST.get("auto"):
        return _told(request, application, name, part, error)
    if error is not None:
        warn(request, error)
    if part.has_errors or error is not None:
        return _show(request, application, part, status=422)
    if request.POST.get("step") == "next" and (following := _next(application, name)):
        return redirect("calls:section", application.pk, following)
    if not getattr(request, "htmx", None):
        messages.success(request, _("Saved."))
        return redirect("calls:section", application.pk, name)
    return _show(request, application, _part(application, name))


def _told(
    request: HttpRequest, application: Application, name: str, part: Part, error: ValidationError | None
) -> HttpResponse:
    """The short answer to typing: saved, or why not; with the new count of saves and the new sums."""
    context = {
        "saved_at": timezone.localtime(),
        "wrong": part.has_errors or error is not None,
        "text": " ".join(error.messages) if error else "",
        "seen": application.saved.get(name, 0),
        "blocks": [] if part.has_errors else _part(application, name).blocks,
    }
    return render(request, "calls/saved.html", context)


def _next(application: Application, name: str) -> str | None:
    keys = [p["key"] for p in application.form.schema["x-layout"]]
    return keys[keys.index(name) + 1] if keys.index(name) + 1 < len(keys) else None


def _after(application: Application, name: str) -> str:
    """The address of the part that comes after a section; after the last one the team."""
    following = _next(application, name)
    return (
        reverse("calls:section", args=[application.pk, following])
        if following
        else reverse("calls:team", args=[application.pk])
    )


def _show(request: HttpRequest, application: Application, part: Part, status: int = 200) -> HttpResponse:
    layout = next(p for p in application.form.schema["x-layout"] if p["key"] == part.section)
    context = {
        "application": application,
        "tabs": parts_of(application, part.section),
        "part": part,
        "section": part.section,
        "title": in_language(layout["title"], layout["title_en"]),
        "lead": in_language(layout["help"], layout["help_en"]),
        "seen": application.saved.get(part.section, 0),
        "has_next": _next(application, part.section) is not None,
        "following": _after(application, part.section),
    }
    return render(request, "calls/section.html", context, status=status)


@login_required
def basics(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, field and city."""
    application = _writable(request, pk)
    seen = application.saved.get("basics", 0)
    initial = {"seen": seen, "title": application.title, "field": application.field, "city": application.city}
    form = BasicsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_basics(actor=request.user, application=application, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            if request.POST.get("step") == "next":
                return redirect("calls:section", pk, application.form.schema["x-layout"][0]["key"])
            messages.success(request, _("Saved."))
            return redirect("calls:basics", pk)
    context = {"application": application, "tabs": parts_of(application, "basics"), "form": form}
    return render(request, "calls/basics.html", context)


@login_required
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """The team; posting adds a person."""
    application = _writable(request, pk)
    form = MemberForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            add_member(actor=request.user, application=application, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("calls:team", pk)
    members = application.members.select_related("user")
    context = {"application": application, "tabs": parts_of(application, "team"), "form": form, "members": members}
    return render(request, "calls/team.html", context)


@posted
def drop_member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Take a person out of the team."""
    application = application_or_404(request, pk)
    found = get_object_or_404(
        ApplicationMember.objects.select_related("application"), pk=member, application=application
    )
    remove_member(actor=request.user, member=found)
    return redirect("calls:team", pk)


@posted
def upload(request: HttpRequest, pk: int, section: str, field: str) -> HttpResponse:
    """Put the chosen files into their place."""
    application = application_or_404(request, pk)
    for file in request.FILES.getlist("file"):
        try:
            attach_file(
                actor=request.user,
                application=application,
                slot=f"{section}.{field}",
                file=file,
                name=file.name or "",
                media_type=(file.content_type or "")[:120],
            )
        except ValidationError as error:
            warn(request, error)
    return redirect("calls:section", pk, section)


@posted
def drop_file(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """Take a file out of the application."""
    application = application_or_404(request, pk)
    found = get_object_or_404(
        ApplicationFile.objects.select_related("application", "file"), pk=piece, application=application
    )
    remove_file(actor=request.user, piece=found)
    return redirect("calls:section", pk, found.slot.split(".")[0])
