"""Verify an entry of a log from its bundle alone: one file, Python 3.11 and `cryptography`, nothing else.

    python verifier.py entry.json --key 'example.org/ledger+1a2b3c4d+AQ…' [--witness VKEY]… [--known CHECKPOINT]

Copy this file to any machine. The format is written down in docs/ledger-format.md, so that it can be rewritten too.
It follows RFC 9162 (hashes and proofs) and C2SP signed-note, tlog-checkpoint and tlog-cosignature. Exit status: 0 verified, 1 refused, 2 the input could not be read.
"""

import argparse
import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "xinzhi-ledger-bundle/1"
HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
ED25519, COSIGNATURE = 1, 4  # the signature types of C2SP signed-note that are used here
_DASH = "— "
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


class Refused(Exception):  # noqa: N818  a verdict, not a fault of the program
    """Something does not hold. `code` names the reason for machines, the text says it to people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


# --- hashes and proofs ------------------------------------------------------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    """RFC 9162, 2.1.1: SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162, 2.1.1: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise Refused unless the leaf hash stands at `index` in the tree of `size` leaves with this root.

    RFC 9162, 2.1.3.2. Codes: index, hash-length, proof-length, root.
    """
    if not 0 <= index < size:
        raise Refused("index", f"There is no entry {index} in a tree of {size} entries.")
    hash_sizes(leaf, root, *proof)
    inner = (index ^ (size - 1)).bit_length()  # up to here the sibling may lie right, above it only left
    expected = inner + (index >> inner).bit_count()
    if len(proof) != expected:
        raise Refused("proof-length", f"The proof has {len(proof)} hashes; entry {index} of {size} needs {expected}.")
    found = leaf
    for level, other in enumerate(proof):
        left = level >= inner or index >> level & 1
        found = node_hash(other, found) if left else node_hash(found, other)
    same_root(found, root, "The entry and its proof lead to another root than the checkpoint's.")


def verify_consistency(size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """Raise Refused unless the tree of `size2` leaves begins with all leaves of the tree of `size1`, in their order.

    RFC 9162, 2.1.4.2. Codes: size, hash-length, proof-length, root, old-root.
    """
    if size1 > size2:
        raise Refused("size", f"The earlier tree has {size1} entries, more than the later one with {size2}.")
    if size1 == size2:  # then the roots themselves are compared, whatever they are
        if proof:
            raise Refused("proof-length", "Two trees of one size need no proof, yet there is one.")
        if size1 == 0 and root1 != EMPTY_ROOT:
            raise Refused("old-root", "The root of the empty tree is wrong.")
        same_root(root1, root2, f"Two different roots are claimed for {size1} entries.")
        return
    if size1 == 0:
        raise Refused("size", "Every tree extends the empty one: from nothing there is nothing to prove.")
    replay(0, size1, size2, proof, root1, root2)


def replay(start: int, end: int, size: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """Raise Refused unless the proof leads to both roots: of the leaves from `start` up to `end`, and of all `size`.

    With `start` 0 this is the loop of RFC 9162, 2.1.4.2; else that of draft-ietf-plants-merkle-tree-certs.
    """
    hash_sizes(root1, root2, *proof)
    wrong = Refused("proof-length", f"The proof from {end} to {size} entries has a wrong number of hashes.")
    rest = list(proof)
    first, last, top = start, end - 1, size - 1
    while first != last and (last == top or last & 1):
        first, last, top = first >> 1, last >> 1, top >> 1
    if first != last and not rest:
        raise wrong
    old = new = root1 if first == last else rest.pop(0)
    for other in rest:
        if top == 0:
            raise wrong
        if last & 1 or last == top:
            old = node_hash(other, old) if first < last else old
            new = node_hash(other, new)
            while last and not last & 1:
                first, last, top = first >> 1, last >> 1, top >> 1
        else:
            new = node_hash(new, other)
        first, last, top = first >> 1, last >> 1, top >> 1
    if top:
        raise wrong
    if old != root1:
        raise Refused("old-root", "The proof does not lead to the earlier root: the log was rewritten or forked.")
    same_root(new, root2, "The proof does not lead to the later root: the log was rewritten or forked.")


def hash_sizes(*hashes: bytes) -> None:
    if any(len(h) != HASH_SIZE for h in hashes):
        raise Refused("hash-length", f"A hash is not {HASH_SIZE} bytes long.")


def same_root(found: bytes, root: bytes, text: str) -> None:
    if not hmac.compare_digest(found, root):
        raise Refused("root", text)


# --- notes and checkpoints --------------------------------------------------------------------------------------------


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """C2SP signed-note: the four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key as `name+hash+base64`, of a log (Ed25519) or of a witness (timestamped cosignature)."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """The key of this text. Raises ValueError saying what is wrong with it."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3 or not parts[0] or any(c.isspace() for c in parts[0]):
            raise ValueError(f"not a key of the form name+hash+base64: {text.strip()[:60]!r}")
        raw = base64.b64decode(parts[2], validate=True)
        if len(raw) != 33 or raw[0] not in {ED25519, COSIGNATURE}:
            raise ValueError(f"the key of {parts[0]} is neither Ed25519 nor a timestamped cosignature key")
        key = cls(parts[0], raw[0], raw[1:])
        if key.id.hex() != parts[1]:
            raise ValueError(f"the key of {parts[0]} was altered: its hash is {key.id.hex()}, not {parts[1]}")
        return key

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def verify(self, text: str, signature: bytes) -> int | None:
        """Raise Refused unless the signature is this key's over the text; the time (Unix seconds) of a cosignature."""
        time, message = None, text.encode()
        if self.kind == COSIGNATURE:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = f"cosignature/v1\ntime {time}\n".encode() + message
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            raise Refused("signature", f"The signature of {self.name} is forged or the text was changed.") from None
        return time


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note: its text, ending with a newline, and its signature lines as (name, key id, signature)."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, note: str) -> "Note":
        """The note of this text. Raises Refused("note") for anything that C2SP signed-note does not allow."""
        text, blank, tail = note.rpartition("\n\n")
        if not blank or not text or not tail.endswith("\n") or any(ord(c) < 32 and c != "\n" for c in note):
            raise Refused("note", "This is not a signed note: text, an empty line, signature lines.")
        signatures = []
        for line in tail[:-1].split("\n"):
            name, _, coded = line.removeprefix(_DASH).partition(" ")
            raw = decode64(coded)
            if not line.startswith(_DASH) or not name or len(raw) < 5:
                raise Refused("note", f"This signature line is malformed: {line[:60]!r}")
            signatures.append((name, raw[:4], raw[4:]))
        return cls(text + "\n", tuple(signatures))

    def signed_by(self, key: VerifierKey) -> tuple[bool, int | None]:
        """Whether the key signed, and when if it is a witness. Raises Refused("signature") for a false signature."""
        for name, identity, signature in self.signatures:
            if (name, identity) == (key.name, key.id):
                return True, key.verify(self.text, signature)
        return False, None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes
    note: Note

    @classmethod
    def parse(cls, note: str) -> "Checkpoint":
        """The checkpoint in this note; signatures are not verified here. Raises Refused("note")."""
        parsed = Note.parse(note)
        lines = parsed.text.split("\n")
        if len(lines) < 4 or not lines[0] or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
            raise Refused("note", "This is not a checkpoint: name of the log, number of entries, root.")
        root = decode64(lines[2])
        hash_sizes(root)
        return cls(lines[0], int(lines[1]), root, parsed)

    def require_signature(self, keys: Sequence[VerifierKey]) -> VerifierKey:
        """The log's key, of those given, that signed. Raises Refused: key (none of them did), signature (forged)."""
        of_log = [k for k in keys if k.name == self.origin and k.kind == ED25519]
        if not of_log:
            raise Refused("key", f"No key of the log {self.origin} was given, so nobody vouches for this checkpoint.")
        for key in of_log:
            if self.note.signed_by(key)[0]:
                return key
        text = f"The checkpoint is not signed with the key of {self.origin}: it is forged or of a new key."
        raise Refused("key", text)


