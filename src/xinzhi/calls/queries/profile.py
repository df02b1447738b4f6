"""What the registry knows of an applying organisation, for forms and conditions."""

import datetime as dt
from typing import Any

from xinzhi.calls.engine.eligibility import MEASURE
from xinzhi.calls.hooks import declared_figures
from xinzhi.calls.models import Restriction
from xinzhi.registry.models import Observation, Organisation, Title, TitleStanding

_KIND = "organisation"


def facts_of(organisation: Organisation, day: dt.date) -> dict[str, Any]:
    """The facts of `engine.eligibility` that are known of the organisation on the day; unknown ones are absent."""
    facts: dict[str, Any] = {
        "organisation.kind": organisation.kind,
        "organisation.has_credit_code": bool(organisation.credit_code),
        "organisation.is_listed": bool(organisation.stock_code or organisation.listed_on),
        "organisation.titles": titles_of(organisation, day),
        "organisation.clear_record": not restrictions_of(organisation, day),
    }
    if organisation.city is not None:
        facts |= {"organisation.city": organisation.city.key, "organisation.in_region": True}
    elif organisation.place:
        facts["organisation.in_region"] = False
    if organisation.registered_on is not None:
        facts["organisation.years"] = round((day - organisation.registered_on).days / 365.25, 2)
    return facts | _figures(organisation, day)


def _figures(organisation: Organisation, day: dt.date) -> dict[str, int]:
    """The latest figure of each measure, of a year that has ended by the day."""
    rows = Observation.objects.filter(kind=_KIND, entry_id=organisation.pk, year__lt=day.year).order_by("year")
    return {f"{MEASURE}{name}": value for name, value in rows.values_list("measure", "value")}


def titles_of(organisation: Organisation, day: dt.date) -> list[str]:
    """The titles that hold on the day, as accepted claims say, and those its entry names."""
    claims = Title.objects.filter(kind=_KIND, entry_id=organisation.pk, state="accepted")
    over = {TitleStanding.EXPIRED, TitleStanding.FUTURE}
    held = [t.name for t in claims if t.standing(day) not in over]
    ended = {t.name for t in claims} - {*held}
    return list(dict.fromkeys([*held, *(s for s in organisation.statuses if s not in ended)]))


def restrictions_of(organisation: Organisation, day: dt.date, people: tuple[str, ...] = ()) -> list[Restriction]:
    """Restrictions in force on the day: of the organisation itself and of the named people in it."""
    rows = Restriction.objects.filter(organisation=organisation, lifted_on=None)
    return [r for r in rows if r.holds(day) and (not r.person or r.person in people)]


def prefill_of(organisation: Organisation, day: dt.date) -> dict[str, str | int]:
    """What a form may take over, by the names of `programme_check.PREFILLS` and `measure.NAME`; what is not known is absent.

    Figures are the register's latest, unless the organisation says others of itself (`hooks.figures_from`).
    """
    known = {
        "organisation.name": organisation.full_name or organisation.name,
        "organisation.credit_code": organisation.credit_code,
        "organisation.city": organisation.city.name if organisation.city else "",
        "organisation.industry": organisation.industry,
        "organisation.registered_on": organisation.registered_on.isoformat() if organisation.registered_on else "",
        "organisation.titles": "、".join(titles_of(organisation, day)),
    }
    said = {name: value for name, value in known.items() if value}
    return said | _figures(organisation, day) | declared_figures(organisation, day)
