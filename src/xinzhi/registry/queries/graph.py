"""The relations around an entry, two steps far, as its graph and list show them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from xinzhi.registry.engine.graph import Chosen, Place, pick, place
from xinzhi.registry.models import INVERSE, ClaimState, RegisterEntry, Relation, RelationRole
from xinzhi.registry.registers import register_of
from xinzhi.registry.rules import visible_claims

from .claims import only_visible

Row = tuple[str, int]
FIRST, SECOND = 16, 5
# Relations that are read at most for one picture.
MOST = 600


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two drawn entries, from the first to the second."""

    first: RegisterEntry
    second: RegisterEntry
    relation: Relation
    start: Place
    end: Place

    @property
    def words(self) -> Any:
        return self.relation.get_role_display()

    @property
    def inverse(self) -> Any:
        return INVERSE[self.relation.role]


@dataclass(frozen=True, slots=True)
class Spot:
    """A drawn entry with its place, its register's `one`, and how many of its neighbours are not drawn."""

    entry: RegisterEntry
    kind: str
    at: Place
    more: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Spots from the middle outwards, the relations between them, and the roles that occur with their numbers."""

    spots: list[Spot]
    edges: list[Edge]
    roles: list[tuple[str, Any, int]]


def surroundings(
    entry: RegisterEntry, user: Any, *, role: str = "", first: int = FIRST, second: int = SECOND
) -> Surroundings:
    """What the user may see around the entry; with `role` only along relations of that role.

    Two queries for the relations, and two for each register that occurs.
    """
    centre: Row = (register_of(entry).one, entry.pk)
    near = _relations_of({centre}, user)
    beyond = _relations_of(_ends(near) - {centre}, user) if near else []
    every = {r.pk: r for r in (*near, *beyond)}
    entries = only_visible(_ends(every.values()) | {centre}, user) | {centre: entry}
    seen = [r for r in every.values() if all(end in entries for end in _pair(r))]
    roles = _roles(seen)
    if role:
        seen = [r for r in seen if r.role == role]
    chosen: Chosen[Row] = pick(centre, map(_pair, seen), first=first, second=second)
    places = place(centre, chosen.rings, chosen.ties)
    spots = [
        Spot(entries[row], row[0], places[row], chosen.left_out.get(row, 0))
        for row in sorted(places, key=lambda row: (places[row].ring, repr(row)))
    ]
    edges = [
        Edge(entries[a], entries[b], r, places[a], places[b])
        for r in sorted(seen, key=lambda r: r.pk)
        for a, b in [_pair(r)]
        if a in places and b in places
    ]
    return Surroundings(spots, edges, roles)


def _relations_of(rows: set[Row], user: Any) -> list[Relation]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, pk in rows:
        by_kind[kind].append(pk)
    here = Q(pk__in=[])
    for kind, pks in by_kind.items():
        here |= Q(from_kind=kind, from_id__in=pks) | Q(to_kind=kind, to_id__in=pks)
    held = visible_claims(user, Relation).filter(here, state__in=[ClaimState.ACCEPTED, ClaimState.PROPOSED])
    return list(held.order_by("pk")[:MOST])


def _pair(relation: Relation) -> tuple[Row, Row]:
    return (relation.from_kind, relation.from_id), (relation.to_kind, relation.to_id)


def _ends(relations: Any) -> set[Row]:
    return {end for r in relations for end in _pair(r)}


def _roles(relations: list[Relation]) -> list[tuple[str, Any, int]]:
    counts: dict[str, int] = defaultdict(int)
    for relation in relations:
        counts[relation.role] += 1
    return [(value, label, counts[value]) for value, label in RelationRole.choices if value in counts]
