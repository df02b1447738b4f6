"""The merges and splits of entries, for those who may look into them."""

from typing import Any

from django.db.models import Q, QuerySet

from xinzhi.registry.models import Fusion, RegisterEntry
from xinzhi.registry.registers import register_of
from xinzhi.registry.registers.bodies import PEOPLE


def visible_fusions(user: Any) -> QuerySet[Fusion]:
    """All for those who decide and audit, those of people only for who may see personal data; none for others."""
    if not user.has_perm("registry.see_claims"):
        return Fusion.objects.none()
    rows = Fusion.objects.all()
    return rows if user.has_perm("registry.see_personal") else rows.exclude(kind=PEOPLE.one)


def fusions_of(entry: RegisterEntry, user: Any) -> QuerySet[Fusion]:
    """The merges into and splits from or to the entry that the user may see, the latest first."""
    here = Q(source_id=entry.pk) | Q(target_id=entry.pk)
    return visible_fusions(user).filter(here, kind=register_of(entry).one)
