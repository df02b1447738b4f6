"""Make one entry of two that are the same thing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Fusion, FusionKind, RegisterEntry, Standing, Statement
from xinzhi.registry.registers import register_of

from .fuse import forget_figures, repoint
from .project import project, project_figures
from .record_many import keep_what_stands


def merge_entries(*, actor: Any, keep: RegisterEntry, absorb: RegisterEntry, why: str) -> Fusion:
    """The merge: everything that spoke of `absorb` now speaks of `keep`, and the old address leads on.

    Both entries' statements stand side by side under `keep`; the rule of choice decides what is shown. Undone by
    `undo_fusion`. Raises PermissionDenied and ValidationError: two registers, the same entry, one that is merged
    already, no reason, or rows of another room that cannot stand side by side.
    """
    require(actor, "registry.merge", keep)
    register = register_of(keep)
    if register_of(absorb) is not register:
        raise ValidationError(_("Only entries of one register can be merged."))
    if keep.pk == absorb.pk or Standing.MERGED in {keep.standing, absorb.standing}:
        raise ValidationError(_("Choose two entries that are not merged yet."))
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: the record keeps it.")})
    with recorded("registry.merge_entries", actor=actor, subject=keep, why=why) as change:
        for entry in (keep, absorb):
            if not Statement.objects.filter(kind=register.one, entry_id=entry.pk, period=None).exists():
                keep_what_stands(register, entry)
        moved = repoint(register, absorb, keep, None)
        rows: Any = register.model._default_manager  # noqa: SLF001  Django's documented manager
        rows.filter(merged_into=absorb).update(merged_into=keep)
        absorb.standing, absorb.merged_into = Standing.MERGED, keep
        absorb.save()
        fusion = Fusion.objects.create(
            kind=register.one,
            what=FusionKind.MERGE,
            source_id=absorb.pk,
            target_id=keep.pk,
            moved=moved,
            why=why[:500],
            by=actor,
        )
        forget_figures(register, keep, absorb)
        project(register, [keep.pk], actor=actor, why=why)
        project_figures(register.one, [keep.pk])
        change.note("absorbed", None, f"{absorb.key} {absorb.name}")
        keep.refresh_from_db()
    return fusion
