"""The projects whose records a person may know of, and opening one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import Role, has_role
from xinzhi.core.views.common import add_errors
from xinzhi.integrity.actions import open_space
from xinzhi.integrity.forms import SpaceForm
from xinzhi.integrity.models import RecordSpace
from xinzhi.integrity.rules import visible_records, visible_spaces
from xinzhi.integrity.tables import SpaceTable


class Spaces(ListPage):
    """My projects' records."""

    key = "integrity.spaces"
    title = gettext_lazy("Research records")
    lead = gettext_lazy("What a project did, deposited in time, kept by content and proved in the log.")
    columns = SpaceTable
    search_fields = ("project__name", "project__name_en", "project__number")
    empty_title = gettext_lazy("No project's records are open to you")
    empty_hint = gettext_lazy("A project's leader gives its people their roles.")
    template_name = "integrity/spaces.html"
    exports = (
        Export("project", gettext_lazy("project"), "project__key"),
        Export("name", gettext_lazy("name"), "project__name"),
        Export("organisation", gettext_lazy("host"), "organisation__key"),
        Export("openness", gettext_lazy("who else may read")),
        Export("count", gettext_lazy("records")),
        Export("newest", gettext_lazy("last work recorded")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[RecordSpace]:
        """Counts go over the records that this person may know of, and no others."""
        mine = visible_records(request.user).filter(space=OuterRef("pk")).order_by().values("space")
        counts = mine.annotate(n=Count("pk"), last=Max("happened_on"))
        return (
            visible_spaces(request.user)
            .select_related("project", "organisation")
            .annotate(count=Coalesce(Subquery(counts.values("n")), 0), newest=Subquery(counts.values("last")))
        )

    def extra_context(self) -> dict[str, Any]:
        return {"may_open": _may_open(self.request.user)}


def _may_open(user: Any) -> bool:
    return has_role(user, Role.PLAN_OFFICE, Role.ORG_EDITOR)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Open a project's records."""
    if not _may_open(request.user):
        raise PermissionDenied
    form = SpaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            open_space(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The project's records are open."))
            return redirect("integrity:spaces")
    context = {"form": form, "title": _("Open a project's records")}
    return render(request, "integrity/form.html", context)
