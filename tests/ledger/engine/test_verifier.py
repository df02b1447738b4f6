"""A bundle verified on its own, and everything that can be wrong with it caught in the right words."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinzhi.ledger.engine import verifier
from xinzhi.ledger.engine.canonical import canonical
from xinzhi.ledger.engine.notes import Signer, cosign, sign_checkpoint, with_lines
from xinzhi.ledger.engine.tree import leaf_hashes
from xinzhi.ledger.engine.verifier import COSIGNATURE, Checkpoint, content_digest, verify_bundle

pytestmark = pytest.mark.engine


def codes(verdict):
    return [s.code for s in verdict.steps if s.state == "bad"]


def words(verdict):
    return " ".join(s.text for s in verdict.steps if s.state == "bad")


def test_a_good_bundle_is_verified_step_by_step(log):
    note = log.add(300)
    later = log.add(500)
    bundle = log.bundle(7, note, later=[later], reveal={"salt": log.salt.hex(), "content": "content 7"})
    bundle["actor"] = {"kind": "core.user", "id": "7", "salt": log.salt.hex()}
    verdict = verify_bundle(bundle, keys=[log.signer.key], known=[Checkpoint.parse(later)])
    assert verdict.ok, words(verdict)
    assert [s.key for s in verdict.steps] == [
        "signature", "inclusion", "content", "actor", "witness", "consistency", "known",
    ]  # fmt: skip
    assert (verdict.index, verdict.size, verdict.statement["number"]) == (7, 300, 7)
    assert not verdict.own_keys


def test_a_bundle_may_bring_its_key_and_the_verdict_says_so(log):
    verdict = verify_bundle(log.bundle(0, log.add(1)))
    assert verdict.ok
    assert verdict.own_keys


def test_a_changed_byte_of_the_entry_is_caught(log):
    bundle = log.bundle(7, log.add(300))
    bundle["leaf"] = bundle["leaf"].replace('"number":7', '"number":8')
    verdict = verify_bundle(bundle, keys=[log.signer.key])
    assert codes(verdict) == ["changed"]
    assert "The entry was changed" in words(verdict)


@pytest.mark.parametrize("changed", [{"content": "content 8"}, {"salt": "00" * 32}, {"salt": "00"}, {"salt": "zz"}])
def test_a_changed_content_is_caught(log, changed):
    note = log.add(300)
    bundle = log.bundle(7, note, reveal={"salt": log.salt.hex(), "content": "content 7"} | changed)
    verdict = verify_bundle(bundle, keys=[log.signer.key])
    assert not verdict.ok
    assert [s.key for s in verdict.steps if s.state == "bad"] == ["content"]


def test_a_file_is_compared_with_the_entry(log):
    note = log.add(9)
    bundle = log.bundle(7, note, reveal={"salt": log.salt.hex(), "content_sha256": "00" * 32})
    assert verify_bundle(bundle, content_sha256=sha256(b"content 7").digest()).ok
    verdict = verify_bundle(bundle, content_sha256=sha256(b"content 7!").digest())
    assert codes(verdict) == ["content"]


def test_a_file_is_compared_with_the_digest_that_the_content_names(log):
    log.add(9)
    file = b"raw data"
    content = json.dumps({"sha256": hashlib.sha256(file).hexdigest()})
    salt = log.salt.hex()
    entry = canonical({"digest": content_digest(log.salt, hashlib.sha256(content.encode()).digest()), "kind": "thing"})
    log.entries.append(entry)
    log.tree.append(leaf_hashes([entry]))
    note = log.publish()
    bundle = log.bundle(9, note, reveal={"salt": salt, "content": content})
    assert verify_bundle(bundle).ok
    assert "names the file you hold" in verify_bundle(bundle, content_sha256=sha256(file).digest()).steps[2].text
    assert verify_bundle(bundle, content_sha256=hashlib.sha256(file).digest()).ok
    assert verify_bundle(
        bundle, content_sha256=sha256(content.encode()).digest()
    ).ok  # the content itself may be held too
    assert codes(verify_bundle(bundle, content_sha256=sha256(b"raw dat4").digest())) == ["content"]
    bundle["reveal"]["content"] = content.replace("sha256", "sha256 ")
    assert codes(verify_bundle(bundle, content_sha256=sha256(file).digest())) == ["content"]


def test_another_person_is_caught(log):
    bundle = log.bundle(7, log.add(9), actor={"kind": "core.user", "id": "8", "salt": log.salt.hex()})
    assert codes(verify_bundle(bundle)) == ["actor"]


def test_a_forged_checkpoint_is_caught(log):
    note = log.add(9)
    thief = Signer.generate(log.signer.name)
    bundle = log.bundle(7, sign_checkpoint(log.signer.name, 9, log.tree.root(), [thief]))
    verdict = verify_bundle(bundle, keys=[log.signer.key])
    assert codes(verdict) == ["key"]
    assert "forged" in words(verdict)
    bundle = log.bundle(7, note)
    bundle["checkpoint"] = note.replace("\n9\n", "\n10\n")
    verdict = verify_bundle(bundle, keys=[log.signer.key])
    assert codes(verdict)[0] == "signature"


def test_a_forked_log_is_caught(log):
    kept = log.add(9)
    fork = type(log)(signer=log.signer)
    fork.entries = [log.statement(n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 99)]
    fork.tree.append(verifier_hashes(fork.entries))
    note = fork.sign()
    verdict = verify_bundle(fork.bundle(7, note), keys=[log.signer.key], known=[Checkpoint.parse(kept)])
    assert codes(verdict) == ["fork"]
    assert "Both signed checkpoints together prove it" in words(verdict)
    longer = fork.add(30)
    bundle = log.bundle(7, kept)
    proof = fork.bundle(7, note, later=[longer])["later"]
    verdict = verify_bundle(bundle | {"later": proof}, keys=[log.signer.key])
    assert codes(verdict) == ["fork"]


def verifier_hashes(entries):
    return b"".join(verifier.leaf_hash(e) for e in entries)


def test_dropped_entries_are_caught(log):
    small = log.add(9)
    large = log.add(9)
    bundle = log.bundle(7, large)
    bundle["later"] = [{"checkpoint": small, "consistency": []}]
    verdict = verify_bundle(bundle, keys=[log.signer.key])
    assert codes(verdict) == ["dropped"]
    assert "entries were dropped" in words(verdict)


def test_a_checkpoint_without_a_proof_is_not_passed_over(log):
    note = log.add(9)
    verdict = verify_bundle(log.bundle(7, note), known=[Checkpoint.parse(log.add(1))])
    assert codes(verdict) == ["unproved"]


def test_witnesses_that_are_asked_for_must_have_signed(log):
    witness, other = (Signer.generate(n, COSIGNATURE) for n in ("w1.example", "w2.example"))
    note = log.add(9)
    bundle = log.bundle(7, with_lines(note, [cosign(note, witness, 1_700_000_000)]))
    assert verify_bundle(bundle, witnesses=[witness.key]).ok
    assert codes(verify_bundle(bundle, witnesses=[witness.key, other.key])) == ["witness"]
    (step,) = [s for s in verify_bundle(bundle).steps if s.key == "witness"]
    assert step.state == "open"
    assert "w1.example" in step.text


@pytest.mark.parametrize("bundle", [[], {}, {"format": "other"}, {"format": verifier.FORMAT}, "text", None])
def test_what_is_no_bundle_is_refused(bundle):
    assert codes(verify_bundle(bundle)) == ["format"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_altered_bundle_is_verified(log, data):
    """Any character of the proof, of the checkpoint's text or of the entry changed: refused, without an accident."""
    if not log.entries:
        log.add(20)
    good = log.bundle(7, log.files["checkpoint"].decode())
    bundle = json.loads(json.dumps(good))
    part = data.draw(st.sampled_from(["leaf", "checkpoint", "inclusion"]))
    text = bundle[part] if part != "inclusion" else bundle[part][2]
    at = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.characters(codec="utf-8"))
    altered = text[:at] + char + text[at + 1 :]
    if part == "inclusion":
        bundle[part][2] = altered
    else:
        bundle[part] = altered
    if bundle == good or same_bytes(text, altered, part):
        return
    assert not verify_bundle(bundle, keys=[log.signer.key]).ok