def decode64(text: str) -> bytes:
    """The bytes of standard base64. Raises Refused("note")."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused("note", f"This is not base64: {text[:40]!r}") from None


# --- a bundle ---------------------------------------------------------------------------------------------------------


def content_digest(salt: bytes, content_sha256: bytes) -> str:
    """The digest of a content in a statement: SHA-256(salt || SHA-256(content)), in hexadecimal."""
    return hashlib.sha256(salt + content_sha256).hexdigest()


def pseudonym(salt: bytes, kind: str, identity: str) -> str:
    """The name of a person in a statement: the first 16 bytes of HMAC-SHA-256(salt, kind/identity), in hexadecimal."""
    return hmac.new(salt, f"{kind}/{identity}".encode(), "sha256").hexdigest()[:32]


@dataclass(slots=True)
class Step:
    """One step of a verification. `state`: ok, bad (refused), open (nothing to check it with)."""

    key: str
    state: str
    text: str
    code: str = ""


@dataclass(slots=True)
class Verdict:
    """All steps, and the statement that stands proved when none is bad."""

    steps: list[Step] = field(default_factory=list)
    statement: dict[str, Any] = field(default_factory=dict)
    index: int = -1
    size: int = 0
    own_keys: bool = False  # the key came with the bundle: the proof holds only if that key is the log's

    @property
    def ok(self) -> bool:
        return bool(self.steps) and all(s.state != "bad" for s in self.steps)

    def check(self, key: str, check: Callable[..., str]) -> None:
        """Add the step with the words that the check returns, or with the reason of its refusal."""
        try:
            self.steps.append(Step(key, "ok", check()))
        except Refused as refused:
            self.steps.append(Step(key, "bad", str(refused), refused.code))
        except _UNREADABLE as error:
            self.steps.append(Step(key, "bad", f"This part of the bundle cannot be read: {error}", "format"))


def verify_bundle(
    bundle: dict[str, Any],
    *,
    keys: Sequence[VerifierKey] = (),
    witnesses: Sequence[VerifierKey] = (),
    known: Sequence[Checkpoint] = (),
    content_sha256: bytes | None = None,
) -> Verdict:
    """The steps of verifying a bundle, in order; each later step is still tried when an earlier one fails.

    `keys` are the log's keys that you trust (without any, those in the bundle are used, and the verdict says so),
    `witnesses` must each have cosigned, `known` are checkpoints you kept, `content_sha256` is that of a file you hold.
    """
    verdict = Verdict()
    if not isinstance(bundle, dict) or bundle.get("format") != FORMAT:
        verdict.steps.append(Step("format", "bad", f"This is not a bundle of the format {FORMAT}.", "format"))
        return verdict
    verdict.own_keys = not keys
    try:
        keys = keys or [VerifierKey.parse(k) for k in bundle.get("keys", [])]
        checkpoint = Checkpoint.parse(bundle["checkpoint"])
        leaf, index, verdict.statement = bundle["leaf"].encode(), bundle["index"], json.loads(bundle["leaf"])
        parts = [bundle.get("reveal") or {}, bundle.get("actor") or {}, verdict.statement]
        if not isinstance(index, int) or not all(isinstance(part, dict) for part in parts):
            raise TypeError("a part of it has another form than docs/ledger-format.md says")
        proof = [decode64(h) for h in bundle["inclusion"]]
    except (*_UNREADABLE, Refused) as error:
        verdict.steps.append(Step("format", "bad", f"The bundle cannot be read: {error}", "format"))
        return verdict
    verdict.index, verdict.size = index, checkpoint.size
    verdict.check("signature", lambda: f"Signed for {checkpoint.size} entries by {checkpoint.require_signature(keys)}.")
    verdict.check("inclusion", lambda: _inclusion(index, checkpoint, leaf, proof))
    _reveal(verdict, bundle, content_sha256)
    _witnesses(verdict, checkpoint, witnesses)
    others = _later(verdict, checkpoint, bundle, keys)
    for other in known:
        verdict.check("known", lambda o=other: _known([checkpoint, *others], o, keys))
    return verdict


def _inclusion(index: int, checkpoint: Checkpoint, leaf: bytes, proof: list[bytes]) -> str:
    try:
        verify_inclusion(index, checkpoint.size, leaf_hash(leaf), proof, checkpoint.root)
    except Refused as refused:
        if refused.code != "root":
            raise
        text = "The entry was changed, or its proof or number was: it is not in the log that this checkpoint signs."
        raise Refused("changed", text) from None
    return f"The entry is number {index} of {checkpoint.size}, unchanged to the last byte."


def _reveal(verdict: Verdict, bundle: dict[str, Any], held: bytes | None) -> None:
    statement, reveal = verdict.statement, bundle.get("reveal") or {}
    if "salt" in reveal:
        verdict.check("content", lambda: _content(statement, reveal, held))
    elif "digest" in statement:
        text = "The content is not revealed: the entry fixes it, and whoever holds its salt can show it."
        verdict.steps.append(Step("content", "open", text))
    if actor := bundle.get("actor"):
        verdict.check("actor", lambda: _actor(statement, actor))


def _content(statement: dict[str, Any], reveal: dict[str, Any], held: bytes | None) -> str:
    """What the content step says; `held` is the SHA-256 of the file that the reader holds."""
    salt = bytes.fromhex(reveal["salt"])
    if len(salt) != HASH_SIZE:
        raise Refused("content", "The salt is not 32 bytes long.")
    text = reveal.get("content")
    own = hashlib.sha256(text.encode()).digest() if text is not None else None
    named = _named_file(text) if held not in {None, own} else None  # the content is about a file, and that is held
    digest = (own if held is None or named is not None else held) or bytes.fromhex(reveal["content_sha256"])
    if content_digest(salt, digest) != statement.get("digest"):
        raise Refused("content", "The content is not the one that was entered: it was changed afterwards.")
    if own is None and held is None:
        return f"The entry is about the content with SHA-256 {digest.hex()}; compare it with the file you hold."
    if held is None or named is None:
        return "The content is the one that was entered, byte for byte."
    if held.hex() != named:
        raise Refused("content", f"The file you hold is not the one that was entered, with SHA-256 {named}.")
    return f"The content is the one that was entered, and names the file you hold: SHA-256 {named}."


def _named_file(text: str | None) -> str | None:
    """The SHA-256 of the file that a content is about, where it names one as "sha256"."""
    try:
        said = json.loads(text or "")
    except ValueError:
        return None
    named = said.get("sha256") if isinstance(said, dict) else None
    return named if isinstance(named, str) else None


def _actor(statement: dict[str, Any], actor: dict[str, Any]) -> str:
    if pseudonym(bytes.fromhex(actor["salt"]), actor["kind"], actor["id"]) != statement.get("actor"):
        raise Refused("actor", "The person named did not act here: the pseudonym is another one's.")
    return f"Who acted: {actor['kind']} {actor['id']}."


def _witnesses(verdict: Verdict, checkpoint: Checkpoint, required: Sequence[VerifierKey]) -> None:
    for key in required:
        verdict.check("witness", lambda k=key: _cosigned(checkpoint, k))
    if not required:
        names = [name for name, _id, _sig in checkpoint.note.signatures if name != checkpoint.origin]
        found = f" Signature lines of: {', '.join(names)}; name the keys you trust." if names else ""
        text = "No witness was asked for: a log alone could show others another history."
        verdict.steps.append(Step("witness", "open", text + found))


def _cosigned(checkpoint: Checkpoint, key: VerifierKey) -> str:
    signed, time = checkpoint.note.signed_by(key)
    if not signed:
        raise Refused("witness", f"The witness {key.name} has not cosigned this checkpoint.")
    at = f" on {dt.datetime.fromtimestamp(time, dt.UTC):%Y-%m-%d %H:%M:%S} UTC" if time else ""
    return f"The witness {key.name} saw this checkpoint{at} and found it consistent with all it saw before."


def _later(verdict: Verdict, old: Checkpoint, bundle: dict[str, Any], keys: Sequence[VerifierKey]) -> list[Checkpoint]:
    found: list[Checkpoint] = []
    laters = bundle.get("later") or []
    for later in laters if isinstance(laters, list) else [laters]:

        def check(later: dict[str, Any] = later) -> str:
            other = Checkpoint.parse(later["checkpoint"])
            other.require_signature(keys)
            require_extends(old, other, [decode64(h) for h in later["consistency"]])
            found.append(other)
            return f"The log of {other.size} entries still holds all {old.size} in their order."

        verdict.check("consistency", check)
    return found


def require_extends(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raise Refused unless the later checkpoint extends the earlier one: fork (two histories), dropped, or as proofs."""
    if old.origin != new.origin:
        raise Refused("key", f"The checkpoints are of two logs: {old.origin} and {new.origin}.")
    if new.size < old.size:
        raise Refused("dropped", f"The log had {old.size} entries and now claims {new.size}: entries were dropped.")
    if old.size == 0 and old.root == EMPTY_ROOT:
        return  # every log extends the empty one
    try:
        verify_consistency(old.size, new.size, proof, old.root, new.root)
    except Refused as refused:
        if refused.code not in {"root", "old-root"}:
            raise
        text = (
            f"The log is forked: its {new.size} entries do not begin with the {old.size} it had signed before. "
            "Both signed checkpoints together prove it; keep them."
        )
        raise Refused("fork", text) from None


