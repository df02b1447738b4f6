"""Undo a merge or a split."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Fusion, FusionKind, MatchCandidate, MatchState, Standing
from xinzhi.registry.queries.find import entry_by_row
from xinzhi.registry.registers import BY_ONE

from .fuse import forget_figures, point_back
from .project import project, project_figures


def undo_fusion(*, actor: Any, fusion: Fusion, why: str) -> Fusion:
    """The undone merge or split: exactly the rows that had moved go back; what came later stays where it is.

    Raises PermissionDenied, and ValidationError without a reason, when it is undone already, or when a later merge or
    split touches the same entries and must be undone first.
    """
    require(actor, "registry.merge", fusion)
    later = Fusion.objects.filter(kind=fusion.kind, pk__gt=fusion.pk, undone_at=None)
    touched = [fusion.source_id, fusion.target_id]
    if fusion.undone_at is not None:
        raise ValidationError(_("This is undone already."), code="state")
    if later.filter(source_id__in=touched).exists() or later.filter(target_id__in=touched).exists():
        raise ValidationError(_("A later merge or split of these entries must be undone first."), code="later")
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: the record keeps it.")})
    register = BY_ONE[fusion.kind]
    source, target = entry_by_row(fusion.kind, fusion.source_id), entry_by_row(fusion.kind, fusion.target_id)
    assert source is not None  # entries are never deleted
    assert target is not None
    with recorded("registry.undo_fusion", actor=actor, subject=source, why=why) as change:
        point_back(fusion.moved, source)
        if fusion.what == FusionKind.MERGE:
            source.standing, source.merged_into = Standing.PUBLISHED, None
            source.save()
            pair = {"kind": fusion.kind, "first_id": min(touched), "second_id": max(touched)}
            MatchCandidate.objects.filter(**pair, state=MatchState.SAME).update(
                state=MatchState.DIFFERENT, why=why[:500]
            )
        fusion.undone_at, fusion.undone_by = timezone.now(), actor
        fusion.save()
        forget_figures(register, source, target)
        project(register, touched, actor=actor, why=why)
        project_figures(register.one, touched)
        change.note("undone", fusion.get_what_display(), target.name)
    return fusion
