"""What an edition asks for: call topics, people, platforms and disciplines that are missing."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from xinzhi.fields.models import Field
from xinzhi.foresight.engine.hits import short_name
from xinzhi.foresight.models import ForesightEdition, ListEntry
from xinzhi.registry.registers import BY_KEY


class Topic(NamedTuple):
    """A topic that an entry of the list stands for."""

    entry: ListEntry
    label: str
    label_en: str
    field: Field | None
    ring: str
    rank: int
    chance: float

    def told(self) -> dict[str, Any]:
        """The topic as plain data, for whoever takes it over."""
        return {
            "name": self.label,
            "name_en": self.label_en,
            "field": self.field.key if self.field else "",
            "ring": self.ring,
            "rank": self.rank,
            "chance": self.chance,
            "statement": self.entry.statement,
            "simulated": self.entry.simulated,
        }


def topics_of(edition: ForesightEdition) -> list[Topic]:
    """Next year's topics: entries of the rule's rings in their order, by rank, at most so many a field, until there are enough."""
    rule = edition.rules.topics
    entries = edition.entries.filter(is_public=True).select_related("candidate", "field__parent__parent")
    order = {ring: i for i, ring in enumerate(rule.rings)}
    wanted = sorted(
        (e for e in entries if e.ring in order), key=lambda e: (order[e.ring], e.candidate.rank, e.position)
    )
    taken: Counter[int | None] = Counter()
    found = []
    for entry in wanted:
        top = _top(entry.field)
        if top is not None and taken[top.pk] >= rule.per_field:
            continue
        taken[top.pk if top else None] += 1
        candidate = entry.candidate
        found.append(
            Topic(
                entry,
                candidate.name or candidate.term,
                candidate.term,
                entry.field,
                entry.ring,
                candidate.rank,
                candidate.chance,
            )
        )
        if len(found) == rule.count:
            break
    return found


def _top(field: Field | None) -> Field | None:
    while field is not None and field.parent is not None:
        field = field.parent
    return field


class Need(NamedTuple):
    """An entry and what the registers hold for it: named in their words, and filed under its field; None where it has no field."""

    entry: ListEntry
    named: dict[str, int]
    filed: dict[str, int | None]

    def lacks(self, registers: Iterable[str]) -> bool:
        """Whether nothing at all stands in these registers for it; not known without a field, unless something names it."""
        return all(not self.named[r] and self.filed[r] == 0 for r in registers)

    def unknown(self, registers: Iterable[str]) -> bool:
        """Whether it cannot be said: no field, and nothing names it."""
        return all(not self.named[r] and self.filed[r] is None for r in registers)


CARRIERS = ("platforms", "disciplines")
PEOPLE = ("people",)


def needs_of(entries: list[ListEntry]) -> list[Need]:
    """What the registers hold for each entry, of what everyone may see and is real; a fixed number of queries."""
    names = {key: _names(key) for key in (*CARRIERS, *PEOPLE)}
    below = _below()
    found = []
    for entry in entries:
        words = [w.casefold() for w in {short_name(entry.candidate.term), entry.candidate.name} if w]
        ids = below.get(entry.field_id) if entry.field_id else None
        found.append(
            Need(
                entry,
                {key: sum(any(w in text for w in words) for text, _f in rows) for key, rows in names.items()},
                {
                    key: None if ids is None else sum(bool(fields & ids) for _t, fields in rows)
                    for key, rows in names.items()
                },
            )
        )
    return found


def _names(key: str) -> list[tuple[str, set[int]]]:
    """Names and notes of a register's public, real entries, and the fields they are filed under."""
    register = BY_KEY[key]
    rows: dict[int, tuple[str, set[int]]] = {}
    values = (
        register.entries().filter(simulated=False).values_list("pk", "name", "name_en", "note", register.field_path)
    )
    for pk, name, name_en, note, field in values:
        rows.setdefault(pk, (f"{name} {name_en} {note}".casefold(), set()))[1].update({field} if field else ())
    return list(rows.values())


def _below() -> dict[int, set[int]]:
    """Each field with all below it; one query."""
    parents: dict[int, int | None] = dict(Field.objects.values_list("pk", "parent_id"))
    below = {pk: {pk} for pk in parents}
    for pk in below:
        above = parents[pk]
        while above is not None:
            below[above].add(pk)
            above = parents.get(above)
    return below
