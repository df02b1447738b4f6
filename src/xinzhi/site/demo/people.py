"""Demonstration accounts: no names of people, a random password for all of a run, marked as simulated."""

import secrets
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from xinzhi.core.models import MailMode, User
from xinzhi.core.packs import Pack
from xinzhi.core.roles import Role
from xinzhi.registry.models import Membership, Organisation


@dataclass(frozen=True, slots=True)
class Person:
    """An account that the demo prints, with the password it was given just now."""

    user: User
    password: str
    role: Role
    organisation: Organisation


def make_people(pack: Pack) -> dict[str, Person]:
    """Accounts by user name: plan office, programme managers, an analyst, a duty officer each, one city, an auditor.

    Every department that reports has its officer. The second of each pair decides on what the first records: nobody accepts their own.
    """
    _secret.cache_clear()
    owing = dict.fromkeys(key for m in pack.plan.measures for key in (*m.lead, *m.shared))
    office = next(iter(owing))
    city = pack.cities[0].key
    auditing = next((d.key for d in pack.departments if "审计" in d.name), office)
    wanted = [
        ("office", Role.PLAN_OFFICE, office),
        ("office2", Role.PLAN_OFFICE, office),
        ("auditor", Role.AUDITOR, auditing),
        ("analyst", Role.ANALYST, office),
        ("manager", Role.PROGRAMME_MANAGER, office),
        ("manager2", Role.PROGRAMME_MANAGER, office),
    ]
    wanted += [(key, Role.DUTY_OFFICER, key) for key in owing]
    wanted += [(city, Role.DUTY_OFFICER, f"city-{city}")]
    return {name: _person(name, role, Organisation.objects.get(key=key)) for name, role, key in wanted}


def make_person(name: str, role: Role, organisation: Organisation, *, signs_in: bool = True) -> Person:
    """An account with this run's password (without one where nobody signs in); the one of this name where it is there."""
    return _person(name, role, organisation, signs_in=signs_in)


def make_editor(firm: Organisation) -> Person:
    """The account that edits a simulated firm's own entry."""
    return _person("editor", Role.ORG_EDITOR, firm)


@cache
def _secret() -> tuple[str, str]:
    """The password of this run and what is kept of it. It is hashed once: a hash is slow on purpose."""
    password = secrets.token_urlsafe(9)
    return password, make_password(password)


def _person(name: str, role: Role, organisation: Organisation, *, signs_in: bool = True) -> Person:
    password, kept = _secret() if signs_in else ("", make_password(None))
    user, _ = User.objects.get_or_create(
        username=name,
        defaults={
            "display_name": f"{organisation.name}（演示）",
            "email": f"{name}@example.invalid",
            "mail_mode": MailMode.WEEKLY,
            "simulated": True,
        },
    )
    user.password = kept
    user.save(update_fields=["password"])
    Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    return Person(user, password, role, organisation)
