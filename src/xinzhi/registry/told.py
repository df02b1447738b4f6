"""What webhooks may tell of the registers: every entry its owner may see. Persons and memberships: never."""

from functools import partial

from xinzhi.core.webhooks.events import Told, tell

from .models import Person
from .registers import REGISTERS
from .rules import visible_entries
from .words import entry_address


def register_told() -> None:
    """Tell the ground floor; called once when Django is ready."""
    for register in REGISTERS:
        if register.model is Person:
            continue
        see = partial(visible_entries, model=register.model)
        told = Told(register.one, see, lambda entry: entry.key, entry_address)
        tell(register.model._meta.label_lower, told)  # noqa: SLF001  Django's documented Meta API
