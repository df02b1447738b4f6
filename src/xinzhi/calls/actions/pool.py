"""The pool of reviewers: take an expert in, change what is known of them, let them rest."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.calls.models import Reviewer
from xinzhi.core.action import recorded, require
from xinzhi.core.models import User
from xinzhi.core.roles import Role, has_role
from xinzhi.registry.models import Person
from xinzhi.registry.rules import visible_entries

_OPEN = ("name", "affiliation", "region", "discipline", "sex", "orcid", "expertise", "works", "employments")
_OWN = ("kin", "declared")


def add_reviewer(
    *, actor: Any, user: User, name: str, affiliation: str, person: Person | None = None, **known: Any
) -> Reviewer:
    """The reviewer, from now on in the pool. `known`: region, discipline, sex, orcid, expertise, works, employments.

    Raises PermissionDenied (programme managers) and ValidationError: an account without the role of an expert, one in
    the pool already, no name or affiliation, a person whose consent does not let the manager see them.
    """
    require(actor, "calls.manage_pool")
    problems: dict[str, str] = {}
    if not has_role(user, Role.EXPERT):
        problems["user"] = _("This account does not have the role of an expert.")
    elif Reviewer.objects.filter(user=user).exists():
        problems["user"] = _("This account is in the pool already.")
    for field, value in (("name", name), ("affiliation", affiliation)):
        if not value.strip():
            problems[field] = _("This is needed.")
    if person is not None and not visible_entries(actor, Person).filter(pk=person.pk).exists():
        problems["person"] = _("There is no such person whom you may see.")
    if problems:
        raise ValidationError(problems)
    reviewer = Reviewer(user=user, person=person, name=name.strip(), affiliation=affiliation.strip())
    _set(reviewer, {k: v for k, v in known.items() if k != "simulated"}, _OPEN)
    reviewer.simulated = bool(known.get("simulated"))
    if person is not None and not reviewer.expertise:
        reviewer.expertise = list(person.expertise)
    with recorded("calls.add_reviewer", actor=actor, subject=reviewer, new=True):
        reviewer.save()
    return reviewer


def save_reviewer(*, actor: Any, reviewer: Reviewer, values: Mapping[str, Any]) -> Reviewer:
    """The reviewer with these values. Relatives and declared conflicts are only ever changed by the reviewer.

    Raises PermissionDenied (the expert themselves, programme managers) and ValidationError: an unknown attribute, or
    one that is another's to change.
    """
    require(actor, "calls.edit_reviewer", reviewer)
    own = actor is not None and reviewer.user_id == actor.pk
    with recorded("calls.save_reviewer", actor=actor, subject=reviewer) as change:
        _set(reviewer, values, (*_OPEN, *_OWN) if own else _OPEN)
        reviewer.save()
        change.note("attributes", None, sorted(values))
    return reviewer


def set_reviewer_active(*, actor: Any, reviewer: Reviewer, active: bool, why: str = "") -> Reviewer:
    """The reviewer, asked again or no longer asked from now on. Raises PermissionDenied, ValidationError (no change)."""
    require(actor, "calls.manage_pool")
    if reviewer.is_active == active:
        raise ValidationError(_("Nothing changes by this."), code="state")
    with recorded("calls.set_reviewer_active", actor=actor, subject=reviewer, why=why):
        reviewer.is_active = active
        reviewer.save(update_fields=["is_active", "updated_at"])
    return reviewer


def _set(reviewer: Reviewer, values: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for name, value in values.items():
        if name not in allowed:
            raise ValidationError({name: _("This cannot be changed here.")})
        setattr(reviewer, name, value)
