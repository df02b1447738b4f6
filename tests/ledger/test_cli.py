"""`xinzhi ledger`, each verb from end to end: two machines, a log, a witness, an auditor."""

import json

import pytest
from typer.testing import CliRunner

from factories import JobFactory, UserFactory
from xinzhi.core.action import recorded
from xinzhi.ledger.actions import integrate
from xinzhi.ledger.cli import app
from xinzhi.ledger.engine.verifier import Checkpoint
from xinzhi.ledger.keys import public_keys
from xinzhi.ledger.models import Pseudonym

runner = CliRunner()


def run(*arguments):
    return runner.invoke(app, [str(a) for a in arguments])


@pytest.fixture
def filled(db):
    job = JobFactory()
    for _ in range(9):
        with recorded("test.act", actor=None, subject=job):
            pass
    return integrate()


def grow():
    with recorded("test.act", actor=None, subject=JobFactory()):
        pass
    return integrate()


def key():
    return str(public_keys()[0])


def test_selftest_judges_the_vectors(shared):
    result = run("selftest", shared / "datasets" / "merkle")
    assert result.exit_code == 0
    assert "518 vectors, 0 wrong" in result.output


def test_selftest_fails_on_a_mismatch(tmp_path):
    case = {"leafIdx": 1, "treeSize": 1, "root": "", "leafHash": "", "proof": [], "desc": "", "wantErr": False}
    (tmp_path / "inclusion").mkdir()
    (tmp_path / "inclusion" / "bad.json").write_text(json.dumps(case))
    result = run("selftest", tmp_path)
    assert result.exit_code == 1
    assert "bad.json: wanted accepted, refused (index)" in result.output
    assert run("selftest", tmp_path / "none").exit_code == 2


@pytest.mark.django_db
def test_append_enters_files_and_says_their_numbers(tmp_path):
    (tmp_path / "a.txt").write_text("one")
    result = run("append", tmp_path / "a.txt")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("0\t7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed\t")
    assert run("append", tmp_path / "missing").exit_code == 2


@pytest.mark.django_db
def test_the_checkpoint_of_an_empty_log_is_none():
    assert run("checkpoint").exit_code == 1
    assert run("export", "/nonexistent").exit_code == 1


def test_a_bundle_is_proved_here_and_verified_there(filled, tmp_path):
    assert run("checkpoint").output == filled.note
    result = run("prove", "3", "--open", "-o", tmp_path / "entry.json")
    assert result.exit_code == 0, result.output
    assert "reveal" in json.loads((tmp_path / "entry.json").read_text())
    (tmp_path / "kept").write_text(run("checkpoint").output)
    good = run("verify", tmp_path / "entry.json", "--key", key(), "--known", tmp_path / "kept")
    assert (good.exit_code, "VERIFIED" in good.output) == (0, True)
    text = (tmp_path / "entry.json").read_text().replace("test.act", "test.axt", 1)
    (tmp_path / "bad.json").write_text(text)
    assert run("verify", tmp_path / "bad.json", "--key", key()).exit_code == 1
    assert run("verify", tmp_path / "entry.json", "--known", tmp_path / "bad.json").exit_code == 2
    assert run("verify").exit_code == 2
    assert run("prove", "99").exit_code == 1
    assert run("prove", "x").exit_code == 2
    public = run("prove", "core.job/" + json.loads(json.loads(text)["leaf"])["object"]["id"])
    assert "reveal" not in json.loads(public.output)


def test_an_exported_log_is_audited_witnessed_and_grows(filled, tmp_path):
    folder, state = tmp_path / "log", tmp_path / "witness"
    assert "9 entries, 2 files" in run("export", folder).output
    audited = run("verify", "--log", folder, "--key", key())
    assert "all 9 entries" in audited.output
    assert run("verify", "--log", folder).exit_code == 2
    first = run("witness", folder, "--state", state, "--key", key(), "--name", "w.example")
    assert first.exit_code == 0, first.output
    note = first.stdout
    (tmp_path / "kept").write_text(filled.note)
    grow()
    assert "10 entries, 2 files" in run("export", folder).output
    assert run("witness", folder, "--state", state, "--key", key()).exit_code == 0
    grown = run("verify", "--log", folder, "--key", key(), "--known", tmp_path / "kept")
    assert "holds all 9 entries" in grown.output
    assert Checkpoint.parse(note.strip() + "\n").size == 9


