"""The continuity report of a space, ready for every face."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from xinzhi.core.workdays import is_certain, is_workday
from xinzhi.integrity.engine.continuity import Continuity, Deposit, Finding, continuity
from xinzhi.integrity.models import RecordSpace, RecordVersion, RoleKind
from xinzhi.integrity.rules import readable_records
from xinzhi.integrity.words import text_of, title_of


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of evidence as this reader may see it; `title` is "" where they may not read the record."""

    deposit: Deposit
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words with its evidence."""

    finding: Finding
    title: str
    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SpaceReport:
    """The report, its findings in words, the day it goes to, counts, and whether all holidays in it are known."""

    continuity: Continuity
    said: tuple[Said, ...]
    until: dt.date
    records: int
    versions: int
    certain: bool


def space_report(space: RecordSpace, reader: Any, *, until: dt.date | None = None) -> SpaceReport:
    """The report up to the day (today, or the project's last day if that has passed). `reader` None is the operator."""
    project = space.project
    today = until or timezone.localdate()
    end = min([today, *(d for d in (project.closed_on or project.ends_on,) if d)])
    rows = list(
        RecordVersion.objects.filter(record__space=space, deposited_at__date__lte=today)
        .select_related("record", "file")
        .order_by("deposited_at", "pk")
    )
    people = space.roles.filter(role__in=[RoleKind.LEADER, RoleKind.MEMBER], user__is_active=True).count()
    found = continuity(
        [_deposit(v) for v in rows],
        until=end,
        is_workday=is_workday,
        begins=project.approved_on,
        reviews=[(r.held_on, r.name) for r in space.reviews.all()],
        people=people,
    )
    titles = _titles(space, rows, reader)
    hashes = {(v.record_id, v.number): v.file.sha256 for v in rows}

    def line(deposit: Deposit) -> Line:
        version = (deposit.record, deposit.version)
        return Line(deposit, titles.get(version, ""), hashes[version])

    said = tuple(Said(f, title_of(f), text_of(f), tuple(map(line, f.evidence))) for f in found.findings)
    years = {w.monday for w in found.weeks[:1] + found.weeks[-1:]}
    return SpaceReport(
        found, said, end, len({v.record_id for v in rows}), len(rows), all(is_certain(day) for day in years)
    )


def _deposit(version: RecordVersion) -> Deposit:
    return Deposit(
        record=version.record_id,
        version=version.number,
        kind=version.kind,
        author=version.record.author_id,
        happened_on=version.happened_on,
        deposited_on=timezone.localdate(version.deposited_at),
        withdrawn=version.record.withdrawn_at is not None,
    )


def _titles(space: RecordSpace, rows: list[RecordVersion], reader: Any) -> dict[tuple[int, int], str]:
    if reader is None:
        return {(v.record_id, v.number): v.title for v in rows}
    readable = set(readable_records(reader).filter(space=space).values_list("pk", flat=True))
    return {(v.record_id, v.number): v.title for v in rows if v.record_id in readable}
