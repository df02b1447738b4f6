"""What every page's shell needs."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _

from xinzhi.core.models import Notification, User
from xinzhi.core.remember import remember
from xinzhi.core.roles import Role, has_role, roles_of
from xinzhi.registry.actions import simulated_load

from .region import brand, pack


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu."""

    label: str | Promise
    url: str
    current: bool = False


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation, region, colours and unread count. Lazy: a page that shows none of it asks nothing."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "brand": SimpleLazyObject(brand),
        "signup_open": settings.SIGNUP_OPEN,
        "theme": request.COOKIES.get("theme", ""),
        "nav": SimpleLazyObject(lambda: _nav(request.path)),
        "account_nav": SimpleLazyObject(lambda: _account_nav(user)),
        "foot_nav": SimpleLazyObject(_foot_nav),
        "unread": Notification.objects.filter(recipient=user, read_at__isnull=True).count() if signed_in else 0,
        "simulated_notice": SimpleLazyObject(has_simulated),
    }


def has_simulated() -> bool:
    """Whether this installation carries a simulated layer: the demonstration's reports or the simulated province."""
    return remember(
        ("site.simulated",), lambda: User.objects.filter(simulated=True).exists() or simulated_load() is not None
    )


def _nav(path: str) -> list[Link]:
    plan = [pack().plan.key]
    entries = [
        (_("Overview"), reverse("home")),
        (_("Targets"), reverse("plan:targets", args=plan)),
        (_("Measures"), reverse("plan:measures", args=plan)),
        (_("Lists"), reverse("cultivation:editions")),
        (_("Foresight"), reverse("foresight:index")),
        (_("Calls"), reverse("calls:calls")),
        (_("Benefits"), reverse("incentives:index")),
        (_("Fields"), reverse("fields:index")),
        (_("Registers"), reverse("registry:index")),
    ]
    # The longest address that begins the page's own is where the reader is.
    here = max(
        (url for _label, url in entries if path.startswith(url) and (url != "/" or path == "/")), key=len, default=""
    )
    return [Link(label, url, url == here) for label, url in entries]


def _account_nav(user: Any) -> list[Link]:
    entries = [Link(_("My account"), reverse("core:me")), Link(_("My jobs"), reverse("core:jobs"))]
    entries.append(Link(_("Research records"), reverse("integrity:spaces")))
    entries.append(Link(_("My applications"), reverse("calls:mine")))
    if has_role(user, Role.EXPERT):
        entries.append(Link(_("My reviews"), reverse("calls:my_reviews")))
        entries.append(Link(_("My Delphi surveys"), reverse("foresight:my_delphis")))
    if has_role(user, Role.ANALYST, Role.PLAN_OFFICE, Role.AUDITOR):
        entries.append(Link(_("Delphi surveys"), reverse("foresight:delphi_surveys")))
    if has_role(user, Role.PROGRAMME_MANAGER, Role.AUDITOR):
        entries.append(Link(_("Programme desk"), reverse("calls:desk")))
    if user.has_perm("calls.restrict"):
        entries.append(Link(_("Integrity restrictions"), reverse("calls:restrictions")))
    if user.has_perm("cultivation.see_ladder"):
        entries.append(Link(_("Ladder and library"), reverse("cultivation:ladder")))
        entries.append(Link(_("Payments without application"), reverse("cultivation:runs")))
    if user.has_perm("incentives.use_sandbox"):
        entries.append(Link(_("Policy sandbox"), reverse("incentives:sandbox")))
    if roles_of(user):
        entries.append(Link(_("Finance desk"), reverse("cultivation:filings")))
        entries.append(Link(_("Reports"), reverse("plan:reports")))
        entries.append(Link(_("Pressings"), reverse("plan:presses")))
    if has_role(user, Role.PLAN_OFFICE, Role.AUDITOR):
        entries.append(Link(_("API tokens of all"), reverse("core:all_tokens")))
        entries.append(Link(_("Readings"), reverse("plan:readings")))
        entries.append(Link(_("Recorded actions"), reverse("core:records")))
    if has_role(user, Role.PLAN_OFFICE):
        entries.append(Link(_("Periods"), reverse("plan:periods")))
        entries.append(Link(_("Members"), reverse("registry:members")))
    return entries


def _foot_nav() -> list[Link]:
    return [
        Link(_("Plans"), reverse("plan:plans")),
        Link(_("Calendar feed"), reverse("plan:calendar", args=[pack().plan.key])),
        Link(_("API"), reverse("api")),
        Link(_("About the figures"), reverse("about")),
        Link(_("Proof log"), reverse("ledger:index")),
    ]
