"""Editions of lists, and drafting one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import Role, has_role
from xinzhi.cultivation.forms import DraftForm
from xinzhi.cultivation.models import ListEdition
from xinzhi.cultivation.rules import visible_editions
from xinzhi.cultivation.tables import EditionFilter, EditionTable
from xinzhi.cultivation.tasks import start_draft


class Editions(ListPage):
    """Every edition that the reader may see, the newest first."""

    key = "cultivation.editions"
    title = gettext_lazy("Ranked lists")
    lead = gettext_lazy(
        "Lists as files: what counts, how sure a rank is, and a bundle from which anyone can compute them again."
    )
    public = True
    columns = EditionTable
    filterset = EditionFilter
    search_fields = ("name", "name_en", "list_key")
    sort = ("-year", "-number")
    empty_title = gettext_lazy("No edition yet")
    empty_hint = gettext_lazy("The publishing body's programme managers draft one.")
    template_name = "cultivation/editions.html"
    exports = (
        Export("list", gettext_lazy("list"), "list_key"),
        Export("number", gettext_lazy("edition")),
        Export("year", gettext_lazy("year of the figures")),
        Export("body", gettext_lazy("published by"), "organisation__key"),
        Export("state", gettext_lazy("state")),
        Export("digest", gettext_lazy("digest")),
        Export("published", gettext_lazy("published"), "published_at"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[ListEdition]:
        return visible_editions(request.user).select_related("organisation").defer("list_text")

    def extra_context(self) -> dict[str, Any]:
        return {"may_draft": has_role(self.request.user, Role.PROGRAMME_MANAGER)}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Let a job rank the firms of a year."""
    if not has_role(request.user, Role.PROGRAMME_MANAGER):
        raise PermissionDenied
    form = DraftForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        job = start_draft(owner=request.user, **form.cleaned_data)
        messages.success(request, _("The firms are being ranked; this page follows the work and leads to the draft."))
        return redirect("core:job", job.pk)
    above = {"above": _("Ranked lists"), "back": reverse("cultivation:editions")}
    return render(request, "cultivation/form.html", {"form": form, "title": _("Draft an edition"), **above})
