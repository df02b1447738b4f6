"""The log's private keys and the public keys of its witnesses.

The key file holds one key a line. All of them sign every checkpoint: while a key is replaced, the old one and the new one.
"""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .engine.notes import Signer
from .engine.verifier import VerifierKey
from .engine.witness import write_durably
from .models import Checkpoint


def signers(origin: str) -> list[Signer]:
    """The keys that sign for this log; a first one is made when the log has signed nothing yet.

    Raises ImproperlyConfigured, saying what to do, for a file that is lost, open to others, or of another log.
    """
    path = Path(settings.LEDGER_KEY_FILE)
    if not path.exists():
        if Checkpoint.objects.exists():
            raise ImproperlyConfigured(
                f"{path}: the log's key is gone, yet the log has been signed with it. Restore the file from its backup; "
                "if it is lost, add a new key as docs/ledger-format.md tells under «Keys»."
            )
        write_durably(path, (Signer.generate(origin).private_text() + "\n").encode(), 0o600)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path}: others can read the log's key. Set its mode to 600.")
    try:
        found = [Signer.parse(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{path}: {error}") from error
    if not found or any(s.name != origin for s in found):
        raise ImproperlyConfigured(f"{path}: this is not the key of the log {origin}.")
    return found


def witness_keys() -> list[VerifierKey]:
    """The witnesses whose cosignatures are taken. ImproperlyConfigured for a malformed key in the setting."""
    try:
        return [VerifierKey.parse(text) for text in settings.LEDGER_WITNESSES]
    except ValueError as error:
        raise ImproperlyConfigured(f"XINZHI_LEDGER_WITNESSES: {error}") from error


def public_keys() -> list[VerifierKey]:
    """The public keys of the log, the one that replaces another last; none before the log has signed anything."""
    path = Path(settings.LEDGER_KEY_FILE)
    return [s.key for s in signers(settings.LEDGER_ORIGIN)] if path.exists() else []
