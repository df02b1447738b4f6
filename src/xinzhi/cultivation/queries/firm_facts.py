"""What the registers say of firms, as facts of the rules, each with its origin."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from xinzhi.cultivation.engine.payments import FirmFacts, Said
from xinzhi.incentives.engine import RuleBook
from xinzhi.registry.models import ClaimState, Confidence, Observation, Organisation, Title

# Figures of the registers that the rules know as facts of the day: the newest year's value counts.
OF_THE_DAY = {"inventions": "class1_rights", "other_rights": "class2_rights"}
TRUSTED = (Confidence.OFFICIAL, Confidence.DOCUMENT)

Facts = dict[str, list[Said]]


def facts_of_firms(firms: Sequence[Organisation], book: RuleBook, on: dt.date) -> dict[int, Facts]:
    """Row of each firm to its facts by column. Three queries.

    Of a simulated firm every origin counts as good: nothing real hangs on it. A title that is recorded and has run out says «no longer»; one
    that is not recorded says nothing.
    """
    found: dict[int, Facts] = {firm.pk: defaultdict(list) for firm in firms}
    for firm in firms:
        _add_entry(found[firm.pk], firm)
    _add_figures(found, book, on)
    _add_titles(found, book, on)
    return found


def merged(firm: str, *parts: dict[str, list[Said]]) -> FirmFacts:
    """A firm's facts of several origins put together, each column with all that was said."""
    columns: dict[str, tuple[Said, ...]] = {}
    for part in parts:
        for column, said in part.items():
            columns[column] = (*columns.get(column, ()), *said)
    return FirmFacts(firm, columns)


def _add_entry(facts: Facts, firm: Organisation) -> None:
    origin, weak = firm.source or "register", not firm.simulated and firm.confidence not in TRUSTED
    said: dict[str, Any] = {
        "registered_on": firm.registered_on.isoformat() if firm.registered_on else None,
        "in_shandong": True if firm.city_id else None,
        "listed": True if firm.listed_on else None,
    }
    for key, value in said.items():
        if value is not None:
            facts[key].append(Said(value, origin, weak))


def _add_figures(found: dict[int, Facts], book: RuleBook, on: dt.date) -> None:
    rows = Observation.objects.filter(kind="organisation", entry_id__in=found, year__lt=on.year)
    rows = rows.select_related("statement").order_by("year")
    newest: dict[tuple[int, str], Said] = {}
    for row in rows:
        said = Said(row.value, _origin(row.statement), _weak(row.statement))
        fact = book.facts.get(row.measure)
        if fact is not None and fact.yearly:
            found[row.entry_id][f"{row.measure}.{row.year}"].append(said)
        for key in {row.measure, OF_THE_DAY.get(row.measure, row.measure)}:
            if key in book.facts and not book.facts[key].yearly:
                newest[row.entry_id, key] = said
    for (entry, key), said in newest.items():
        found[entry][key].append(said)


def _add_titles(found: dict[int, Facts], book: RuleBook, on: dt.date) -> None:
    names = {status.name: status.holds for status in book.statuses.values() if status.holds}
    rows = Title.objects.filter(
        kind="organisation", entry_id__in=found, name__in=names, state=ClaimState.ACCEPTED
    ).order_by("issued")
    newest: dict[tuple[int, str], Said] = {}
    for title in rows:
        valid = (title.issued is None or title.issued <= on) and (title.expires is None or on <= title.expires)
        about = (title.entry_id, names[title.name])
        before = newest.get(about)
        if valid or before is None or before.value is not True:
            newest[about] = Said(valid, _origin(title), _weak(title))
    for (entry, fact), said in newest.items():
        found[entry][fact].append(said)


def _origin(claim: Any) -> str:
    return f"{claim._meta.model_name}:{claim.pk} {claim.source}"  # noqa: SLF001  Django's documented Meta API


def _weak(claim: Any) -> bool:
    return not claim.simulated and claim.confidence not in TRUSTED


def firms_by(keys: Collection[str], *, simulated: bool) -> dict[str, Organisation]:
    """Published enterprises by what a table may call them: key or credit code. Two queries."""
    rows = Organisation.objects.filter(kind="enterprise", standing="published", simulated=simulated)
    by_key = {firm.key: firm for firm in rows.filter(key__in=keys)}
    by_code = {firm.credit_code: firm for firm in rows.filter(credit_code__in=[k for k in keys if k])}
    return by_code | by_key
