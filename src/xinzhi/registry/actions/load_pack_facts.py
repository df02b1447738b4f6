"""Load a pack's cities, departments and facts into the registers."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from xinzhi.core.action import recorded, require
from xinzhi.core.packs import Pack, PackError, Problem
from xinzhi.fields.actions import load_fields
from xinzhi.fields.actions.sync_rows import KindReport, sync_rows
from xinzhi.fields.models import PackLoad
from xinzhi.registry.models import City
from xinzhi.registry.registers import Register
from xinzhi.registry.registers.bodies import ORGANISATIONS
from xinzhi.registry.values import References, clean

from .pack_rows import FACT_ROWS, PackRow, cities, city_governments, departments
from .record_many import Word, record_many


@dataclass
class LoadReport:
    """What a load did, kind by kind; `seconds` is how long it took."""

    kinds: dict[str, KindReport] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def problems(self) -> list[Problem]:
        """Every row that was left out, with file, line and reason."""
        return sorted(p for report in self.kinds.values() for p in report.problems)

    def counts(self) -> dict[str, dict[str, int]]:
        """Kind to its numbers."""
        return {kind: report.counts() for kind, report in self.kinds.items()}

    @property
    def changed_anything(self) -> bool:
        return any(r.new or r.changed for r in self.kinds.values())


def load_pack_facts(*, actor: Any, pack: Pack) -> LoadReport:
    """The registers brought into line with the pack, with its fields first; one transaction, one record.

    Each row is a statement of the pack; one it made before and makes again is not touched, and what it no longer names
    stays. A row that refers to an unknown city or field, or does not fit its register, is left out and reported; so is
    a whole file in which a cell cannot be read. Raises PermissionDenied.
    """
    require(actor, "registry.load_facts")
    started = time.perf_counter()
    why = f"{pack.key} {pack.version}"
    load = PackLoad.objects.filter(pack=pack.key, part="facts").first()
    subject = load or PackLoad(pack=pack.key, part="facts")
    report = LoadReport()
    with recorded("registry.load_pack_facts", actor=actor, subject=subject, why=why, new=load is None):
        report.kinds["fields"] = load_fields(actor=actor, pack=pack)
        report.kinds["cities"] = sync_rows(City, list(cities(pack)), actor=actor, why=why)
        refs = References.load()
        rows = [*departments(pack), *city_governments(pack)]
        report.kinds["departments"] = _state(ORGANISATIONS, rows, pack, actor, refs)
        for kind in pack.fact_kinds():
            register, make = FACT_ROWS[kind]
            problems: list[Problem] = []
            rows = list(_rows(pack, kind, make, problems))
            report.kinds[kind] = _state(register, rows, pack, actor, refs)
            report.kinds[kind].problems[:0] = problems
        subject.version, subject.as_of, subject.counts = pack.version, pack.as_of, report.counts()
        subject.save()
    report.seconds = time.perf_counter() - started
    return report


Make = Callable[[Pack, Any], PackRow]


def _rows(pack: Pack, kind: str, make: Make, problems: list[Problem]) -> Iterator[PackRow]:
    """The rows of one file; a file that cannot be read is reported instead."""
    try:
        facts = list(pack.iter_facts(kind))
    except PackError as error:
        problems += error.problems
        return
    yield from (make(pack, fact) for fact in facts)


def _state(register: Register, rows: list[PackRow], pack: Pack, actor: Any, refs: References) -> KindReport:
    """Record the rows that fit as statements of the pack."""
    report = KindReport()
    words: dict[str, Word] = {}
    for row in rows:
        if row.key in words:
            report.problems.append(
                Problem(row.file, row.line, "id", f"{row.key!r} is there twice", "Give each row its own")
            )
        elif problem := _problem(register, row, refs):
            report.problems.append(problem)
        else:
            values = {n: v for n, v in clean(register, row.values, partial=False).items() if v is not None}
            words[row.key] = Word(row.key, values, row.provenance)
    why = f"{pack.key} {pack.version}"
    written = record_many(
        register, list(words.values()), actor=actor, origin=f"pack:{pack.key}", accepted=True, why=why, refs=refs
    )
    report.new, report.changed, report.unchanged = map(len, (written.new, written.changed, written.unchanged))
    return report


def _problem(register: Register, row: PackRow, refs: References) -> Problem | None:
    named = [row.values.get("field"), *(row.values.get("fields") or ())]
    unknown = [k for k in named if k and k not in refs.fields]
    if (city := row.values.get("city")) and city not in refs.cities:
        unknown.append(city)
    if unknown:
        remedy = "Name one of this pack, or leave the cell empty"
        return Problem(row.file, row.line, "", f"there is no city or field {unknown[0]!r}", remedy)
    try:
        clean(register, row.values, partial=False)
    except ValidationError as error:
        name, words = next(iter(error.message_dict.items()))
        return Problem(row.file, row.line, name, " ".join(words), "Correct the cell")
    return None
