"""Signing notes and checkpoints: C2SP signed-note, tlog-checkpoint and tlog-cosignature, with Ed25519.

A signature line of another kind (say SM2) may stand beside these: verifiers skip lines whose key they do not know.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from .verifier import COSIGNATURE, ED25519, Checkpoint, VerifierKey, key_id

_PREFIX = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key of a log or of a witness. Its text form is that of Go's sumdb/note."""

    name: str
    kind: int
    private: Ed25519PrivateKey

    @classmethod
    def generate(cls, name: str, kind: int = ED25519) -> "Signer":
        """A new key. ValueError for a name that a note cannot carry."""
        if not name or "+" in name or any(c.isspace() for c in name):
            raise ValueError(f"the name of a key holds neither spaces nor «+»: {name!r}")
        return cls(name, kind, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """The key of this text. ValueError when it is none, without repeating it."""
        try:
            name, identity, coded = text.strip().removeprefix(_PREFIX).split("+", 2)
            raw = b64decode(coded, validate=True)
            signer = cls(name, raw[0], Ed25519PrivateKey.from_private_bytes(raw[1:]))
        except (ValueError, IndexError):
            raise ValueError("this is not a private key of the form PRIVATE+KEY+name+hash+base64") from None
        if signer.key.id.hex() != identity or signer.kind not in {ED25519, COSIGNATURE}:
            raise ValueError(f"the private key of {name} was altered")
        return signer

    @property
    def key(self) -> VerifierKey:
        """The public key that verifies what this one signs."""
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return VerifierKey(self.name, self.kind, public)

    def private_text(self) -> str:
        """The secret itself, as a key file holds it."""
        raw = self.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return f"{_PREFIX}{self.name}+{self.key.id.hex()}+{b64encode(bytes([self.kind]) + raw).decode()}"

    def line(self, text: str, time: int = 0) -> str:
        """The signature line under a note's text; a witness states the Unix time at which it signs."""
        key = self.key
        stamp, message = b"", text.encode()
        if self.kind == COSIGNATURE:
            stamp = time.to_bytes(8, "big")
            message = f"cosignature/v1\ntime {time}\n".encode() + message
        identity = key_id(self.name, self.kind, key.public)
        return f"— {self.name} {b64encode(identity + stamp + self.private.sign(message)).decode()}\n"


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """What is signed: the log's name, its number of entries, its root."""
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"


def sign_checkpoint(origin: str, size: int, root: bytes, signers: list[Signer]) -> str:
    """The signed note of a checkpoint, one line for each key (two while keys are rotated)."""
    text = checkpoint_text(origin, size, root)
    return text + "\n" + "".join(s.line(text) for s in signers)


def cosign(note: str, witness: Signer, time: int) -> str:
    """The signature line of a witness under a checkpoint that it has found consistent."""
    return witness.line(Checkpoint.parse(note).note.text, time)


def with_lines(note: str, lines: list[str]) -> str:
    """The note with signature lines added that it does not have yet."""
    return note + "".join(line for line in lines if line not in note)
