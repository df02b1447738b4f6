"""Who may do what in the registers, and what each person may see."""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from xinzhi.core import files
from xinzhi.core.models import StoredFile
from xinzhi.core.roles import Role, has_role, organisations_of, roles_of
from xinzhi.core.rules import is_auditor, is_plan_office

from .models import City, Claim, Consent, Import, Membership, Organisation, Person, RegisterEntry, Standing

OFFICERS = (Role.PLAN_OFFICE, Role.DUTY_OFFICER, Role.PROGRAMME_MANAGER)


@rules.predicate
def is_another_person(user: Any, other: Any) -> bool:
    """The role concerns someone else: nobody gives or takes a role of their own. Asked without a person: yes."""
    who = getattr(other, "user_id", None) or getattr(other, "pk", None)
    return who is None or who != user.pk


@rules.predicate
def is_officer(user: Any) -> bool:
    return has_role(user, *OFFICERS)


@rules.predicate
def edits_own(user: Any, thing: Any) -> bool:
    """An organisation's editor proposes for the own organisation, for what they entered, and new things."""
    if not has_role(user, Role.ORG_EDITOR):
        return False
    if thing is None:
        return True
    if isinstance(thing, Organisation):
        return thing.pk in organisations_of(user, Role.ORG_EDITOR)
    return getattr(thing, "recorded_by_id", None) == user.pk


@rules.predicate
def is_second_person(user: Any, thing: Any) -> bool:
    """Nobody decides on what they recorded themselves. Asked without a thing: yes."""
    return thing is None or getattr(thing, "recorded_by_id", None) != user.pk


@rules.predicate
def is_own_open(user: Any, thing: Any) -> bool:
    """What a person recorded and nobody has decided on yet may be taken back."""
    return thing is not None and getattr(thing, "recorded_by_id", None) == user.pk and getattr(thing, "is_open", False)


@rules.predicate
def is_own_or_new(user: Any, thing: Any) -> bool:
    """An import is changed only by who brought it, so that a second person can decide on it. Without a thing: yes."""
    return thing is None or getattr(thing, "recorded_by_id", None) == user.pk


rules.add_perm("registry.load_facts", is_plan_office)
rules.add_perm("registry.record", is_officer | edits_own)
rules.add_perm("registry.decide", is_plan_office & is_second_person)
rules.add_perm("registry.retract", is_plan_office | is_own_open)
rules.add_perm("registry.import", is_officer & is_own_or_new)
rules.add_perm("registry.undo_import", is_plan_office | is_own_open)
rules.add_perm("registry.see_imports", is_officer | is_auditor)
rules.add_perm("registry.merge", is_plan_office)
rules.add_perm("registry.see_claims", is_officer | is_auditor)
rules.add_perm("registry.see_personal", is_plan_office)
rules.add_perm("registry.forget_person", is_plan_office)
rules.add_perm("registry.see_members", is_plan_office | is_auditor)
rules.add_perm("registry.grant_role", is_plan_office & is_another_person)
rules.add_perm("registry.revoke_role", is_plan_office & is_another_person)


def visible_entries(user: Any, model: type[RegisterEntry]) -> QuerySet[Any]:
    """The entries of a register the user may see.

    Everyone: what is published. Who entered something: also that. Those who decide and audit: also what is proposed
    or withdrawn. People are shown as far as their consent goes. What was merged is found by its key alone
    (`find_entry`), so that old addresses lead on.
    """
    rows = model._default_manager.exclude(standing=Standing.MERGED)  # noqa: SLF001  Django's documented manager
    if user is not None and user.has_perm("registry.see_personal"):
        return rows
    officer = user is not None and user.has_perm("registry.see_claims")
    if officer and model is not Person:
        return rows
    seen = Q() if officer else Q(standing=Standing.PUBLISHED)
    if model is Person:
        signed_in = user is not None and bool(roles_of(user))
        seen &= Q(consent__in=[Consent.PUBLIC, Consent.SIGNED_IN] if signed_in else [Consent.PUBLIC])
    if user is not None and user.is_authenticated:
        seen |= Q(recorded_by=user.pk)
    return rows.filter(seen)


def audience(user: Any) -> str | int:
    """Whom an answer made of what the user may see may be given to as well: equal for those who see the same."""
    if user is None or not user.is_authenticated:
        return "visitors"
    return "office" if user.has_perm("registry.see_personal") else user.pk


def visible_claims(user: Any, model: type[Claim]) -> QuerySet[Any]:
    """Accepted claims for everyone; all of them for those who decide and audit; a person's own always.

    A claim about a person is seen by those only who may see the person.
    """
    rows = model._default_manager.all()  # noqa: SLF001
    if user is not None and user.has_perm("registry.see_personal"):
        return rows
    people = visible_entries(user, Person).values("pk")
    for kind, number in model.POINTERS:
        rows = rows.exclude(Q(**{kind: "person"}) & ~Q(**{f"{number}__in": people}))
    if user is not None and user.has_perm("registry.see_claims"):
        return rows
    seen = Q(state="accepted")
    if user is not None and user.is_authenticated:
        seen |= Q(recorded_by=user.pk)
    return rows.filter(seen)


def visible_imports(user: Any) -> QuerySet[Import]:
    """Imports for those who decide and audit; a person's own for who brings files in."""
    if user.has_perm("registry.decide") or user.has_perm("core.see_records"):
        return Import.objects.all()
    return Import.objects.filter(recorded_by=user.pk) if user.is_authenticated else Import.objects.none()


@files.allow
def import_file(user: Any, stored: StoredFile) -> bool:
    """A file brought in goes to those who may see its import."""
    return visible_imports(user).filter(file=stored).exists()


def visible_cities(_user: Any) -> QuerySet[City]:
    """The cities the user may see: all."""
    return City.objects.all()


def visible_memberships(user: Any) -> QuerySet[Membership]:
    """Memberships the user may see: all for the plan office and auditors, else their own."""
    if user.has_perm("registry.see_members"):
        return Membership.objects.all()
    return Membership.objects.filter(user=user.pk) if user.is_authenticated else Membership.objects.none()
