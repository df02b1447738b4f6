"""What is known of one firm, in the form of FIRM.json: the registers' facts, then its own declaration over them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xinzhi.incentives.engine import Assessment, FactSet, FirmError, InputProblem
from xinzhi.incentives.models import Declaration
from xinzhi.registry.models import ClaimState, Observation, Organisation, Title

from .book import book

# Figures that registers keep by year and rules ask as of today: the latest year's.
LATEST = {"inventions": ("class1_rights", "inventions"), "other_rights": ("class2_rights",)}


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """The facts, and for each which words name where it is from: «register» or «declared»."""

    facts: dict[str, Any]
    origin: dict[str, str]


def known_facts(firm: Organisation, on: dt.date) -> KnownFacts:
    """What registers and the firm say, as far as it was so on the day. Three queries."""
    facts = register_facts(firm, on)
    origin = dict.fromkeys(facts, "register")
    declaration = Declaration.objects.filter(organisation=firm).first()
    for key, value in (declaration.facts if declaration else {}).items():
        # A declared year stands before the register's; other years stay.
        facts[key] = (
            {**facts.get(key, {}), **value} if isinstance(facts.get(key), dict) and isinstance(value, dict) else value
        )
        origin[key] = "declared"
    return KnownFacts(_until(facts, book().facts, on), origin)


def register_facts(firm: Organisation, on: dt.date) -> dict[str, Any]:
    """What the registers say of a firm. Two queries."""
    known = book().facts
    facts: dict[str, Any] = {"name": firm.name}
    if firm.registered_on and firm.registered_on <= on:
        facts["registered_on"] = firm.registered_on.isoformat()
    if firm.city_id:
        facts["in_shandong"] = True
    if firm.stock_code or firm.listed_on:
        facts["listed"] = True
    rows = Observation.objects.filter(kind="organisation", entry_id=firm.pk, year__lte=on.year).order_by("year")
    for measure, year, value in rows.values_list("measure", "year", "value"):
        for key in LATEST.get(measure, ()):
            facts[key] = value
        if measure in known and known[measure].yearly:
            facts.setdefault(measure, {})[str(year)] = value
    return facts | titles_held(_titles(firm), on)


def titles_held(titles: Iterable[Title], on: dt.date) -> dict[str, Any]:
    """Titles by the fact that says they are held; an old one of the same name is «no longer», silence is unknown."""
    by_name = {status.name: status.holds for status in book().statuses.values() if status.holds}
    found: dict[str, Any] = {}
    for title in titles:
        holds = by_name.get(title.name) or by_name.get(f"{title.name}企业")
        if holds and (title.issued is None or title.issued <= on):
            valid = title.expires is None or title.expires >= on
            found[holds] = bool(found.get(holds)) or valid
    return found


def _titles(firm: Organisation) -> Iterable[Title]:
    return Title.objects.filter(kind="organisation", entry_id=firm.pk, state=ClaimState.ACCEPTED)


def _until(facts: dict[str, Any], known: FactSet, on: dt.date) -> dict[str, Any]:
    """Without figures of years to come: for an earlier day they were not known yet."""
    kept: dict[str, Any] = {}
    for key, value in facts.items():
        fact = known.get(key)
        if fact is None:
            continue
        kept[key] = (
            {y: v for y, v in value.items() if int(y) <= on.year} if fact.yearly and isinstance(value, dict) else value
        )
    return kept


def assess_firm(firm: Organisation, on: dt.date) -> tuple[Assessment | None, tuple[InputProblem, ...], KnownFacts]:
    """The firm's assessment, or why its facts cannot be used."""
    known = known_facts(firm, on)
    try:
        return book().assess(known.facts, on), (), known
    except FirmError as error:
        return None, error.problems, known
