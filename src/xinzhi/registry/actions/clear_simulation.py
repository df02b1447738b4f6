"""Take the simulated province out of the registers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Observation, Relation, Statement, Title
from xinzhi.registry.registers import REGISTERS

from .simulate_province import simulated_load
from .simulated_rows import PREFIX


def clear_simulation(*, actor: Any) -> dict[str, int]:
    """Rows removed by kind; nothing where no simulation stands. One transaction, one record.

    Made-up entries are no facts: they, their versions and whatever was said of them are deleted, not kept as withdrawn.
    Raises PermissionDenied, and ValidationError when something real has been attached to one of them.
    """
    require(actor, "registry.load_facts")
    load = simulated_load()
    if load is None:
        return {}
    removed: dict[str, int] = {}
    try:
        with recorded("registry.clear_simulation", actor=actor, subject=load) as change:
            for register in REGISTERS:
                if n := _remove(register):
                    removed[register.key] = n
            change.note("rows", sum(removed.values()), 0)
            load.delete()
    except IntegrityError as error:
        raise ValidationError(
            _("Something recorded elsewhere names a simulated entry (a role, a duty, a merge). Take that back first.")
        ) from error
    return removed


def _remove(register: Any) -> int:
    """The entries of one register with all that speaks of them. Deleted at once: no signal may keep a version."""
    mine = register.model._default_manager.filter(key__startswith=PREFIX, simulated=True)  # noqa: SLF001
    if not mine.exists():
        return 0
    ids = mine.values("pk")
    about = Statement.objects.filter(kind=register.one, entry_id__in=ids)
    ends = Q(from_kind=register.one, from_id__in=ids) | Q(to_kind=register.one, to_id__in=ids)
    for rows in (
        Observation.objects.filter(kind=register.one, entry_id__in=ids),
        about,
        Title.objects.filter(kind=register.one, entry_id__in=ids),
        Relation.objects.filter(ends),
        register.model.history.filter(id__in=ids),
    ):
        rows.order_by()._raw_delete(rows.db)  # noqa: SLF001
    return mine.order_by()._raw_delete(mine.db)  # noqa: SLF001
