"""The registers at a glance."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Max, Min, Q

from xinzhi.core.remember import remember
from xinzhi.registry.registers import REGISTERS, Register


@dataclass(frozen=True, slots=True)
class RegisterState:
    """How many entries a register holds, from how many sources, and of what days."""

    register: Register
    count: int
    simulated: int
    sources: int
    undated: int
    first: dt.date | None
    last: dt.date | None


def register_counts() -> dict[str, int]:
    """Register key to its number of real entries; one query each."""
    return {r.key: r.entries().filter(simulated=False).count() for r in REGISTERS}


def register_states(registers: Sequence[Register] = REGISTERS) -> list[RegisterState]:
    """These registers, in the order of the overview; one query each at most. `count` leaves simulated ones out."""
    return [remember(("registry.state", r.key), partial(_state_of, r)) for r in registers]


def _state_of(register: Register) -> RegisterState:
    real = Q(simulated=False)
    row = register.entries().aggregate(
        count=Count("pk", filter=real),
        made_up=Count("pk", filter=~real),
        sources=Count("source_url", distinct=True, filter=real & ~Q(source_url="")),
        undated=Count("pk", filter=real & Q(as_of__isnull=True)),
        first=Min("as_of", filter=real),
        last=Max("as_of", filter=real),
    )
    return RegisterState(register, simulated=row.pop("made_up"), **row)
