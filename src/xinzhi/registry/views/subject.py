"""What every page about one entry needs: the entry, if the person may, and where its other pages are."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from xinzhi.registry.models import RegisterEntry
from xinzhi.registry.registers import Register, register_of
from xinzhi.registry.rules import visible_entries
from xinzhi.registry.words import entry_address

View = Callable[[HttpRequest, Register, Any], HttpResponse]


def about_entry(register: Register, permission: str, view: View) -> Callable[..., HttpResponse]:
    """The view behind a sign-in, for an entry that the person sees (else 404) and may do this to (else 403)."""

    @login_required
    def page(request: HttpRequest, key: str) -> HttpResponse:
        subject = find(request, register, key)
        if not request.user.has_perm(permission, subject):
            raise PermissionDenied
        return view(request, register, subject)

    return page


def find(request: HttpRequest, register: Register, key: str) -> Any:
    """The entry with what its pages show of its city and field. Raises Http404."""
    rows = visible_entries(request.user, register.model).select_related("city", "recorded_by")
    rows = rows.prefetch_related("fields") if register.has_many_fields else rows.select_related("field")
    subject = rows.filter(key=key).first()
    if subject is None:
        raise Http404
    return subject


def page_address(subject: RegisterEntry, page: str) -> str:
    """The address of one of the entry's own pages: title, relate, figures, merge, split, forget, graph."""
    return reverse(f"registry:{register_of(subject).one}_{page}", args=[subject.key])


def frame(register: Register, subject: RegisterEntry) -> dict[str, Any]:
    """What the head of every page about an entry shows."""
    return {
        "entry": subject,
        "register": register,
        "list_url": reverse(f"registry:{register.key}"),
        "own_url": entry_address(subject),
    }
