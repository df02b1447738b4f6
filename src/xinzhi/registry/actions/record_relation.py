"""Record how two entries stand to each other; a second person accepts it."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import ClaimState, RegisterEntry, Relation, RelationRole
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import register_of


def record_relation(
    *,
    actor: Any,
    first: RegisterEntry,
    role: str,
    second: RegisterEntry,
    provenance: Provenance,
    begins: dt.date | None = None,
    ends: dt.date | None = None,
    note: str = "",
    why: str = "",
    origin: str = "page",
) -> Relation:
    """The relation «first role second», waiting for a second person.

    Raises PermissionDenied (unless the actor may record about the first) and ValidationError: no source or day, an unknown role, a thing related to itself, an end before the beginning, or one that stands already.
    """
    require(actor, "registry.record", first)
    provenance.check()
    kinds = register_of(first).one, register_of(second).one
    problems: dict[str, str] = {}
    if role not in RelationRole.values:
        problems["role"] = _("There is no such relation.")
    if (kinds[0], first.pk) == (kinds[1], second.pk):
        problems["second"] = _("A thing is not related to itself.")
    if begins and ends and ends < begins:
        problems["ends"] = _("It would end before it begins.")
    values = {"from_kind": kinds[0], "from_id": first.pk, "role": role, "to_kind": kinds[1], "to_id": second.pk}
    held = Relation.objects.filter(**values, state__in=[ClaimState.PROPOSED, ClaimState.ACCEPTED], begins=begins)
    if not problems and held.exists():
        problems["role"] = _("This relation stands already.")
    if problems:
        raise ValidationError(problems)
    with recorded("registry.record_relation", actor=actor, subject=first, why=why) as change:
        relation = Relation.objects.create(
            **values,
            begins=begins,
            ends=ends,
            note=note[:300],
            origin=origin,
            recorded_by=actor,
            **provenance.columns(),
        )
        change.note("relation", None, f"{relation.get_role_display()} {second.label}")
    return relation
