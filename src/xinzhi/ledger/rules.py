"""Who may do what with the log, and whom an entry's opening is shown to. Statements, proofs and checkpoints are public."""

from collections.abc import Callable
from typing import Any

import rules

from xinzhi.core.rules import is_plan_office

from .models import Entry, EntryKind, Opening


@rules.predicate
def is_themselves(user: Any, person: Any) -> bool:
    """The person asks for themselves."""
    return person is not None and person.pk == user.pk


rules.add_perm("ledger.forget_person", is_plan_office | is_themselves)


Opener = Callable[[Any, Entry], bool]
_openers: dict[str, Opener] = {}


def open_to(subject_kind: str, opener: Opener) -> None:
    """Let a room say who else may have the content behind the entries of its facts: `opener(user, entry)`."""
    _openers[subject_kind] = opener


def may_open(user: Any, entry: Entry, opening: Opening) -> bool:
    """Whether the user may have the content behind the entry: public, their own doing, all seen, or a room says so."""
    if opening.public:
        return True
    own = entry.record is not None and user.is_authenticated and entry.record.actor_id == user.pk
    if own or user.has_perm("core.see_records"):
        return True
    opener = _openers.get(entry.subject_kind) if entry.kind == EntryKind.THING else None
    return opener is not None and opener(user, entry)
