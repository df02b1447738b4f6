"""Firms' titles, and how cohorts fared."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from xinzhi.core.formats import in_language
from xinzhi.cultivation.engine.ladder import Cohort, Held, cohorts, conversions
from xinzhi.cultivation.models import LadderCheck
from xinzhi.incentives.engine import RuleBook
from xinzhi.incentives.queries.book import book as rule_book
from xinzhi.registry.models import ClaimState, Title


@dataclass(frozen=True, slots=True)
class Course:
    """How titles fared up to a day: cohorts, and how many firms went from one title to a higher one."""

    cohorts: list[Cohort]
    conversions: list[tuple[str, str, int]]


def titles_held(book: RuleBook, *, simulated: bool) -> dict[int, list[Held]]:
    """Row of each firm to its accepted titles that the rules know. One query."""
    rows = Title.objects.filter(kind="organisation", state=ClaimState.ACCEPTED, simulated=simulated)
    found: dict[int, list[Held]] = defaultdict(list)
    for entry, name, issued, expires in rows.values_list("entry_id", "name", "issued", "expires"):
        if key := status_of(name, book):
            found[entry].append(Held(key, issued, expires))
    return found


def status_of(name: str, book: RuleBook) -> str:
    """Key of the rules' title that goes by this name, with or without «企业» at its end; "" where there is none."""
    return next((key for key, status in book.statuses.items() if status.name in {name, f"{name}企业"}), "")


def course(on: dt.date, *, simulated: bool) -> Course:
    """Cohorts and conversions of the titles of real or of simulated firms."""
    book = rule_book()
    titles = titles_held(book, simulated=simulated)
    rungs = {key: status.rung for key, status in book.statuses.items()}
    found = conversions(titles, rungs, on)
    return Course(cohorts(titles, rungs, on), [(*pair, n) for pair, n in sorted(found.items(), key=lambda x: -x[1])])


def last_check(*, simulated: bool) -> LadderCheck | None:
    """The last look over the ladder, None before the first."""
    return LadderCheck.objects.filter(simulated=simulated).first()


def status_names() -> dict[str, str]:
    """Key of each title to its name in the reader's language."""
    return {k: in_language(s.name, s.name_en) for k, s in rule_book().statuses.items()}
