"""Who works on a project, and when it is reviewed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from xinzhi.core.views.common import add_errors, warn
from xinzhi.integrity.actions import give_project_role, plan_review, take_project_role
from xinzhi.integrity.forms import ReviewForm, RoleForm
from xinzhi.integrity.models import RecordSpace

from .common import may_see_people, posted, space_or_404, tabs_of


@login_required
def people(request: HttpRequest, key: str) -> HttpResponse:
    """The people with their roles, and the review days; GET shows, POST gives a role."""
    space = _space(request, key)
    context = _context(request, space)
    if request.method == "POST":
        form = RoleForm(request.POST)
        if form.is_valid():
            try:
                given = give_project_role(actor=request.user, space=space, **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                text = _("%(who)s now has the role «%(role)s».")
                messages.success(request, text % {"who": given.user, "role": given.get_role_display()})
                return redirect("integrity:people", key)
        context["role_form"] = form
    return render(request, "integrity/people.html", context)


@posted
def take(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Take a role back."""
    space = _space(request, key)
    role = get_object_or_404(space.roles.select_related("user", "space__project"), pk=pk)
    try:
        take_project_role(actor=request.user, role=role, why=request.POST.get("why", ""))
    except ValidationError as error:
        warn(request, error)
    else:
        messages.success(request, _("The role was taken back."))
    return redirect("integrity:people", key)


@posted
def review(request: HttpRequest, key: str) -> HttpResponse:
    """Name a review day."""
    space = _space(request, key)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            plan_review(actor=request.user, space=space, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The review day is named."))
            return redirect("integrity:people", key)
    return render(request, "integrity/people.html", _context(request, space) | {"review_form": form})


def _space(request: HttpRequest, key: str) -> RecordSpace:
    space = space_or_404(request, key)
    if not may_see_people(request.user, space):
        raise Http404
    return space


def _context(request: HttpRequest, space: RecordSpace) -> dict[str, Any]:
    user = request.user
    roles = list(space.roles.select_related("user", "given_by", "space"))
    return {
        "space": space,
        "tabs": tabs_of(space, user, "people"),
        "roles": [{"role": r, "may_take": user.has_perm("integrity.take_role", r)} for r in roles],
        "reviews": space.reviews.all(),
        "role_form": RoleForm() if user.has_perm("integrity.give_role", space) else None,
        "review_form": ReviewForm() if user.has_perm("integrity.plan_review", space) else None,
    }
