"""The roles of the mission, given to a person per organisation, and the questions asked of them.

`core` does not know organisations. A room above gives `User` a reverse relation
`memberships` with `role`, `organisation_id` and `is_current()`; here it is only read.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PLAN_OFFICE = "plan_office", _("plan office")
    DUTY_OFFICER = "duty_officer", _("duty officer of a department or city")
    PROGRAMME_MANAGER = "programme_manager", _("programme manager")
    ORG_EDITOR = "org_editor", _("organisation's editor")
    RESEARCHER = "researcher", _("researcher")
    EXPERT = "expert", _("expert")
    BROKER = "broker", _("technology manager")
    FINANCIER = "financier", _("bank, fund or insurer")
    ANALYST = "analyst", _("analyst")
    AUDITOR = "auditor", _("auditor")


def roles_of(user: Any) -> frozenset[tuple[str, int]]:
    """The (role, organisation id) pairs in force for the user today; one query a request, kept on the instance."""
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset()
    cached = getattr(user, "_role_pairs", None)
    if cached is None:
        cached = frozenset((m.role, m.organisation_id) for m in user.memberships.all() if m.is_current())
        user._role_pairs = cached  # noqa: SLF001  our own cache on our own model
    return cached


def has_role(user: Any, *roles: str, organisation_id: int | None = None) -> bool:
    """Whether the user holds one of the roles, in the given organisation or (None) in any."""
    return any(r in roles and organisation_id in (None, o) for r, o in roles_of(user))


def organisations_of(user: Any, *roles: str) -> set[int]:
    """Ids of the organisations in which the user holds one of the roles (any role when none is named)."""
    return {o for r, o in roles_of(user) if not roles or r in roles}


def narrowed(user: Any, organisation_id: int | None) -> Any:
    """The user as one who holds roles in this organisation only; with None the user as is.

    For tokens and webhooks bound to an organisation. The instance is not meant to be saved.
    """
    if organisation_id is not None:
        user._role_pairs = frozenset(pair for pair in roles_of(user) if pair[1] == organisation_id)  # noqa: SLF001
        user._narrowed_to = organisation_id  # noqa: SLF001
        user.is_superuser = False
    return user


def narrowed_to(user: Any) -> int | None:
    """The organisation the user is narrowed to, None where all of their roles count; for roles that rooms give."""
    return getattr(user, "_narrowed_to", None)
