"""What the registers say of firms, as facts of the rules, each with its origin."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from xinzhi.cultivation.engine.payments import FirmFacts, Said
from xinzhi.cultivation.queries.ladder import status_of
from xinzhi.incentives.engine import FirmError, RuleBook, read_firm
from xinzhi.incentives.models import Declaration
from xinzhi.incentives.queries.firm import LATEST
from xinzhi.registry.models import ClaimState, Confidence, Observation, Organisation, Title

TRUSTED = (Confidence.OFFICIAL, Confidence.DOCUMENT)

Facts = dict[str, list[Said]]


def facts_of_firms(firms: Sequence[Organisation], book: RuleBook, on: dt.date) -> dict[int, Facts]:
    """Row of each firm to its facts by column, each with all that is said of it. Three queries.

    Of a simulated firm every origin counts as good: nothing real hangs on it. A title that is recorded and has run out says «no longer»; one
    that is not recorded says nothing.
    """
    found: dict[int, Facts] = {firm.pk: defaultdict(list) for firm in firms}
    for firm in firms:
        _add_entry(found[firm.pk], firm)
    _add_figures(found, book, on)
    _add_titles(found, book, on)
    _add_declared(found, book, on)
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
        "listed": True if firm.listed_on or firm.stock_code else None,
    }
    for key, value in said.items():
        if value is not None:
            facts[key].append(Said(value, origin, weak))


def _add_figures(found: dict[int, Facts], book: RuleBook, on: dt.date) -> None:
    rows = Observation.objects.filter(kind="organisation", entry_id__in=found, year__lte=on.year)
    newest: dict[tuple[int, str], Said] = {}
    for row in rows.select_related("statement").order_by("year"):
        said = Said(row.value, _origin(row.statement), _weak(row.statement))
        fact = book.facts.get(row.measure)
        if fact is not None and fact.yearly:
            found[row.entry_id][f"{row.measure}.{row.year}"].append(said)
        newest |= {(row.entry_id, key): said for key in LATEST.get(row.measure, ())}
    for (entry, key), said in newest.items():
        found[entry][key].append(said)


def _add_titles(found: dict[int, Facts], book: RuleBook, on: dt.date) -> None:
    rows = Title.objects.filter(kind="organisation", entry_id__in=found, state=ClaimState.ACCEPTED).order_by("issued")
    newest: dict[tuple[int, str], Said] = {}
    for title in rows:
        holds = book.statuses[key].holds if (key := status_of(title.name, book)) else ""
        if not holds or (title.issued and title.issued > on):
            continue
        valid = title.expires is None or on <= title.expires
        before = newest.get((title.entry_id, holds))
        if valid or before is None or before.value is not True:
            newest[title.entry_id, holds] = Said(valid, _origin(title), _weak(title))
    for (entry, fact), said in newest.items():
        found[entry][fact].append(said)


def _add_declared(found: dict[int, Facts], book: RuleBook, on: dt.date) -> None:
    """What firms declared stands first, and is weak: for a payment an officer must see the evidence."""
    for declaration in Declaration.objects.filter(organisation__in=found):
        try:
            read = read_firm(book.facts, {k: v for k, v in declaration.facts.items() if k in book.facts}, on).values
        except (
            FirmError
        ):  # it was sound when declared; rules have changed since, and it says nothing until declared anew
            continue
        for column, value in read.items():
            plain = value.isoformat() if isinstance(value, dt.date) else value
            said = Said(plain, f"declared {declaration.as_of}", weak=not declaration.simulated)
            found[declaration.organisation_id][column].insert(0, said)


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
