"""Write a simulated province into the registers, marked wherever it shows."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.bulk import insert_columns, insert_history
from xinzhi.fields.models import Field, PackLoad
from xinzhi.registry.engine.province import Place, Province, make_province
from xinzhi.registry.models import City, ClaimState, Observation, Relation, RelationRole, Standing, Statement, Title
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.values import References, columns_of

from .record_many import digest_of
from .simulated_rows import ORIGIN, PREFIX, Sheet, provenance, sheets, title_columns, year_figures

PACK, PART = "simulation", "province"
MOST_FIRMS, MOST_YEARS = 500_000, 20
Progress = Callable[[str, int, int], None]


@dataclass
class Simulated:
    """What a simulation wrote: rows by kind. `new` is false where the very same one stood already."""

    counts: dict[str, int] = field(default_factory=dict)
    new: bool = True


def simulated_load() -> PackLoad | None:
    """The simulation that this installation carries."""
    return PackLoad.objects.filter(pack=PACK, part=PART).first()


def simulate_province(
    *,
    actor: Any,
    firms: int,
    years: int,
    seed: int = 0,
    last_year: int | None = None,
    force: bool = False,
    progress: Progress = lambda _what, _done, _all: None,
) -> Simulated:
    """The rows written for `firms` firms over `years` years up to `last_year` (last year); one transaction, one record.

    The same arguments again change nothing. `progress` hears what is written, how many steps are done and of how many.
    Raises PermissionDenied, and ValidationError: in production without `force`, beyond what may be asked for, without
    a loaded pack, or where another simulation stands (clear it first).
    """
    require(actor, "registry.load_facts")
    last = last_year or timezone.localdate().year - 1
    version = f"{firms}x{years} {last} #{seed}"
    load = simulated_load()
    if load is not None and load.version == version:
        return Simulated(load.counts, new=False)
    _check(firms, years, load, force=force)
    cities, fields = _places()
    progress(_("drawing the province"), 0, 1)
    province = make_province(
        firms=firms, years=range(last - years + 1, last + 1), cities=cities, fields=fields, seed=seed
    )
    subject = PackLoad(pack=PACK, part=PART, version=version, as_of=dt.date(last, 12, 31), counts={})
    with recorded("registry.simulate_province", actor=actor, subject=subject, new=True) as change:
        subject.counts = _Writer(province, actor, progress).write()
        subject.save()
        change.note("rows", 0, sum(subject.counts.values()))
    return Simulated(subject.counts)


def _check(firms: int, years: int, load: PackLoad | None, *, force: bool) -> None:
    problems = {}
    if settings.PRODUCTION and not force:
        problems["force"] = _(
            "This is a production installation: simulated entries do not belong here. --force insists."
        )
    if not 1 <= firms <= MOST_FIRMS:
        problems["firms"] = _("Ask for 1 to %(n)d firms.") % {"n": MOST_FIRMS}
    if not 1 <= years <= MOST_YEARS:
        problems["years"] = _("Ask for 1 to %(n)d years.") % {"n": MOST_YEARS}
    if load is not None:
        problems["seed"] = _("Another simulation stands here (%(version)s). Clear it first.") % {
            "version": load.version
        }
    if problems:
        raise ValidationError(problems)


def _places() -> tuple[Sequence[Place], Sequence[Place]]:
    """The cities, and the fields that have none below them with the top field of each."""
    cities = [Place(c.key, c.name, c.name_en) for c in City.objects.all()]
    by_id = {f.pk: f for f in Field.objects.all()}
    parents = {f.parent_id for f in by_id.values()}

    def top(one: Field) -> str:
        while one.parent_id:
            one = by_id[one.parent_id]
        return one.key

    fields = [Place(f.key, f.name, f.name_en, top(f)) for f in by_id.values() if f.pk not in parents]
    if not (cities and fields):
        raise ValidationError({"pack": _("Load a pack first: there are no cities or fields yet.")})
    return cities, fields


class _Writer:
    """Writes a province; part of the action, inside its transaction."""

    def __init__(self, province: Province, actor: Any, progress: Progress) -> None:
        self.province = province
        self.progress = progress
        self.person = actor.pk if getattr(actor, "pk", None) else None
        self.refs = References.load()
        self.rows: dict[str, list[int]] = {}
        self.counts: dict[str, int] = {}
        self.claim = {"origin": ORIGIN, "state": ClaimState.ACCEPTED, "decided_at": timezone.now()}
        self.claim |= {"recorded_by_id": self.person}
        self.steps = len(province.works) + 2 + len(province.years) + 2
        self.done = 0

    def write(self) -> dict[str, int]:
        """Everything; rows by kind."""
        for sheet in sheets(self.province):
            self._step(str(BY_KEY[sheet.register].title))
            self._entries(sheet)
        for year, firms, figures in year_figures(self.province):
            self._step(_("figures of %(year)d") % {"year": year})
            self._figures(year, firms, figures)
        self._step(str(Title._meta.verbose_name_plural))  # noqa: SLF001  Django's documented Meta
        self._titles()
        self._step(str(Relation._meta.verbose_name_plural))  # noqa: SLF001
        self._located()
        self.progress("", self.steps, self.steps)
        return self.counts

    def _step(self, what: str) -> None:
        self.progress(what, self.done, self.steps)
        self.done += 1

    def _count(self, kind: str, n: int) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + n

    def _entries(self, sheet: Sheet) -> None:
        """The sheet's entries with their history and a statement each, and who is behind them."""
        register, source = BY_KEY[sheet.register], provenance(self.province)
        values = list(sheet.rows())
        columns = [columns_of(register, row, self.refs) for row in values]
        names = sorted({name for row in columns for name in row})
        meta: Any = register.model._meta  # noqa: SLF001  Django's documented Meta
        defaults = {n: meta.get_field(n.removesuffix("_id")).get_default() for n in names}
        by_name = {n: [row.get(n, defaults[n]) for row in columns] for n in names}
        shared = {**source.columns(), "recorded_by_id": self.person, "standing": Standing.PUBLISHED}
        self._count(sheet.register, insert_columns(register.model, {"key": sheet.keys, **by_name}, shared))
        mine = register.model._default_manager.filter(key__startswith=PREFIX, simulated=True)  # noqa: SLF001
        insert_history(register.model, mine, user_id=self.person, reason=ORIGIN)
        ids = dict(mine.values_list("key", "pk"))
        self.rows[sheet.register] = [ids[key] for key in sheet.keys]
        self._state(register.one, self.rows[sheet.register], values, source)
        if sheet.role is not None:
            self._relate(sheet.role, register.one, sheet.firm, self.rows[sheet.register])

    def _state(self, kind: str, ids: list[int], values: list[Any], source: Any, period: int | None = None) -> None:
        digests = [digest_of(row, source) for row in values]
        each: dict[str, list[Any]] = {"entry_id": ids, "values": values, "digest": digests}
        same = {**self.claim, **source.columns(), "kind": kind, "period": period}
        self._count("statements", insert_columns(Statement, each, same))

    def _figures(self, year: int, firms: list[int], figures: list[dict[str, int]]) -> None:
        ids = [self.rows["organisations"][f] for f in firms]
        self._state("organisation", ids, figures, provenance(self.province, year), period=year)
        made = Statement.objects.filter(kind="organisation", origin=ORIGIN, period=year)
        statement = dict(made.values_list("entry_id", "pk"))
        rows = [(pk, measure, value) for pk, row in zip(ids, figures, strict=True) for measure, value in row.items()]
        each: dict[str, list[Any]] = {
            "entry_id": [r[0] for r in rows],
            "measure": [r[1] for r in rows],
            "value": [r[2] for r in rows],
            "statement_id": [statement[r[0]] for r in rows],
        }
        same = {"kind": "organisation", "year": year, "simulated": True}
        self._count("figures", insert_columns(Observation, each, same))

    def _titles(self) -> None:
        firms, columns = title_columns(self.province)
        ids = [self.rows["organisations"][f] for f in firms]
        same = {**self.claim, **asdict(provenance(self.province)), "kind": "organisation"}
        self._count("titles", insert_columns(Title, {"entry_id": ids, **columns}, same))

    def _located(self) -> None:
        pairs = [(f, p) for f, p in enumerate(self.province.firms.park.tolist()) if p >= 0]
        parks = [self.rows["parks"][p] for _f, p in pairs]
        self._relate(RelationRole.LOCATED_IN, "park", [f for f, _p in pairs], parks)

    def _relate(self, role: RelationRole, kind: str, firms: list[int], others: list[int]) -> None:
        each = {"from_id": [self.rows["organisations"][f] for f in firms], "to_id": others}
        same = {**self.claim, **provenance(self.province).columns()}
        same |= {"from_kind": "organisation", "role": role.value, "to_kind": kind}
        if firms:
            self._count("relations", insert_columns(Relation, each, same))
