"""Make two entries of one that mixed two things."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Fusion, FusionKind, RegisterEntry, Standing, Statement
from xinzhi.registry.registers import register_of
from xinzhi.registry.values import References, attributes_of, columns_of, values_of

from .fuse import repoint
from .project import project, project_figures


def split_entry(*, actor: Any, entry: RegisterEntry, statements: Sequence[Statement], why: str) -> RegisterEntry:
    """The new entry, of which the chosen statements speak from now on. Undone by `undo_fusion`.

    Raises PermissionDenied and ValidationError: statements of another entry, none or all of them chosen, none that is
    accepted and gives a name, or no reason.
    """
    require(actor, "registry.merge", entry)
    register = register_of(entry)
    chosen = [s for s in statements if (s.kind, s.entry_id) == (register.one, entry.pk)]
    held = Statement.objects.filter(kind=register.one, entry_id=entry.pk, state="accepted", period=None)
    staying = held.exclude(pk__in=[s.pk for s in chosen])
    problems: dict[str, str] = {}
    if not chosen or len(chosen) != len(statements) or not staying.exists():
        problems["statements"] = _("Choose some of the entry's statements, but not all.")
    elif not any(s.is_held and s.values.get("name") for s in chosen):
        problems["statements"] = _("One of the chosen statements must be accepted and give the new entry its name.")
    if not why.strip():
        problems["why"] = _("Give a reason: the record keeps it.")
    if problems:
        raise ValidationError(problems)
    naming = next(s for s in chosen if s.is_held and s.values.get("name"))
    with recorded("registry.split_entry", actor=actor, subject=entry, why=why) as change:
        # What an entry cannot be without comes from the naming statement, else from the entry it was mixed with.
        known = values_of(register, entry) | naming.values
        needed = {a.name: known.get(a.name) for a in attributes_of(register) if a.required}
        made = register.model(
            key=f"{entry.key[:100]}-{naming.pk}",
            standing=Standing.PROPOSED,
            recorded_by=actor,
            **columns_of(register, needed, References.load()),
        )
        made.save()
        moved = repoint(register, entry, made, [s.pk for s in chosen])
        Fusion.objects.create(
            kind=register.one,
            what=FusionKind.SPLIT,
            source_id=entry.pk,
            target_id=made.pk,
            moved=moved,
            why=why[:500],
            by=actor,
        )
        project(register, [entry.pk, made.pk], actor=actor, why=why)
        project_figures(register.one, [entry.pk, made.pk])
        change.note("split off", None, f"{made.key} {made.name}")
        entry.refresh_from_db()
        made.refresh_from_db()
    return made