def _known(ours: list[Checkpoint], known: Checkpoint, keys: Sequence[VerifierKey]) -> str:
    known.require_signature(keys)
    for one in ours:
        if one.size == known.size and one.origin == known.origin:
            require_extends(known, one, [])
            return f"The checkpoint you kept, of {known.size} entries, is the same."
    text = f"The bundle holds no proof to the checkpoint you kept, of {known.size} entries: ask for one that does."
    raise Refused("unproved", text)


def _file_sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the bundle named on the command line, print each step, give back the exit status."""
    parser = argparse.ArgumentParser(description="Verify an entry of a log from its bundle.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--key", action="append", default=[], help="a key of the log that you trust")
    parser.add_argument("--witness", action="append", default=[], help="a witness that must have cosigned")
    parser.add_argument("--known", action="append", default=[], type=Path, help="a checkpoint you kept")
    parser.add_argument("--content", type=Path, help="the file that the entry is about")
    given = parser.parse_args(arguments)
    where = given.bundle
    try:
        bundle = json.loads(where.read_text(encoding="utf-8"))
        known = [Checkpoint.parse((where := path).read_text(encoding="utf-8")) for path in given.known]
        where = "a key"
        keys, witnesses = ([VerifierKey.parse(k) for k in texts] for texts in (given.key, given.witness))
        where = given.content
        held = _file_sha256(given.content) if given.content else None
    except (OSError, ValueError, Refused) as error:
        sys.stderr.write(f"{where}: {error}\n")
        return 2
    verdict = verify_bundle(bundle, keys=keys, witnesses=witnesses, known=known, content_sha256=held)
    signs = {"ok": "✓", "bad": "✗", "open": "·"}
    lines = [f"{signs[s.state]} {s.key}: {s.text}" for s in verdict.steps]
    if verdict.ok and verdict.own_keys:
        lines.append("! The key came with the bundle. Compare it with the one the log publishes; give it with --key.")
    lines += ["VERIFIED", json.dumps(verdict.statement, ensure_ascii=False, indent=2)] if verdict.ok else ["REFUSED"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if verdict.ok else 1


if __name__ == "__main__":
    raise SystemExit(main())
