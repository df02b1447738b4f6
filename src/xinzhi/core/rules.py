"""Who may do what on the ground floor."""

from typing import Any

import rules

from .roles import Role, has_role


@rules.predicate
def is_own(user: Any, thing: Any) -> bool:
    """The thing belongs to the user (`owner` or `recipient`)."""
    owner = getattr(thing, "owner_id", None) or getattr(thing, "recipient_id", None)
    return owner is not None and owner == user.pk


@rules.predicate
def is_plan_office(user: Any) -> bool:
    return has_role(user, Role.PLAN_OFFICE)


@rules.predicate
def is_auditor(user: Any) -> bool:
    return has_role(user, Role.AUDITOR)


@rules.predicate
def is_active(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active)


rules.add_perm("core.see_records", is_plan_office | is_auditor)
rules.add_perm("core.change_own", is_own)
rules.add_perm("core.create_token", is_active)
rules.add_perm("core.revoke_token", is_active & is_own)
rules.add_perm("core.see_tokens", is_plan_office | is_auditor)
rules.add_perm("core.create_webhook", is_active)
rules.add_perm("core.change_webhook", is_active & is_own)
