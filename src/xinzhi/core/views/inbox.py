"""One inbox for all rooms."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_POST

from xinzhi.core.actions import mark_read, set_mail_mode
from xinzhi.core.forms import MailForm
from xinzhi.core.models import Notification
from xinzhi.core.queries import unread_count, visible_notices

from .common import safe_path, signed_in, warn

_ON_A_PAGE = 30


class Inbox(LoginRequiredMixin, View):
    """My notices, new ones first on demand, and when they come by mail."""

    def get(self, request: HttpRequest) -> HttpResponse:
        only_unread = request.GET.get("show") == "unread"
        notices = visible_notices(request.user)
        if only_unread:
            notices = notices.filter(read_at=None)
        page = Paginator(notices, _ON_A_PAGE).get_page(request.GET.get("page"))
        unread = unread_count(request.user)
        tabs = [
            {"label": _("All"), "url": reverse("core:inbox"), "current": not only_unread},
            {"label": _("Unread"), "url": "?show=unread", "current": only_unread, "count": unread},
        ]
        context = {
            "list": page,
            "items": [_item(n) for n in page],
            "tabs": tabs,
            "unread": unread,
            "only_unread": only_unread,
            "form": MailForm(initial={"mail_mode": signed_in(request).mail_mode}),
        }
        return render(request, "core/inbox.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the mail preference."""
        try:
            set_mail_mode(actor=request.user, person=signed_in(request), mode=request.POST.get("mail_mode", ""))
        except ValidationError as error:
            warn(request, error)
        else:
            messages.success(request, _("Kept."))
        return redirect("core:inbox")


@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    notice = get_object_or_404(visible_notices(request.user), pk=pk)
    mark_read(actor=request.user, notice=notice)
    return redirect(safe_path(notice.url, reverse("core:inbox")))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    n = mark_read(actor=request.user)
    messages.success(request, ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", n) % {"n": n})
    return redirect("core:inbox")


def _item(notice: Notification) -> dict[str, Any]:
    """A notice as kit/inbox.html shows it; its room is the first part of its kind (plan.report_returned)."""
    room = notice.kind.partition(".")[0]
    return {
        "title": notice.title,
        "url": reverse("core:notification_open", args=[notice.pk]),
        "text": notice.body,
        "at": notice.created_at,
        "unread": notice.read_at is None,
        "room": str(apps.get_app_config(room).verbose_name) if apps.is_installed(f"xinzhi.{room}") else "",
    }