def same_bytes(text, altered, part):
    """Base64 has spare bits in its last character: two texts of one hash or signature are one proof."""
    try:
        if part == "inclusion":
            return base64.b64decode(text, validate=True) == base64.b64decode(altered, validate=True)
        if part == "checkpoint":
            return Checkpoint.parse(text).note == Checkpoint.parse(altered).note
    except (ValueError, verifier.Refused):
        pass
    return False


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_nonsense_in_a_bundle_gets_a_verdict(log, data):
    """Uploaded by anyone: it is refused or passed over, never an accident."""
    if not log.entries:
        log.add(20)
    note = log.files["checkpoint"].decode()
    bundle = log.bundle(7, note, reveal={"salt": log.salt.hex(), "content": "content 7"})
    bundle |= {"actor": {"kind": "core.user", "id": "7", "salt": log.salt.hex()}, "later": [{"checkpoint": note}]}
    part = data.draw(st.sampled_from(sorted(bundle)))
    bundle[part] = data.draw(anything)
    assert verify_bundle(bundle, keys=[log.signer.key]).steps


@pytest.mark.parametrize(
    "change",
    [
        {"leaf": "[" * 100_000},
        {"leaf": "5"},
        {"index": float("inf")},
        {"reveal": 5},
        {"later": 5},
        {"actor": [1]},
        {"checkpoint": "log\n²\nAAAA\n\n— name AAAAAAAA\n"},
    ],
)
def test_a_bundle_of_another_form_is_refused(log, change):
    assert not verify_bundle(log.bundle(7, log.add(9)) | change).ok


def test_the_file_alone_verifies_on_another_machine(log, tmp_path):
    """Copied away, run without this project on the path: as an auditor would."""
    note = log.add(300)
    script = shutil.copy(verifier.__file__, tmp_path / "verifier.py")
    (tmp_path / "entry.json").write_text(json.dumps(log.bundle(7, note)), encoding="utf-8")
    (tmp_path / "kept").write_text(note, encoding="utf-8")

    def run(*arguments):
        return subprocess.run(  # noqa: S603  our own file
            [sys.executable, "-I", script, "entry.json", *arguments],
            cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    good = run("--key", str(log.signer.key), "--known", "kept")
    assert good.returncode == 0, good.stderr
    assert "VERIFIED" in good.stdout
    assert "! The key came with the bundle" in run().stdout
    bad = run("--key", str(Signer.generate(log.signer.name).key))
    assert bad.returncode == 1
    assert "REFUSED" in bad.stdout
    unreadable = run("--key", "nonsense")
    assert unreadable.returncode == 2
    assert "not a key of the form" in unreadable.stderr
