"""Who holds which role: the list, giving one and taking it back."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import BulkAction, Export, ListPage, ListTable, ReasonForm, YesNoFilter
from xinzhi.core.roles import Role
from xinzhi.core.views.common import add_errors
from xinzhi.registry.actions import grant_role, revoke_role
from xinzhi.registry.forms import GrantRoleForm
from xinzhi.registry.models import Membership
from xinzhi.registry.rules import visible_memberships
from xinzhi.registry.words import entry_address


class MemberTable(ListTable):
    user = tables.Column(verbose_name=gettext_lazy("who"), order_by=("user__display_name", "user__username"))
    username = tables.Column(verbose_name=gettext_lazy("sign-in name"), accessor="user__username")
    organisation = tables.Column(
        verbose_name=gettext_lazy("organisation"),
        order_by="organisation__name",
        linkify=lambda record: entry_address(record.organisation),
    )
    role = tables.Column(verbose_name=gettext_lazy("role"))
    begins = tables.DateColumn(verbose_name=gettext_lazy("from"), format="Y-m-d")
    ends = tables.DateColumn(verbose_name=gettext_lazy("until"), format="Y-m-d")
    granted_by = tables.Column(verbose_name=gettext_lazy("granted by"), orderable=False)

    class Meta(ListTable.Meta):
        sequence = ("user", "username", "organisation", "role", "begins", "ends", "granted_by")

    def render_organisation(self, record: Membership) -> str:
        return record.organisation.label


class MemberFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(
        choices=Role.choices, label=gettext_lazy("role"), empty_label=gettext_lazy("any")
    )
    current = YesNoFilter(label=gettext_lazy("in force today"), method="in_force")

    class Meta:
        model = Membership
        fields = ("role",)

    def in_force(self, rows: QuerySet[Membership], _name: str, value: bool) -> QuerySet[Membership]:
        day = timezone.localdate()
        current = (Q(begins=None) | Q(begins__lte=day)) & (Q(ends=None) | Q(ends__gte=day))
        return rows.filter(current) if value else rows.exclude(current)


def _revoke(actor: Any, membership: Membership, data: dict[str, Any]) -> str:
    revoke_role(actor=actor, membership=membership, why=data["why"])
    return _("taken back")


class Members(ListPage):
    """Every membership, for the plan office and auditors."""

    key = "registry.members"
    title = gettext_lazy("Members")
    lead = gettext_lazy("Who holds which role in which organisation. A role is given and taken by another person.")
    permission = "registry.see_members"
    columns = MemberTable
    filterset = MemberFilter
    search_fields = ("user__username", "user__display_name", "organisation__name", "organisation__name_en")
    simulated_path = "user__simulated"
    template_name = "registry/members.html"
    bulk_actions = (
        BulkAction(
            "revoke",
            gettext_lazy("Take the role back"),
            "registry.revoke_role",
            _revoke,
            ReasonForm,
            tone="bad",
            offered=lambda user: user.has_perm("registry.revoke_role"),
        ),
    )
    exports = (
        Export("username", gettext_lazy("sign-in name"), "user__username"),
        Export("organisation", gettext_lazy("organisation"), "organisation__key"),
        Export("role", gettext_lazy("role")),
        Export("begins", gettext_lazy("from")),
        Export("ends", gettext_lazy("until")),
        Export("granted_by", gettext_lazy("granted by"), "granted_by__username"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return visible_memberships(request.user).select_related("user", "organisation", "granted_by")

    def extra_context(self) -> dict[str, Any]:
        may = self.request.user.has_perm("registry.grant_role")
        return {"grant_url": reverse("registry:grant_role") if may else ""}


@login_required
@permission_required("registry.grant_role", raise_exception=True)
def grant(request: HttpRequest) -> HttpResponse:
    """Give a role."""
    form = GrantRoleForm(request.POST or None, initial={"begins": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            membership = grant_role(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            text = _("%(who)s now has the role «%(role)s».")
            messages.success(request, text % {"who": membership.user, "role": membership.get_role_display()})
            return redirect("registry:members")
    return render(request, "registry/grant.html", {"form": form})
