"""How the log stands."""

from dataclasses import dataclass

from django.conf import settings

from xinzhi.ledger.keys import public_keys, witness_keys
from xinzhi.ledger.models import Checkpoint, Cosignature, Entry


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A trusted witness and the last checkpoint it signed, None if none yet."""

    name: str
    key: str
    last: Cosignature | None


@dataclass(frozen=True, slots=True)
class LogStanding:
    """The log's name, keys, last checkpoint, witnesses, and how many entries wait for the next checkpoint."""

    origin: str
    keys: list[str]
    last: Checkpoint | None
    waiting: int
    witnesses: list[Witnessed]


def log_standing() -> LogStanding:
    """How the log stands now; four queries."""
    signed: dict[str, Cosignature] = {}
    names = [k.name for k in witness_keys()]
    for row in Cosignature.objects.filter(witness__in=names).select_related("checkpoint").order_by("checkpoint__size"):
        signed[row.witness] = row
    return LogStanding(
        origin=settings.LEDGER_ORIGIN,
        keys=[str(k) for k in public_keys()],
        last=Checkpoint.objects.first(),
        waiting=Entry.objects.filter(position=None).count(),
        witnesses=[Witnessed(k.name, str(k), signed.get(k.name)) for k in witness_keys()],
    )
