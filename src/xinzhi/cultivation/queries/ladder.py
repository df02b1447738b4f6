"""Firms' titles, and how cohorts fared."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings

from xinzhi.core.formats import in_language
from xinzhi.cultivation.engine.ladder import Cohort, Held, cohorts, conversions
from xinzhi.cultivation.models import LadderCheck
from xinzhi.incentives.engine import RuleBook
from xinzhi.incentives.engine.folders import pack_rules
from xinzhi.registry.models import ClaimState, Title


@dataclass(frozen=True, slots=True)
class Course:
    """How titles fared up to a day: cohorts, and how many firms went from one title to a higher one."""

    cohorts: list[Cohort]
    conversions: list[tuple[str, str, int]]


def titles_held(book: RuleBook, *, simulated: bool) -> dict[int, list[Held]]:
    """Row of each firm to its accepted titles that the rules know. One query."""
    names = {status.name: key for key, status in book.statuses.items()}
    rows = Title.objects.filter(
        kind="organisation", name__in=names, state=ClaimState.ACCEPTED, simulated=simulated
    ).values_list("entry_id", "name", "issued", "expires")
    found: dict[int, list[Held]] = defaultdict(list)
    for entry, name, issued, expires in rows:
        found[entry].append(Held(names[name], issued, expires))
    return found


def course(on: dt.date, *, simulated: bool) -> Course:
    """Cohorts and conversions of the titles of real or of simulated firms."""
    book = pack_rules(settings.PACK)
    titles = titles_held(book, simulated=simulated)
    rungs = {key: status.rung for key, status in book.statuses.items()}
    found = conversions(titles, rungs, on)
    return Course(cohorts(titles, rungs, on), [(*pair, n) for pair, n in sorted(found.items(), key=lambda x: -x[1])])


def last_check(*, simulated: bool) -> LadderCheck | None:
    """The last look over the ladder, None before the first."""
    return LadderCheck.objects.filter(simulated=simulated).first()


def status_names() -> dict[str, str]:
    """Key of each title to its name in the reader's language."""
    return {k: in_language(s.name, s.name_en) for k, s in pack_rules(settings.PACK).statuses.items()}
