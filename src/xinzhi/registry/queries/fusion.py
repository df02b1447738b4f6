"""What merging two entries would show, before it is done."""

from dataclasses import dataclass
from typing import Any

from xinzhi.registry.engine.choose import Said, choose
from xinzhi.registry.models import ClaimState, Fusion, RegisterEntry, Statement
from xinzhi.registry.registers import Register, register_of
from xinzhi.registry.values import values_of

from .claims import said


@dataclass(frozen=True, slots=True)
class Beside:
    """An attribute of two entries, in machine form, and what the merged entry would show."""

    attribute: str
    keep: Any
    absorb: Any
    shown: Any

    @property
    def differs(self) -> bool:
        return bool(self.keep != self.absorb)


def side_by_side(keep: RegisterEntry, absorb: RegisterEntry) -> list[Beside]:
    """The attributes that either entry has, in the register's order; one query for each entry."""
    register = register_of(keep)
    chosen = choose([*_words(register, keep, 0), *_words(register, absorb, 1)])
    mine, theirs = values_of(register, keep), values_of(register, absorb)
    return [
        Beside(name, mine.get(name), theirs.get(name), chosen[name].value if name in chosen else mine.get(name))
        for name in register.attributes
        if name in mine or name in theirs
    ]


def fusions_of(entry: RegisterEntry) -> list[Fusion]:
    """The merges and splits of the entry that can still be undone, the latest first."""
    kind = register_of(entry).one
    rows = Fusion.objects.filter(kind=kind, undone_at=None).select_related("by")
    return list(rows.filter(target_id=entry.pk) | rows.filter(source_id=entry.pk))


def _words(register: Register, entry: RegisterEntry, order: int) -> list[Said]:
    """What is said of the entry; of one that no statement speaks of yet, its columns are what its source says."""
    held = Statement.objects.filter(kind=register.one, entry_id=entry.pk, period=None, state=ClaimState.ACCEPTED)
    if words := [said(s) for s in held]:
        return words
    origin = entry.source_url or entry.source
    values = values_of(register, entry)
    return [Said(order, origin, entry.confidence, entry.as_of, values, simulated=entry.simulated)]
