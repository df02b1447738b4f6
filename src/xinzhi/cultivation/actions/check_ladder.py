"""Look over the ladder: for every firm what comes next and what it may lose."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.formats import local_date
from xinzhi.cultivation.engine.ladder import FirmError, Held, Standing, standings
from xinzhi.cultivation.models import LadderCheck, LadderStanding, StandingKind
from xinzhi.cultivation.queries.firm_facts import facts_of_firms
from xinzhi.cultivation.queries.ladder import status_names, titles_held
from xinzhi.cultivation.queries.people import editors_of
from xinzhi.incentives.engine import RuleBook
from xinzhi.incentives.queries.book import book as rule_book
from xinzhi.registry.models import Organisation, OrganisationKind
from xinzhi.registry.models import Standing as Published

WARN_DAYS = 365
_BATCH = 500

Progress = Callable[[int, int], None]


def check_ladder(
    *, actor: Any, on: dt.date, simulated: bool = False, progress: Progress | None = None, why: str = ""
) -> LadderCheck:
    """The look over all published enterprises that have a figure or a title; standings of earlier looks give way to these.

    Editors of firms on the watch list are told. What a firm declared stands before the registers' figures. Raises PermissionDenied (the plan
    office and programme managers).
    """
    require(actor, "cultivation.check_ladder")
    book = rule_book()
    held = titles_held(book, simulated=simulated)
    firms = Organisation.objects.filter(
        kind=OrganisationKind.ENTERPRISE, standing=Published.PUBLISHED, simulated=simulated
    ).order_by("pk")
    keys = list(firms.values_list("pk", flat=True))
    check = LadderCheck(on=on, started_by=actor, simulated=simulated)
    with recorded("cultivation.check_ladder", actor=actor, subject=check, why=why, new=True):
        check.save()
        counts: Counter[str] = Counter()
        for start in range(0, len(keys), _BATCH):
            batch = list(firms.filter(pk__in=keys[start : start + _BATCH]))
            rows = list(_rows(check, book, batch, held, counts))
            LadderStanding.objects.bulk_create(rows, batch_size=_BATCH)
            if progress:
                progress(start + len(batch), len(keys))
        check.firms, check.counts = len(keys), dict(sorted(counts.items()))
        check.save()
        LadderStanding.objects.filter(check_run__simulated=simulated).exclude(check_run=check).delete()
        _warn(check)
    return check


def _rows(
    check: LadderCheck, book: RuleBook, firms: list[Organisation], held: dict[int, list[Held]], counts: Counter[str]
) -> Iterator[LadderStanding]:
    known = facts_of_firms(firms, book, check.on)
    for firm in firms:
        facts = {column: said[0].value for column, said in known[firm.pk].items()}
        titles = held.get(firm.pk, [])
        counts.update(f"held.{one}" for one in {title.status for title in titles if title.on(check.on)})
        try:
            found = standings(book, facts, titles, check.on, WARN_DAYS)
        except FirmError:
            counts["unusable"] += 1
            continue
        for standing in found:
            counts[f"{standing.kind}.{standing.status}"] += 1
            if standing.kind == StandingKind.NEXT and standing.meets:
                counts[f"meets.{standing.status}"] += 1
            yield _row(check, firm, standing)


def _row(check: LadderCheck, firm: Organisation, standing: Standing) -> LadderStanding:
    return LadderStanding(
        check_run=check,
        organisation=firm,
        kind=standing.kind,
        status=standing.status,
        meets=standing.meets,
        failing=standing.failing,
        unknown=standing.unknown,
        expires=standing.expires,
        gaps=list(standing.gaps),
        simulated=check.simulated,
    )


def _warn(check: LadderCheck) -> None:
    """A notice to the editors of each firm that may lose a title, in plain words."""
    names = status_names()
    rows = check.standings.filter(kind=StandingKind.WATCH).select_related("organisation")
    watched: dict[int, list[LadderStanding]] = {}
    for row in rows:
        watched.setdefault(row.organisation_id, []).append(row)
    for organisation, people in editors_of(watched).items():
        for row in watched[organisation]:
            said = {"title": names[row.status], "firm": row.organisation.label, "day": local_date(row.expires)}
            notify(
                recipients=people,
                kind="cultivation.watch",
                title=_("%(firm)s may lose the title «%(title)s»") % said,
                body=_("By the figures that are recorded it no longer meets the conditions. The page names them.")
                if row.meets is False
                else _("It ends on %(day)s. The page says what a new application needs.") % said,
                url=reverse("cultivation:firm_ladder", args=[row.organisation.key]),
            )
