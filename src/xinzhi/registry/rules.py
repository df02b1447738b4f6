"""Who may do what in the registers, and what each person may see."""

from typing import Any

import rules
from django.db.models import QuerySet

from xinzhi.core.rules import is_auditor, is_plan_office

from .models import City, Membership, RegisterEntry


@rules.predicate
def is_another_person(user: Any, other: Any) -> bool:
    """The role concerns someone else: nobody gives or takes a role of their own. Asked without a person: yes."""
    who = getattr(other, "user_id", None) or getattr(other, "pk", None)
    return who is None or who != user.pk


rules.add_perm("registry.load_facts", is_plan_office)
rules.add_perm("registry.record_organisation", is_plan_office)
rules.add_perm("registry.see_members", is_plan_office | is_auditor)
rules.add_perm("registry.grant_role", is_plan_office & is_another_person)
rules.add_perm("registry.revoke_role", is_plan_office & is_another_person)


def visible_entries(_user: Any, model: type[RegisterEntry]) -> QuerySet[Any]:
    """The entries of a register the user may see: all, since every register holds published facts only."""
    return model._default_manager.all()  # noqa: SLF001  Django's documented manager


def visible_cities(_user: Any) -> QuerySet[City]:
    """The cities the user may see: all."""
    return City.objects.all()


def visible_memberships(user: Any) -> QuerySet[Membership]:
    """Memberships the user may see: all for the plan office and auditors, else their own."""
    if user.has_perm("registry.see_members"):
        return Membership.objects.all()
    return Membership.objects.filter(user=user.pk) if user.is_authenticated else Membership.objects.none()
