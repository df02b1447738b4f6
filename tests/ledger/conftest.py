"""A log in memory, published as the bytes at addresses: what an auditor or a witness meets."""

import hashlib
import json
from dataclasses import dataclass, field

import pytest

from xinzhi.ledger.engine.bundle import make_bundle
from xinzhi.ledger.engine.canonical import canonical
from xinzhi.ledger.engine.notes import Signer, sign_checkpoint
from xinzhi.ledger.engine.tiles import ENTRIES, encode_entries, tile_path, tiles_of
from xinzhi.ledger.engine.tree import HASH_SIZE, WIDTH, MemoryTree, leaf_hashes
from xinzhi.ledger.engine.verifier import content_digest, pseudonym


@dataclass
class Published:
    """A log of statements; `entries` may be tampered with before `publish`."""

    signer: Signer = field(default_factory=lambda: Signer.generate("test.example/ledger"))
    entries: list[bytes] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    tree: MemoryTree = field(default_factory=MemoryTree)
    salt: bytes = b"s" * 32

    def add(self, count):
        """Append statements and publish them; the new checkpoint's note."""
        first = len(self.entries)
        fresh = [self.statement(first + n) for n in range(count)]
        self.entries += fresh
        self.tree.append(leaf_hashes(fresh))
        return self.publish()

    def statement(self, number):
        content = f"content {number}".encode()
        return canonical(
            {
                "actor": pseudonym(self.salt, "core.user", str(number)),
                "digest": content_digest(self.salt, hashlib.sha256(content).digest()),
                "kind": "action",
                "number": number,
            }
        )

    def publish(self):
        for level, index, width in tiles_of(self.tree.size):
            if level == ENTRIES:
                data = encode_entries(self.entries[index * WIDTH : index * WIDTH + width])
            else:
                data = self.tree.read(level, index)[: width * HASH_SIZE]
            self.files[tile_path(level, index, width)] = data
        note = self.sign()
        self.files["checkpoint"] = note.encode()
        return note

    def sign(self):
        return sign_checkpoint(self.signer.name, self.tree.size, self.tree.root(), [self.signer])

    def fetch(self, path):
        try:
            return self.files[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def bundle(self, index, note, **more):
        made = make_bundle(
            self.tree.read, entry=self.entries[index], index=index, note=note, keys=[self.signer.key], **more
        )
        return json.loads(json.dumps(made))


@pytest.fixture
def log():
    return Published()
