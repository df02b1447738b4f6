"""What the verbs on imports share."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.actions import notify
from xinzhi.core.models import Job
from xinzhi.registry.models import ClaimState, Import, ImportState, Statement
from xinzhi.registry.registers import BY_KEY

from .project import project


def expect(batch: Import, *states: ImportState, job: Job | None = None) -> None:
    """Bring the import up to date, with its row locked in the caller's transaction.

    Raises ValidationError when it is in another state, or while a job other than `job` works on it.
    """
    batch.refresh_from_db(from_queryset=Import.objects.select_for_update(of=("self",)).select_related("job"))
    if batch.state not in states:
        raise ValidationError(
            _("This is not possible now: the import is %(state)s."),
            code="state",
            params={"state": batch.get_state_display()},
        )
    if batch.job is not None and batch.job.is_active and batch.job != job:
        raise ValidationError(_("A job works on this import: wait until it has ended."), code="busy")


def need_reason(why: str, text: str) -> None:
    """Raise ValidationError with this text where no reason is given."""
    if not why.strip():
        raise ValidationError({"why": text})


def decide_statements(batch: Import, actor: Any, why: str, *, was: tuple[ClaimState, ...], becomes: ClaimState) -> int:
    """Give the import's statements this state and let their entries follow; how many there were."""
    rows = Statement.objects.filter(origin=batch.origin, state__in=was)
    ids = set(rows.values_list("entry_id", flat=True))
    values: dict[str, Any] = {"state": becomes, "decided_by": actor, "decided_at": timezone.now()}
    if becomes != ClaimState.ACCEPTED:
        values["reason"] = why[:500]
    count = rows.update(**values)
    project(BY_KEY[batch.register], ids, actor=actor, why=why or str(batch))
    return count


def decided(batch: Import, actor: Any, state: ImportState, why: str) -> None:
    """Put the decision on the import, and tell who brought it in."""
    batch.state, batch.decided_by, batch.decided_at, batch.reason = state, actor, timezone.now(), why[:500]
    batch.save()
    if batch.recorded_by is not None and batch.recorded_by != actor:
        title = _("Import «%(name)s»: %(state)s") % {"name": batch.file_name, "state": batch.get_state_display()}
        notify(
            recipients=[batch.recorded_by],
            kind="registry.import_decided",
            title=title,
            body=why,
            url=reverse("registry:import", args=[batch.pk]),
        )
