"""What sources say of an entry, as its page shows it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from xinzhi.registry.engine.choose import Choice, Said, choose
from xinzhi.registry.measures import MEASURES, Measure
from xinzhi.registry.models import INVERSE, ClaimState, Observation, RegisterEntry, Relation, Statement, Title
from xinzhi.registry.registers import BY_ONE, Register, register_of
from xinzhi.registry.rules import visible_claims, visible_entries


@dataclass(frozen=True, slots=True)
class Dissent:
    """An attribute on which sources differ: the shown value with its statement, and the others with theirs."""

    attribute: str
    value: Any
    statement: Statement
    others: list[tuple[Any, Statement]]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation seen from one of its two entries: what it is called from there, and the entry at the other end."""

    words: Any
    other: RegisterEntry
    relation: Relation


@dataclass(frozen=True, slots=True)
class Series:
    """A measure's values by year, the newest first."""

    measure: Measure
    values: list[Observation]


def said(statement: Statement) -> Said:
    """A stored statement as the rule of choice sees it."""
    return Said(
        order=statement.pk,
        source=statement.source_url or statement.source,
        confidence=statement.confidence,
        as_of=statement.as_of,
        values=statement.values,
        simulated=statement.simulated,
    )


def statements_about(entry: RegisterEntry, user: Any) -> list[Statement]:
    """What the user may see of the statements on the entry, the latest first, without those that were rejected."""
    rows = visible_claims(user, Statement).filter(kind=register_of(entry).one, entry_id=entry.pk)
    return list(rows.exclude(state=ClaimState.REJECTED).select_related("recorded_by", "decided_by").order_by("-id"))


def dissent(register: Register, statements: list[Statement], *, personal: bool) -> list[Dissent]:
    """Where held statements differ, in the order of the register's attributes."""
    held = {s.pk: s for s in statements if s.is_held and s.period is None}
    chosen: dict[str, Choice] = choose(map(said, held.values()))
    return [
        Dissent(name, c.value, held[c.said.order], [(value, held[other.order]) for value, other in c.others])
        for name in register.attributes
        if (c := chosen.get(name)) and c.others and (personal or name not in register.private)
    ]


def titles_of(entry: RegisterEntry, user: Any) -> list[Title]:
    """The titles the entry holds or held, and those that wait and the user may see."""
    rows = visible_claims(user, Title).filter(kind=register_of(entry).one, entry_id=entry.pk)
    return list(rows.filter(state__in=[ClaimState.ACCEPTED, ClaimState.PROPOSED]))


def ties_of(entry: RegisterEntry, user: Any, limit: int = 200) -> list[Tie]:
    """The entry's relations in both directions, as far as the user may see the other end; two queries and one a kind."""
    kind = register_of(entry).one
    here = Q(from_kind=kind, from_id=entry.pk) | Q(to_kind=kind, to_id=entry.pk)
    rows = visible_claims(user, Relation).filter(here, state__in=[ClaimState.ACCEPTED, ClaimState.PROPOSED])
    relations = list(rows[:limit])
    ends = {r.pk: _other_end(r, kind, entry.pk) for r in relations}
    found = only_visible(set(ends.values()), user)
    return [Tie(_words(r, kind, entry.pk), found[ends[r.pk]], r) for r in relations if ends[r.pk] in found]


def figures_of(entry: RegisterEntry) -> list[Series]:
    """The entry's dated figures by measure, in the order of measures.toml."""
    rows: dict[str, list[Observation]] = defaultdict(list)
    for row in Observation.objects.filter(kind=register_of(entry).one, entry_id=entry.pk).order_by("-year"):
        rows[row.measure].append(row)
    return [Series(m, rows[key]) for key, m in MEASURES.items() if key in rows]


def _other_end(relation: Relation, kind: str, pk: int) -> tuple[str, int]:
    is_first = (relation.from_kind, relation.from_id) == (kind, pk)
    return (relation.to_kind, relation.to_id) if is_first else (relation.from_kind, relation.from_id)


def _words(relation: Relation, kind: str, pk: int) -> Any:
    is_first = (relation.from_kind, relation.from_id) == (kind, pk)
    return relation.get_role_display() if is_first else INVERSE[relation.role]


def only_visible(wanted: set[tuple[str, int]], user: Any) -> dict[tuple[str, int], Any]:
    """Those that the user may see: a tie must not tell of an entry that is not public. One query a register."""
    seen: dict[tuple[str, int], Any] = {}
    for kind in {k for k, _pk in wanted if k in BY_ONE}:
        rows = visible_entries(user, BY_ONE[kind].model).in_bulk([pk for k, pk in wanted if k == kind])
        seen |= {(kind, pk): entry for pk, entry in rows.items()}
    return seen
