"""The pool of reviewers, for the offices."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.actions import add_reviewer, save_reviewer, set_reviewer_active
from xinzhi.calls.forms.review import NewReviewerForm, ReviewerForm
from xinzhi.calls.models import Reviewer
from xinzhi.calls.workflows_review import OPEN
from xinzhi.core.lists import Export, ListPage, ListTable
from xinzhi.core.lists.filters import YesNoFilter
from xinzhi.core.lists.table import NumberColumn
from xinzhi.core.views.act import act, act_on

from .common import posted


class PoolTable(ListTable):
    name = tables.Column(
        verbose_name=gettext_lazy("full name"), linkify=lambda record: reverse("calls:reviewer", args=[record.pk])
    )
    affiliation = tables.Column(verbose_name=gettext_lazy("affiliation"))
    discipline = tables.Column(verbose_name=gettext_lazy("discipline"))
    expertise = tables.Column(verbose_name=gettext_lazy("expertise"), orderable=False)
    busy = NumberColumn(verbose_name=gettext_lazy("open reviews"))
    done = NumberColumn(verbose_name=gettext_lazy("reviews handed in"))
    is_active = tables.Column(verbose_name=gettext_lazy("state"))

    class Meta(ListTable.Meta):
        sequence = ("name", "affiliation", "discipline", "expertise", "busy", "done", "is_active")

    def render_expertise(self, value: list[str]) -> str:
        return "、".join(value[:6])

    def render_is_active(self, value: bool) -> str:
        tone, words = ("ok", _("reviews")) if value else ("mute", _("rests"))
        return format_html('<span class="chip {}">{}</span>', tone, words)


class PoolFilter(django_filters.FilterSet):
    is_active = YesNoFilter(label=gettext_lazy("reviews at present"))

    class Meta:
        model = Reviewer
        fields = ("is_active",)


class Pool(ListPage):
    """Every reviewer with their load. What they said of relatives and conflicts is on no list."""

    key = "calls.pool"
    title = gettext_lazy("Reviewers")
    columns = PoolTable
    filterset = PoolFilter
    search_fields = ("name", "affiliation", "discipline", "expertise")
    template_name = "calls/pool.html"
    empty_title = gettext_lazy("Nobody in the pool yet")
    exports = (
        Export("name", gettext_lazy("full name")),
        Export("affiliation", gettext_lazy("affiliation")),
        Export("discipline", gettext_lazy("discipline")),
        Export("busy", gettext_lazy("open reviews")),
        Export("done", gettext_lazy("reviews handed in")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        if not request.user.has_perm("calls.see_pool"):
            raise PermissionDenied
        return Reviewer.objects.annotate(
            busy=Count("invitations", filter=Q(invitations__state__in=OPEN)),
            done=Count("invitations", filter=Q(invitations__state="done")),
        )

    def extra_context(self) -> dict[str, Any]:
        return {"may_add": self.request.user.has_perm("calls.manage_pool")}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Take an expert's account into the pool."""
    user: Any = request.user
    if not user.has_perm("calls.manage_pool"):
        raise PermissionDenied
    form = NewReviewerForm(request.POST or None)
    if request.method == "POST" and act_on(
        request, form, lambda: add_reviewer(actor=user, **form.values()), _("Taken into the pool.")
    ):
        return redirect("calls:pool")
    title = _("Take a reviewer into the pool")
    return render(request, "calls/confirm.html", {"form": form, "title": title, "submit": title, "text": ""})


@login_required
def reviewer(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a reviewer; relatives and declared conflicts are theirs alone to change."""
    user: Any = request.user
    if not user.has_perm("calls.manage_pool"):
        raise PermissionDenied
    found = get_object_or_404(Reviewer, pk=pk)
    form = ReviewerForm(request.POST or None, initial=ReviewerForm.of(found))
    if request.method == "POST" and act_on(
        request, form, lambda: save_reviewer(actor=user, reviewer=found, values=form.values()), _("Saved.")
    ):
        return redirect("calls:reviewer", pk)
    return render(request, "calls/reviewer.html", {"form": form, "reviewer": found})


@posted
def rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a reviewer rest, or have them asked again."""
    found = get_object_or_404(Reviewer, pk=pk)
    return act(
        request,
        lambda: set_reviewer_active(actor=request.user, reviewer=found, active=not found.is_active),
        _("Saved."),
        "calls:reviewer",
        pk,
    )
