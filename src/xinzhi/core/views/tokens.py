"""My keys for programs: the list, making one, taking one away; and the list of all for overseers."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from xinzhi.core.actions import create_token, revoke_token
from xinzhi.core.forms import TokenForm
from xinzhi.core.lists import Export, ListPage, ListTable, YesNoFilter
from xinzhi.core.models import ApiToken
from xinzhi.core.queries import visible_tokens

from .common import add_errors, signed_in, warn


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """My tokens, those that open something first."""
    tokens = visible_tokens(request.user).filter(owner=signed_in(request))
    now = timezone.now()
    items = [{"token": t, "live": t.is_live(now), "expired": t.expires_at <= now} for t in tokens]
    items.sort(key=lambda i: not i["live"])
    return render(request, "core/tokens.html", {"items": items})


class NewToken(LoginRequiredMixin, View):
    """The form, and after it the key, once: the page that shows it cannot be called up again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "core/token_new.html", {"form": TokenForm(person=signed_in(request))})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST, person=signed_in(request))
        if form.is_valid():
            try:
                token, secret = create_token(actor=request.user, **form.values())
            except ValidationError as error:
                add_errors(form, error)
            else:
                response = render(request, "core/token_shown.html", {"token": token, "secret": secret})
                response["Cache-Control"] = "no-store"
                return response
        return render(request, "core/token_new.html", {"form": form})


@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take it away."""
    token = get_object_or_404(visible_tokens(request.user).filter(owner=signed_in(request)), pk=pk)
    if request.method != "POST":
        return render(request, "core/token_revoke.html", {"token": token})
    try:
        revoke_token(actor=request.user, token=token)
    except ValidationError as error:
        warn(request, error)
    else:
        messages.success(request, _("Revoked: it opens nothing from now on."))
    return redirect("core:tokens")


class TokenTable(ListTable):
    owner = tables.Column(verbose_name=gettext_lazy("owner"), order_by="owner__username")
    name = tables.Column(verbose_name=gettext_lazy("name"))
    prefix = tables.Column(verbose_name=gettext_lazy("begins with"), orderable=False)
    scopes = tables.Column(verbose_name=gettext_lazy("scopes"), orderable=False)
    created_at = tables.DateTimeColumn(verbose_name=gettext_lazy("created"), format="Y-m-d")
    expires_at = tables.DateTimeColumn(verbose_name=gettext_lazy("expires"), format="Y-m-d")
    last_used_at = tables.DateTimeColumn(verbose_name=gettext_lazy("last used"), format="Y-m-d")
    revoked_at = tables.DateTimeColumn(verbose_name=gettext_lazy("revoked"), format="Y-m-d")

    class Meta(ListTable.Meta):
        sequence = (
            "owner", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at",
        )  # fmt: skip

    def render_scopes(self, value: list[str]) -> str:
        return ", ".join(value)


class TokenFilter(django_filters.FilterSet):
    live = YesNoFilter(label=gettext_lazy("in force"), method="in_force")

    class Meta:
        model = ApiToken
        fields = ()

    def in_force(self, rows: QuerySet[ApiToken], _name: str, value: bool) -> QuerySet[ApiToken]:
        live = {"revoked_at": None, "expires_at__gt": timezone.now(), "owner__is_active": True}
        return rows.filter(**live) if value else rows.exclude(**live)


class Tokens(ListPage):
    """Every token, for the plan office and auditors: who has which key, never the key."""

    key = "core.tokens"
    title = gettext_lazy("API tokens of all")
    lead = gettext_lazy("Which programs act for whom. Keys are not kept and cannot be shown.")
    permission = "core.see_tokens"
    columns = TokenTable
    filterset = TokenFilter
    search_fields = ("name", "prefix", "owner__username", "owner__display_name")
    sort = ("-created_at",)
    simulated_path = "owner__simulated"
    exports = (
        Export("owner", gettext_lazy("owner"), "owner__username"),
        Export("name", gettext_lazy("name")),
        Export("prefix", gettext_lazy("begins with")),
        Export("scopes", gettext_lazy("scopes")),
        Export("created_at", gettext_lazy("created")),
        Export("expires_at", gettext_lazy("expires")),
        Export("last_used_at", gettext_lazy("last used")),
        Export("revoked_at", gettext_lazy("revoked")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_tokens(request.user)
