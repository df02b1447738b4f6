"""My webhooks: the list, one with its messages, and what can be done about each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from xinzhi.core.actions import delete_webhook, ping_webhook, redeliver, save_webhook, switch_webhook
from xinzhi.core.forms import WebhookForm
from xinzhi.core.keys import signing_secret
from xinzhi.core.models import Delivery, DeliveryState, Webhook
from xinzhi.core.queries import visible_webhooks

from .common import add_errors, signed_in, warn

_ON_A_PAGE = 20
TONES = {
    DeliveryState.WAITING: "info",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.DEAD: "bad",
    DeliveryState.WITHHELD: "mute",
}


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """All of mine."""
    return render(request, "core/webhooks.html", {"hooks": visible_webhooks(request.user)})


class EditWebhook(LoginRequiredMixin, View):
    """A new webhook (its secret is shown once after it is made), or one to change."""

    def get(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        hook = _hook(request, pk) if pk else None
        return self._show(request, WebhookForm(person=signed_in(request), initial=WebhookForm.of(hook)), hook)

    def post(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        hook = _hook(request, pk) if pk else None
        form = WebhookForm(request.POST, person=signed_in(request))
        if form.is_valid():
            try:
                saved = save_webhook(actor=request.user, webhook=hook, **form.values())
            except ValidationError as error:
                add_errors(form, error)
            else:
                if hook is not None:
                    return redirect("core:webhook", saved.pk)
                secret = signing_secret(saved.secret_salt)
                response = render(request, "core/webhook_shown.html", {"hook": saved, "secret": secret})
                response["Cache-Control"] = "no-store"
                return response
        return self._show(request, form, hook)

    def _show(self, request: HttpRequest, form: WebhookForm, hook: Webhook | None) -> HttpResponse:
        return render(request, "core/webhook_edit.html", {"form": form, "hook": hook})


@login_required
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook and its messages, newest first."""
    hook = _hook(request, pk)
    page = Paginator(hook.deliveries.all(), _ON_A_PAGE).get_page(request.GET.get("page"))
    items = [{"d": d, "tone": TONES[DeliveryState(d.state)], "again": d.state in _AGAIN} for d in page]
    return render(request, "core/webhook.html", {"hook": hook, "list": page, "items": items})


_AGAIN = (DeliveryState.DELIVERED, DeliveryState.DEAD)


@login_required
@require_POST
def ping(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that tells of nothing."""
    hook = _hook(request, pk)
    return _act(request, hook, lambda: ping_webhook(actor=request.user, webhook=hook), _("A test is on its way."))


@login_required
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off, or on again."""
    hook = _hook(request, pk)
    done = _("Switched off.") if hook.active else _("Switched on.")
    return _act(request, hook, lambda: switch_webhook(actor=request.user, webhook=hook, active=not hook.active), done)


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message again."""
    mine = Delivery.objects.filter(webhook__in=visible_webhooks(request.user)).select_related("webhook")
    delivery = get_object_or_404(mine, pk=pk)
    return _act(request, delivery.webhook, lambda: redeliver(actor=request.user, delivery=delivery), _("On its way."))


@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then forget it."""
    hook = _hook(request, pk)
    if request.method != "POST":
        return render(request, "core/webhook_delete.html", {"hook": hook})
    delete_webhook(actor=request.user, webhook=hook)
    messages.success(request, _("The webhook is gone."))
    return redirect("core:webhooks")


def _hook(request: HttpRequest, pk: int) -> Webhook:
    return get_object_or_404(visible_webhooks(request.user), pk=pk)


def _act(request: HttpRequest, hook: Webhook, do: Callable[[], Any], done: str) -> HttpResponse:
    try:
        do()
    except ValidationError as error:
        warn(request, error)
    else:
        messages.success(request, done)
    return redirect("core:webhook", hook.pk)
