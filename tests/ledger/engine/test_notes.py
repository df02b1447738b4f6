"""Notes, keys and checkpoints, with the published examples of Go's sumdb/note."""

import base64

import pytest

from xinzhi.ledger.engine.notes import Signer, cosign, sign_checkpoint, with_lines
from xinzhi.ledger.engine.verifier import COSIGNATURE, Checkpoint, Note, Refused, VerifierKey

pytestmark = pytest.mark.engine

# The example in the documentation of golang.org/x/mod/sumdb/note
PETER = VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
QUOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
ROOT = bytes(range(32))


def test_a_note_signed_elsewhere_is_verified():
    assert Note.parse(QUOTE).signed_by(PETER) == (True, None)
    with pytest.raises(Refused, match="forged or the text was changed"):
        Note.parse(QUOTE.replace("answer", "Answer")).signed_by(PETER)
    assert Note.parse(QUOTE).signed_by(VerifierKey.parse(SUMDB)) == (False, None)


def test_a_key_reads_back_as_its_text():
    assert str(VerifierKey.parse(SUMDB)) == SUMDB


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nothing", "not a key of the form"),
        (SUMDB.replace("033de0ae", "033de0af"), "was altered: its hash is 033de0ae"),
        (SUMDB[:-4], "neither Ed25519"),
        ("name+00000000+!!", "."),
    ],
)
def test_a_bad_key_is_refused_with_its_reason(text, why):
    with pytest.raises(ValueError, match=why):
        VerifierKey.parse(text)


def test_a_private_key_reads_back_and_is_never_repeated_in_an_error():
    signer = Signer.generate("log.example")
    again = Signer.parse(signer.private_text())
    assert again.key == signer.key
    broken = signer.private_text()[:-8]
    with pytest.raises(ValueError, match="not a private key") as error:
        Signer.parse(broken)
    assert broken.rsplit("+", 1)[1] not in str(error.value)


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_a_note_cannot_carry_is_refused(name):
    with pytest.raises(ValueError, match="the name of a key"):
        Signer.generate(name)


def test_a_checkpoint_is_signed_by_the_log_and_by_witnesses():
    log, witness = Signer.generate("log.example"), Signer.generate("witness.example", COSIGNATURE)
    note = sign_checkpoint("log.example", 7, ROOT, [log])
    note = with_lines(note, [cosign(note, witness, 1_700_000_000)])
    checkpoint = Checkpoint.parse(note)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == ("log.example", 7, ROOT)
    assert checkpoint.require_signature([log.key]) == log.key
    assert checkpoint.note.signed_by(witness.key) == (True, 1_700_000_000)
    line = note.splitlines(keepends=True)[-1]
    assert with_lines(note, [line]) == note


def test_the_time_of_a_cosignature_cannot_be_changed():
    witness = Signer.generate("witness.example", COSIGNATURE)
    note = sign_checkpoint("log.example", 7, ROOT, [Signer.generate("log.example")])
    signed = Note.parse(with_lines(note, [cosign(note, witness, 1_700_000_000)]))
    name, key_id, raw = signed.signatures[-1]
    older = (name, key_id, (1_600_000_000).to_bytes(8, "big") + raw[8:])
    with pytest.raises(Refused, match="forged"):
        Note(signed.text, (older,)).signed_by(witness.key)


def test_a_forged_checkpoint_is_refused():
    log = Signer.generate("log.example")
    thief = Signer.generate("log.example")
    with pytest.raises(Refused, match="is forged or of a new key") as refused:
        Checkpoint.parse(sign_checkpoint("log.example", 7, ROOT, [thief])).require_signature([log.key])
    assert refused.value.code == "key"
    note = sign_checkpoint("log.example", 7, ROOT, [log]).replace("\n7\n", "\n8\n")
    with pytest.raises(Refused, match="forged or the text was changed") as refused:
        Checkpoint.parse(note).require_signature([log.key])
    assert refused.value.code == "signature"
    with pytest.raises(Refused, match="nobody vouches"):
        Checkpoint.parse(note).require_signature([PETER])


def test_two_keys_sign_while_one_replaces_the_other():
    old, new = Signer.generate("log.example"), Signer.generate("log.example")
    checkpoint = Checkpoint.parse(sign_checkpoint("log.example", 7, ROOT, [old, new]))
    assert checkpoint.require_signature([old.key]) == old.key
    assert checkpoint.require_signature([new.key]) == new.key


SHORT = base64.b64encode(b"abcd").decode()


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text only\n",
        "text\n\n— name\n",
        "text\n\nname AAAAAAAA\n",
        f"text\n\n— name {SHORT}\n",
        "text\n\n— name AAAAAAAA",
        "te\x01xt\n\n— name AAAAAAAA\n",
        "text\n\n— name A*AA\n",
    ],
)
def test_a_malformed_note_is_refused(note):
    with pytest.raises(Refused) as refused:
        Note.parse(note)
    assert refused.value.code == "note"


@pytest.mark.parametrize("text", ["log\n07\n", "log\nx\nAAAA\n", "\n7\nAAAA\n", "log\n7\nAAAA\n"])
def test_a_malformed_checkpoint_is_refused(text):
    with pytest.raises(Refused):
        Checkpoint.parse(f"{text}\n— name AAAAAAAA\n")