def test_a_log_set_back_to_an_earlier_day_has_dropped_entries(filled, tmp_path):
    folder, kept, state = tmp_path / "log", tmp_path / "kept", tmp_path / "witness"
    run("export", folder)
    older = (folder / "checkpoint").read_text()
    kept.write_text(grow().note)
    run("export", folder)
    assert run("witness", folder, "--state", state, "--key", key(), "--name", "w.example").exit_code == 0
    (folder / "checkpoint").write_text(older)
    (folder / "tile" / "entries" / "000.p" / "9").unlink()  # what the older checkpoint covers need not be there whole
    for result in (
        run("verify", "--log", folder, "--key", key(), "--known", kept),
        run("witness", folder, "--state", state, "--key", key()),
    ):
        assert result.exit_code == 1
        assert "had 10 entries and now claims 9: entries were dropped" in result.output


def test_a_witness_needs_a_name_and_a_key(filled, tmp_path):
    assert run("witness", tmp_path, "--state", tmp_path).exit_code == 2
    assert run("witness", tmp_path, "--state", tmp_path, "--key", key()).exit_code == 2
    assert run("witness", tmp_path, "--state", tmp_path, "--key", "nonsense").exit_code == 2


def test_a_cosigned_checkpoint_is_taken_in(filled, tmp_path, settings):
    folder, state = tmp_path / "log", tmp_path / "witness"
    run("export", folder)
    result = run("witness", folder, "--state", state, "--key", key(), "--name", "w.example")
    (tmp_path / "cosigned").write_text(result.stdout)
    assert run("cosign", tmp_path / "cosigned").exit_code == 1
    settings.LEDGER_WITNESSES = [result.stderr.strip()]
    assert run("cosign", tmp_path / "cosigned").output == "1 cosignatures added\n"


def test_an_export_never_overwrites_another_history(filled, tmp_path):
    folder = tmp_path / "log"
    run("export", folder)
    note = (folder / "checkpoint").read_text()
    lines = note.split("\n")
    lines[2] = "A" * 43 + "="
    (folder / "checkpoint").write_text("\n".join(lines))
    grow()
    result = run("export", folder)
    assert result.exit_code == 1
    assert "forked" in result.output


def test_a_damaged_export_is_told(filled, tmp_path):
    folder = tmp_path / "log"
    run("export", folder)
    path = folder / "tile" / "entries" / "000.p" / "9"
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    path.write_bytes(bytes(data))
    result = run("verify", "--log", folder, "--key", key())
    assert result.exit_code == 1
    assert "Entry 0 was changed" in result.output
    path.unlink()
    assert run("verify", "--log", folder, "--key", key()).exit_code == 2


@pytest.mark.django_db(transaction=True)
def test_a_witness_fetches_and_delivers_over_http(live_server, tmp_path, settings):
    grow()
    state = tmp_path / "witness"
    address = f"{live_server.url}/ledger"
    arguments = ("witness", address, "--state", state, "--key", key(), "--name", "w.example", "--deliver")
    refused = run(*arguments)
    assert refused.exit_code == 2
    assert "400" in refused.output
    settings.LEDGER_WITNESSES = [refused.stderr.splitlines()[0]]
    assert run(*arguments).exit_code == 0
    grow()
    assert run(*arguments).exit_code == 0
    assert run("verify", "--log", address, "--key", key()).exit_code == 0


def test_keys_are_printed(filled):
    assert run("keys").output.strip() == key()


@pytest.mark.django_db
def test_the_operator_forgets_a_person():
    someone = UserFactory()
    with recorded("test.act", actor=someone, subject=JobFactory()):
        pass
    integrate()
    assert run("forget", "nobody-here", "--why", "x").exit_code == 2
    assert run("forget", someone.username).exit_code == 2
    result = run("forget", someone.username, "--why", "left")
    assert result.exit_code == 0, result.output
    assert "is forgotten" in result.output
    assert not Pseudonym.objects.filter(identity=str(someone.pk)).exists()
    assert "actor" not in json.loads(run("prove", "0", "--open").output)
