"""Load a pack's cities, departments and facts into the registers."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from xinzhi.core.action import recorded, require
from xinzhi.core.packs import Pack, PackError, Problem
from xinzhi.fields.actions import load_fields
from xinzhi.fields.actions.sync_rows import KindReport, Wanted, sync_rows
from xinzhi.fields.models import Field, PackLoad
from xinzhi.registry.models import City, Organisation, RegionalPlan

from .pack_rows import FACT_ROWS, References, cities, city_governments, departments


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

    A row the pack names as before is not touched; what the pack no longer names stays. A row that refers to an unknown
    city or field is left out and reported; so is a whole file in which a cell cannot be read. Raises PermissionDenied.
    """
    require(actor, "registry.load_facts")
    started = time.perf_counter()
    why = f"{pack.key} {pack.version}"
    load = PackLoad.objects.filter(pack=pack.key, part="facts").first()
    subject = load or PackLoad(pack=pack.key, part="facts")
    report = LoadReport()
    with recorded("registry.load_pack_facts", actor=actor, subject=subject, why=why, new=load is None):
        report.kinds["fields"] = load_fields(actor=actor, pack=pack)

        def sync(kind: str, model: type[models.Model], rows: list[Wanted]) -> KindReport:
            report.kinds[kind] = sync_rows(model, rows, actor=actor, why=why)
            return report.kinds[kind]

        sync("cities", City, list(cities(pack)))
        known = References(
            cities=dict(City.objects.values_list("key", "pk")), fields=dict(Field.objects.values_list("key", "pk"))
        )
        sync("departments", Organisation, [*departments(pack), *city_governments(pack, known)])
        for kind in pack.fact_kinds():
            model, make = FACT_ROWS[kind]
            problems: list[Problem] = []
            rows = list(_rows(pack, kind, make, known, problems))
            sync(kind, model, rows).problems[:0] = problems
        _file_plans(pack, known)
        subject.version, subject.as_of, subject.counts = pack.version, pack.as_of, report.counts()
        subject.save()
    report.seconds = time.perf_counter() - started
    return report


Make = Callable[[Pack, Any, References], dict[str, Any]]


def _rows(pack: Pack, kind: str, make: Make, known: References, problems: list[Problem]) -> Iterator[Wanted]:
    """The rows of one file; what cannot be loaded is added to the problems instead."""
    file = f"facts/{kind}.csv"
    try:
        facts = list(pack.iter_facts(kind))
    except PackError as error:
        problems += error.problems
        return
    for fact in facts:
        try:
            yield Wanted(make(pack, fact, known), file, fact.line)
        except LookupError as error:
            remedy = "Name one of this pack, or leave the cell empty"
            problems.append(Problem(file, fact.line, "", f"there is no city or field {error.args[0]!r}", remedy))


def _file_plans(pack: Pack, known: References) -> None:
    """File each plan of a region under the fields it names; only what differs is written."""
    through = RegionalPlan.fields.through
    plans = dict(RegionalPlan.objects.values_list("key", "pk"))
    wanted = {
        (plans[fact.id], known.fields[key])
        for fact in pack.iter_facts("plans")
        for key in fact["fields"] or ()  # type: ignore[union-attr]
        if fact.id in plans and key in known.fields
    }
    ours = [pk for fact in pack.iter_facts("plans") if (pk := plans.get(fact.id))]
    present = set(through.objects.filter(regionalplan__in=ours).values_list("regionalplan_id", "field_id"))
    for plan, node in present - wanted:
        through.objects.filter(regionalplan_id=plan, field_id=node).delete()
    through.objects.bulk_create(through(regionalplan_id=plan, field_id=node) for plan, node in sorted(wanted - present))
