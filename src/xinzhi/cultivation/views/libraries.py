"""Libraries of firms: the list, proposing one, a firm's place, what is due, and the steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinzhi.core.formats import in_language
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import Role, has_role
from xinzhi.core.views.common import add_errors
from xinzhi.cultivation import actions
from xinzhi.cultivation.engine.library import Library
from xinzhi.cultivation.forms import MemberForm, ReasonForm, RecheckForm, ServiceForm
from xinzhi.cultivation.models import LibraryMember
from xinzhi.cultivation.queries.library import overdue, services_due
from xinzhi.cultivation.queries.list_files import library_files, library_of
from xinzhi.cultivation.rules import visible_members
from xinzhi.cultivation.tables import MemberFilter, MemberTable
from xinzhi.cultivation.workflows import MEMBER

STEPS = {"accept": actions.accept_member, "refuse": actions.refuse_member, "leave": actions.leave_library}


def library_or_404(key: str) -> Library:
    """The pack's library of this key. Raises Http404."""
    if key not in library_files():
        raise Http404
    return library_of(key)


class Members(ListPage):
    """The firms of a library."""

    key = "cultivation.members"
    permission = "cultivation.see_ladder"
    columns = MemberTable
    filterset = MemberFilter
    search_fields = ("firm__name", "firm__name_en")
    sort = ("valid_until",)
    empty_title = gettext_lazy("No firm yet")
    empty_hint = gettext_lazy("A programme manager proposes one; a second person admits it.")
    template_name = "cultivation/library.html"
    exports = (
        Export("firm", gettext_lazy("firm"), "firm__key"),
        Export("name", gettext_lazy("name"), "firm__name"),
        Export("tier", gettext_lazy("tier")),
        Export("state", gettext_lazy("state")),
        Export("entered", gettext_lazy("entered"), "entered_on"),
        Export("valid_until", gettext_lazy("valid until")),
        Export("left", gettext_lazy("left"), "left_on"),
        Export("reason", gettext_lazy("reason"), "note"),
    )

    @cached_property
    def library(self) -> Library:
        return library_or_404(self.kwargs["library"])

    def queryset(self, request: HttpRequest) -> QuerySet[LibraryMember]:
        rows = visible_members(request.user).filter(library=self.library.key)
        return rows.select_related("firm", "organisation")

    def heading(self) -> str | Promise:
        return in_language(self.library.name, self.library.name_en)

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Ladder of titles"), reverse("cultivation:ladder"))]

    def extra_context(self) -> dict[str, Any]:
        return {"library": self.library, "may_propose": has_role(self.request.user, Role.PROGRAMME_MANAGER)}


@login_required
def new(request: HttpRequest, library: str) -> HttpResponse:
    """Propose a firm."""
    found = library_or_404(library)
    if not has_role(request.user, Role.PROGRAMME_MANAGER):
        raise PermissionDenied
    form = MemberForm(request.user, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member_ = actions.propose_member(actor=request.user, library=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Proposed. A second person admits the firm."))
            return redirect("cultivation:member", library, member_.pk)
    above = {"above": in_language(found.name, found.name_en), "back": reverse("cultivation:library", args=[library])}
    return render(request, "cultivation/form.html", {"form": form, "title": _("Propose a firm"), **above})


@login_required
@require_safe
def due(request: HttpRequest, library: str) -> HttpResponse:
    """Services that are due, and places whose term has ended."""
    if not request.user.has_perm("cultivation.see_ladder"):
        raise PermissionDenied
    found, today = library_or_404(library), timezone.localdate()
    members = list(
        LibraryMember.objects.filter(library=library, state="in").select_related("firm").prefetch_related("services")
    )
    late = overdue(members, found, today)
    context = {
        "library": found,
        "name": in_language(found.name, found.name_en),
        "services": [
            (m, [(in_language(d.service.name, d.service.name_en), d) for d in late[m.pk]])
            for m in members
            if m.pk in late
        ],
        "ended": [m for m in members if m.valid_until and m.valid_until < today],
    }
    return render(request, "cultivation/due.html", context)


def member_or_404(request: HttpRequest, library: str, pk: int) -> LibraryMember:
    """The place if this person may see it. Raises Http404."""
    rows = visible_members(request.user).select_related("firm", "organisation", "prepared_by")
    found: LibraryMember = get_object_or_404(rows, pk=pk, library=library)
    return found


@login_required
@require_safe
def member(request: HttpRequest, library: str, pk: int) -> HttpResponse:
    """A firm's place: its term, services, steps and past."""
    return render(request, "cultivation/member.html", _context(request, member_or_404(request, library, pk)))


@login_required
@require_POST
def service(request: HttpRequest, library: str, pk: int) -> HttpResponse:
    """Record a service."""
    found = member_or_404(request, library, pk)
    form = ServiceForm(library_of(library), request.POST)
    return _posted(
        request,
        found,
        form,
        "service_form",
        lambda said: actions.record_service(actor=request.user, member=found, **said),
    )


@login_required
@require_POST
def recheck(request: HttpRequest, library: str, pk: int) -> HttpResponse:
    """Re-check a firm: its tier and a new term."""
    found = member_or_404(request, library, pk)
    form = RecheckForm(library_of(library), request.POST)
    return _posted(
        request,
        found,
        form,
        "recheck_form",
        lambda said: actions.recheck_member(actor=request.user, member=found, **said),
    )


@login_required
@require_POST
def step(request: HttpRequest, library: str, pk: int, key: str) -> HttpResponse:
    """Admit a firm, or not, or take it out."""
    found = member_or_404(request, library, pk)
    if key not in STEPS:
        raise Http404
    try:
        STEPS[key](actor=request.user, member=found, why=request.POST.get("why", "")[:500])
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": MEMBER.transition(key).label})
    return redirect("cultivation:member", library, pk)


def _posted(request: HttpRequest, found: LibraryMember, form: Form, name: str, act: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Recorded."))
            return redirect("cultivation:member", found.library, found.pk)
    return render(request, "cultivation/member.html", _context(request, found) | {name: form})


def _context(request: HttpRequest, found: LibraryMember) -> dict[str, Any]:
    library = library_of(found.library)
    may_edit = request.user.has_perm("cultivation.edit_member", found) and found.state == "in"
    names = {part.key: in_language(part.name, part.name_en) for part in (*library.tiers, *library.services)}
    return {
        "member": found,
        "library": library,
        "library_name": in_language(library.name, library.name_en),
        "tier": names.get(found.tier, found.tier),
        "state": MEMBER.state(found),
        "steps": [s for s in MEMBER.available(found, request.user) if s.key in STEPS],
        "due": [(in_language(d.service.name, d.service.name_en), d) for d in services_due(found, library)],
        "given": [(names.get(s.service, s.service), s) for s in found.services.select_related("recorded_by")],
        "service_form": ServiceForm(library) if may_edit else None,
        "recheck_form": RecheckForm(library, initial={"tier": found.tier}) if may_edit else None,
        "reason_form": ReasonForm(),
    }
