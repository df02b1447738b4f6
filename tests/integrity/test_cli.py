"""The command line: a folder watched into the database and into a service, offline between; list and report."""

import json
import os
import time

import pytest
from typer.testing import CliRunner

from integrity_help import DAY, deposit, fresh, token
from xinzhi.core.models import StoredFile
from xinzhi.integrity.cli import app
from xinzhi.integrity.engine import watching
from xinzhi.integrity.models import ProjectRole, RecordVersion, ResearchRecord

OFFLINE = "http://127.0.0.1:9"  # the discard port: nobody answers


def records(*arguments, code=0, **env):
    result = CliRunner().invoke(app, [str(a) for a in arguments], env=env)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "lab"
    (made / "raw").mkdir(parents=True)
    return made


def put(folder, path, raw, age=60):
    (folder / path).write_bytes(raw)
    os.utime(folder / path, (time.time() - age,) * 2)


@pytest.mark.django_db(transaction=True)
def test_a_folder_is_watched_into_the_database(space, member, folder, settings):
    settings.MAX_UPLOAD_BYTES = 100
    put(folder, "raw/big.bin", b"x" * 100_000)
    put(folder, "run.sh", b"#!/bin/sh\n")
    out = records("watch", folder, "--project", "quantum", "--as", member.username, "--once")
    assert out.count("✓") == 2
    big = ResearchRecord.objects.get(source_path="raw/big.bin")
    assert (big.kind, big.author, big.current.file.size) == ("manifest", member, 100_000)
    assert big.current.client_time is not None
    assert records("watch", folder, "--once") == ""  # remembers where it goes, and that nothing is new
    put(folder, "raw/big.bin", b"y", age=10)
    records("watch", folder, "--once")
    assert list(big.versions.values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_fresh_file_is_waited_for(space, folder, monkeypatch):
    monkeypatch.setattr(watching, "SETTLE", 0.2)
    put(folder, "a.csv", b"1", age=0)
    assert "✓ a.csv" in records("watch", folder, "--project", "quantum", "--once")


@pytest.mark.django_db(transaction=True)
def test_what_waits_offline_is_synced_later_once_and_in_order(space, member, folder, live_server):
    secret = token(member, "read", "records:write")
    for raw, age in ((b"one", 60), (b"two", 30)):
        put(folder, "raw/量子 数据.csv", raw, age)
        out = records("watch", folder, "--project", "quantum", "--url", OFFLINE, "--once", code=1, XINZHI_TOKEN=secret)
        assert "waiting" in out
    assert not ResearchRecord.objects.exists()
    assert "waiting" in records("sync", folder, "--url", live_server.url, code=1, XINZHI_TOKEN="xz_wrong")
    out = records("sync", folder, "--url", live_server.url, XINZHI_TOKEN=secret)
    assert out.count("✓") == 2
    record = ResearchRecord.objects.get()
    assert [v.file.size for v in record.versions.all()] == [3, 3]
    assert record.title == "量子 数据"
    assert record.source_path == "raw/量子 数据.csv"
    assert record.current.file == StoredFile.objects.get(sha256__startswith="3fc4ccfe745870e2")  # of b"two"
    assert records("sync", folder, XINZHI_TOKEN=secret) == ""


@pytest.mark.django_db(transaction=True)
def test_killed_after_sending_and_before_forgetting_nothing_is_deposited_twice(space, member, folder, monkeypatch):
    from xinzhi.integrity.engine.spool import Spool

    put(folder, "a.csv", b"1")

    def killed(self, queued):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Spool, "done", killed)
        records("watch", folder, "--project", "quantum", "--once", code=130)
    assert RecordVersion.objects.count() == 1
    assert "✓" in records("sync", folder)
    assert RecordVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_is_put_aside_and_what_may_be_mended_waits(space, member, folder):
    put(folder, "a.csv", b"1")
    record = deposit(space, member, b"0", source_path="a.csv").record
    ProjectRole.objects.filter(user=member).delete()
    assert "waiting" in records("watch", folder, "--project", "quantum", "--as", member.username, "--once", code=1)
    ProjectRole.objects.create(space=space, user=fresh(member), role="member")
    ResearchRecord.objects.filter(pk=record.pk).update(withdrawn_at=record.created_at)
    out = records("sync", folder)
    assert "✗ a.csv" in out
    aside = next((folder / watching.STATE / "refused").iterdir())
    assert {p.name for p in aside.iterdir()} == {"a.csv", "deposit.json", "reason.txt"}


@pytest.mark.django_db(transaction=True)
def test_deposit_list_and_report(space, member, folder):
    put(folder, "raw/a.csv", b"1")
    given = ("--project", "quantum", "--kind", "experiment", "--title", "退相干", "--on", DAY.isoformat())
    assert records("deposit", folder / "raw/a.csv", *given, "--as", member.username).endswith("a.csv\n")
    assert ResearchRecord.objects.get().happened_on == DAY
    assert json.loads(records("list", "--project", "quantum", "--json"))[0]["title"] == "退相干"
    assert "退相干" in records("list", "--project", "quantum")
    found = json.loads(records("report", "--project", "quantum", "--json"))
    assert {f["code"] for f in found["findings"]} >= {"late", "kind"}
    assert "退相干" in records("report", "--project", "quantum")
    assert "no project" in CliRunner().invoke(app, ["list", "--project", "none"]).stderr
