"""Who may do what with the log, and whom an entry's opening is shown to. Statements, proofs and checkpoints are public."""

from typing import Any

import rules

from xinzhi.core.rules import is_plan_office

from .models import Entry, Opening


@rules.predicate
def is_themselves(user: Any, person: Any) -> bool:
    """The person asks for themselves."""
    return person is not None and person.pk == user.pk


rules.add_perm("ledger.forget_person", is_plan_office | is_themselves)


def may_open(user: Any, entry: Entry, opening: Opening) -> bool:
    """Whether the user may have the content behind the entry: it is public, their own doing, or they see all records."""
    if opening.public:
        return True
    own = entry.record is not None and user.is_authenticated and entry.record.actor_id == user.pk
    return own or user.has_perm("core.see_records")
