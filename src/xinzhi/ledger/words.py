"""What the steps of a verification are called and mean, in the reader's language.

The verifier itself speaks English, so that its one file needs nothing; its codes are translated here.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .engine.verifier import Step

TITLES: dict[str, str | Promise] = {
    "format": _("The bundle can be read"),
    "signature": _("The log signed the checkpoint"),
    "inclusion": _("The entry is in the log, unchanged"),
    "content": _("The content is the one that was entered"),
    "actor": _("Who acted"),
    "witness": _("Witnesses saw the same log"),
    "consistency": _("The log has only grown since"),
    "known": _("The checkpoint you kept fits"),
}

OK: dict[str, str | Promise] = {
    "signature": _("The signature was made with the log's key over this number of entries and this root."),
    "inclusion": _("Hashed together with its proof, the entry gives exactly the root that was signed."),
    "content": _("Content and salt give the digest that the entry states."),
    "actor": _("Person and salt give the pseudonym that the entry states."),
    "witness": _("The witness found this checkpoint consistent with all it had seen before, and signed it."),
    "consistency": _("The later checkpoint is signed too, and holds all earlier entries in their order."),
    "known": _("The checkpoint you kept and those of the bundle tell one history."),
}

OPEN: dict[str, str | Promise] = {
    "content": _("The content is not revealed. The entry fixes it; whoever holds its salt can show it."),
    "witness": _("No witness was asked for. A log alone could show others another history: keep its checkpoints."),
}

BAD: dict[str, str | Promise] = {
    "format": _("This is not a bundle of this log's format, or it is damaged. Download it anew."),
    "note": _("A checkpoint in it is not a signed note, or it is damaged."),
    "key": _("The checkpoint is not signed with a key you trust: it is forged, or the log has a new key."),
    "signature": _("The signature does not fit: the checkpoint is forged or was changed after it was signed."),
    "index": _("The number of the entry lies beyond the end of the log."),
    "hash-length": _("A hash in it is not 32 bytes long."),
    "proof-length": _("The proof has a wrong number of hashes for this place in the log."),
    "changed": _("A byte of the entry, of its proof or its number was changed: it is not in the log that was signed."),
    "content": _("The content or its salt was changed: they do not give the digest that was entered."),
    "actor": _("Another person acted: the pseudonym is not this one's."),
    "witness": _("A witness that was asked for has not signed this checkpoint."),
    "dropped": _("The log once had more entries than it now claims: entries were dropped."),
    "fork": _("The log is forked: two signed checkpoints tell two histories. Both together prove it; keep them."),
    "unproved": _("The bundle holds no proof to the checkpoint you kept. Ask for a bundle that does."),
    "size": _("The checkpoints are in the wrong order."),
}


def title_of(step: Step) -> str:
    """What the step is called."""
    return str(TITLES.get(step.key, step.key))


def meaning_of(step: Step) -> str:
    """What its outcome means."""
    found = {"ok": OK.get(step.key), "open": OPEN.get(step.key), "bad": BAD.get(step.code)}[step.state]
    return str(found or step.text)
