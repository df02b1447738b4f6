"""What the registry knows of an applying organisation, for forms and conditions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from xinzhi.calls.engine.eligibility import MEASURE
from xinzhi.calls.hooks import declared_figures
from xinzhi.calls.models import Restriction
from xinzhi.registry.models import Observation, Organisation, Title, TitleStanding

_KIND = "organisation"


@dataclass(frozen=True)
class Known:
    """What the registry knows of some organisations on a day, by their numbers: titles claimed, restrictions, figures."""

    day: dt.date
    titles: Mapping[int, list[Title]]
    restrictions: Mapping[int, list[Restriction]]
    figures: Mapping[int, dict[str, int]]


def known_of(organisations: Collection[int], day: dt.date) -> Known:
    """What is known of these organisations; three queries however many they are."""
    about = {"kind": _KIND, "entry_id__in": organisations}
    titles: dict[int, list[Title]] = defaultdict(list)
    for title in Title.objects.filter(**about, state="accepted"):
        titles[title.entry_id].append(title)
    restrictions: dict[int, list[Restriction]] = defaultdict(list)
    for restriction in Restriction.objects.filter(organisation__in=organisations, lifted_on=None):
        if restriction.holds(day):
            restrictions[restriction.organisation_id].append(restriction)
    figures: dict[int, dict[str, int]] = defaultdict(dict)
    # The latest figure of each measure, of a year that has ended by the day.
    rows = Observation.objects.filter(**about, year__lt=day.year).order_by("year")
    for pk, name, value in rows.values_list("entry_id", "measure", "value"):
        figures[pk][f"{MEASURE}{name}"] = value
    return Known(day, titles, restrictions, figures)


def facts_of(organisation: Organisation, day: dt.date, known: Known | None = None) -> dict[str, Any]:
    """The facts of `engine.eligibility` that are known of the organisation on the day; unknown ones are absent."""
    known = known or known_of([organisation.pk], day)
    facts: dict[str, Any] = {
        "organisation.kind": organisation.kind,
        "organisation.has_credit_code": bool(organisation.credit_code),
        "organisation.is_listed": bool(organisation.stock_code or organisation.listed_on),
        "organisation.titles": _titles(organisation, known),
        "organisation.clear_record": not restrictions_of(organisation, known),
    }
    if organisation.city is not None:
        facts |= {"organisation.city": organisation.city.key, "organisation.in_region": True}
    elif organisation.place:
        facts["organisation.in_region"] = False
    if organisation.registered_on is not None:
        facts["organisation.years"] = round((day - organisation.registered_on).days / 365.25, 2)
    return facts | known.figures.get(organisation.pk, {})


def _titles(organisation: Organisation, known: Known) -> list[str]:
    """The titles that hold on the day, as accepted claims say, and those its entry names."""
    claims = known.titles.get(organisation.pk, [])
    over = {TitleStanding.EXPIRED, TitleStanding.FUTURE}
    held = [t.name for t in claims if t.standing(known.day) not in over]
    ended = {t.name for t in claims} - {*held}
    return list(dict.fromkeys([*held, *(s for s in organisation.statuses if s not in ended)]))


def restrictions_of(organisation: Organisation, known: Known, people: tuple[str, ...] = ()) -> list[Restriction]:
    """Restrictions in force on the day: of the organisation itself and of the named people in it."""
    rows = known.restrictions.get(organisation.pk, [])
    return [r for r in rows if not r.person or r.person in people]


def prefill_of(organisation: Organisation, day: dt.date) -> dict[str, str | int]:
    """What a form may take over, by the names of `programme_check.PREFILLS` and `measure.NAME`; what is not known is absent.

    Figures are the register's latest, unless the organisation says others of itself (`hooks.figures_from`).
    """
    found = known_of([organisation.pk], day)
    known = {
        "organisation.name": organisation.full_name or organisation.name,
        "organisation.credit_code": organisation.credit_code,
        "organisation.city": organisation.city.name if organisation.city else "",
        "organisation.industry": organisation.industry,
        "organisation.registered_on": organisation.registered_on.isoformat() if organisation.registered_on else "",
        "organisation.titles": "、".join(_titles(organisation, found)),
    }
    said = {name: value for name, value in known.items() if value}
    return said | found.figures.get(organisation.pk, {}) | declared_figures(organisation, day)
