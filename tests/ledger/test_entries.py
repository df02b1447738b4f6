"""What enters the log, what it says, and what it never says."""

import json
from hashlib import sha256

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.base import ContentFile
from django.db import connection

from factories import ActionRecordFactory, JobFactory, StoredFileFactory, UserFactory
from permissions import check_action
from xinzhi.core.action import recorded
from xinzhi.core.actions import set_display_name, store_file
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.ledger.actions import enter, enter_missing, forget_person, integrate, integrate_all
from xinzhi.ledger.actions.integrate import require_durable
from xinzhi.ledger.engine import tree
from xinzhi.ledger.engine.notes import Signer
from xinzhi.ledger.engine.verifier import Checkpoint as Signed
from xinzhi.ledger.engine.verifier import pseudonym, verify_bundle
from xinzhi.ledger.keys import public_keys
from xinzhi.ledger.models import Checkpoint, Entry, EntryKind, Opening, Pseudonym, Tile
from xinzhi.ledger.queries import bundle_of, proof_of, proofs_of, read_tiles
from xinzhi.ledger.statements import plain

pytestmark = pytest.mark.django_db


class Anyone:
    pk = None
    is_authenticated = False

    def has_perm(self, *_args):
        return False


class Overseer(Anyone):
    def has_perm(self, *_args):
        return True


def act(user, why="because", title="after"):
    job = JobFactory(title="before")
    with recorded("test.rename", actor=user, subject=job, why=why):
        job.title = title
        job.save()
    return job


def test_an_action_enters_the_log_in_its_own_transaction():
    user = UserFactory()
    job = act(user)
    entry = Entry.objects.get()
    statement = json.loads(entry.statement)
    assert statement == {
        "actor": statement["actor"],
        "digest": statement["digest"],
        "kind": "action",
        "object": {"id": str(job.pk), "kind": "core.job"},
        "simulated": False,
        "time": ActionRecord.objects.get().at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "v": 1,
        "verb": "test.rename",
    }
    salt = bytes(Pseudonym.objects.get().salt)
    assert statement["actor"] == pseudonym(salt, "core.user", str(user.pk))


def test_what_did_not_happen_is_not_in_the_log():
    job = JobFactory()

    def fail():
        with recorded("test.rename", actor=None, subject=job):
            raise ValidationError("no")

    with pytest.raises(ValidationError):
        fail()
    assert not Entry.objects.exists()


def test_no_content_and_no_person_is_in_a_statement():
    user = UserFactory(pk=9_876_543, username="zhang-san", display_name="张三")
    act(user, why="机密理由", title="机密标题")
    set_display_name(actor=user, person=user, name="张三丰")
    for entry in Entry.objects.all():
        for word in ("机密", "张三", "zhang", "9876543"):
            assert word not in entry.statement
    about_a_person = Entry.objects.get(subject_kind="core.user")
    statement = json.loads(about_a_person.statement)
    assert statement["object"]["id"] == statement["actor"]


def test_the_same_content_has_another_digest_each_time():
    act(None)
    act(None)
    digests = {json.loads(s)["digest"] for s in Entry.objects.values_list("statement", flat=True)}
    assert len(digests) == 2


def test_a_deposited_file_enters_once():
    for _ in range(2):
        store_file(actor=None, file=ContentFile(b"bytes of a report"))
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject_kind) == (EntryKind.FILE, "core.storedfile")
    integrate()
    bundle = bundle_of(entry_now(entry), Overseer())
    assert verify_bundle(bundle, content_sha256=sha256(b"bytes of a report").digest()).ok
    assert not verify_bundle(bundle, content_sha256=sha256(b"other bytes").digest()).ok


def entry_now(entry):
    return Entry.objects.get(pk=entry.pk)


def test_values_that_json_cannot_hold_are_entered_as_text():
    assert plain({"a": 2**60, "b": float("nan"), "c": "\ud800", "d": [1, 1.5, None]}) == {
        "a": str(2**60),
        "b": "nan",
        "c": "?",
        "d": [1, 1.5, None],
    }


def test_entries_are_integrated_in_their_order_and_proved():
    jobs = [act(None) for _ in range(5)]
    first = integrate()
    jobs += [act(None) for _ in range(300)]
    second = integrate()
    assert (first.size, second.size) == (5, 305)
    ids = list(Entry.objects.order_by("position").values_list("subject_id", flat=True))
    assert ids == [str(j.pk) for j in jobs]
    assert list(Entry.objects.order_by("position").values_list("position", flat=True)) == list(range(305))
    for entry in Entry.objects.filter(position__in=[0, 4, 5, 255, 256, 304]):
        verdict = verify_bundle(bundle_of(entry, Anyone()), keys=public_keys(), known=[Signed.parse(second.note)])
        assert verdict.ok, verdict.steps


def test_nothing_new_needs_no_checkpoint():
    assert integrate() is None
    act(None)
    assert integrate() == integrate()
    assert Checkpoint.objects.count() == 1


def test_batches_go_on_until_nothing_waits():
    for _ in range(7):
        act(None)
    assert integrate(limit=3).size == 3
    assert integrate_all().size == 7


def test_an_entry_that_waits_has_no_bundle_and_no_badge():
    job = act(None)
    assert bundle_of(Entry.objects.get(), Anyone()) is None
    assert proof_of("core.job", job.pk).count == 0
    integrate()
    proof = proof_of("core.job", job.pk)
    assert (proof.count, proof.url) == (1, "/ledger/entries/0/")


def test_badges_of_many_things_are_one_query(django_assert_num_queries):
    jobs = [act(None) for _ in range(3)]
    with recorded("test.again", actor=None, subject=jobs[0]):
        pass
    integrate()
    with django_assert_num_queries(1):
        proofs = proofs_of("core.job", [j.pk for j in jobs])
    assert {k: p.count for k, p in proofs.items()} == {str(jobs[0].pk): 2, str(jobs[1].pk): 1, str(jobs[2].pk): 1}
    assert proofs[str(jobs[0].pk)].url == f"/ledger/of/core.job/{jobs[0].pk}/"
    assert proof_of("core.job", jobs[0].pk, verb="test.again").count == 1


def test_who_may_open_an_entry():
    user = UserFactory()
    act(user)
    integrate()
    entry = Entry.objects.get()
    public = bundle_of(entry, Anyone())
    assert "reveal" not in public
    assert "actor" not in public
    assert "reveal" not in bundle_of(entry, UserFactory())
    for reader in (user, Overseer()):
        opened = bundle_of(entry, reader)
        assert json.loads(opened["reveal"]["content"])["why"] == "because"
        assert opened["actor"]["id"] == str(user.pk)
        assert verify_bundle(opened).ok


def test_a_published_fact_is_open_to_everyone():
    job = JobFactory()
    enter(actor=UserFactory(), subject=job, content={"value": 50, "unit": "个"}, public=True)
    integrate()
    bundle = bundle_of(Entry.objects.get(), Anyone())
    assert json.loads(bundle["reveal"]["content"]) == {"unit": "个", "value": 50}
    assert "actor" not in bundle
    assert verify_bundle(bundle).ok


def test_what_happened_before_the_log_is_entered_once():
    before = ActionRecordFactory.create_batch(3)
    stored = StoredFileFactory()
    Opening.objects.all().delete()
    Entry.objects.all().delete()
    assert enter_missing() == 4
    assert enter_missing() == 0
    integrate()
    statement = json.loads(Entry.objects.get(record=before[0]).statement)
    assert statement["time"] == before[0].at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert Entry.objects.get(kind=EntryKind.FILE).subject_id == str(stored.pk)


def test_forgetting_is_for_the_plan_office_and_for_oneself():
    person = UserFactory()
    check_action(lambda actor: forget_person(actor=actor, person=person), role=Role.PLAN_OFFICE)
    other = UserFactory()
    forget_person(actor=other, person=other)


def test_a_forgotten_person_cannot_be_told_and_every_proof_holds():
    person = UserFactory()
    act(person)
    set_display_name(actor=person, person=person, name="新名")
    integrate()
    forget_person(actor=None, person=person, why="left")
    integrate()
    assert not Pseudonym.objects.filter(identity=str(person.pk)).exists()
    assert not Opening.objects.filter(entry__subject_kind="core.user").exists()
    assert not Entry.objects.filter(subject_kind="core.user", subject_id=str(person.pk)).exists()
    for entry in Entry.objects.all():
        bundle = bundle_of(entry, Overseer())
        assert "actor" not in bundle
        assert verify_bundle(bundle, keys=public_keys()).ok
    act(person)
    first, *_rest, last = Entry.objects.filter(verb="test.rename").order_by("pk")
    assert json.loads(first.statement)["actor"] != json.loads(last.statement)["actor"]


def test_only_a_person_can_be_forgotten():
    with pytest.raises(ValidationError):
        forget_person(actor=None, person=JobFactory())


def test_entries_are_numbered_in_order_across_gaps_of_their_ids():
    """A transaction that fails burns ids on PostgreSQL; an entry that commits late takes a later number."""
    ids = [act(None) and Entry.objects.latest("pk").pk for _ in range(9)]
    late = ids[4]
    Entry.objects.filter(pk=late).update(position=10**9)  # not committed yet, as far as the sequencer sees
    Opening.objects.filter(entry_id=ids[6]).delete()
    Entry.objects.filter(pk=ids[6]).delete()
    assert integrate(limit=100).size == 7
    Entry.objects.filter(pk=late).update(position=None)
    assert integrate().size == 8
    assert list(Entry.objects.order_by("position").values_list("pk", flat=True)) == [
        pk for pk in ids if pk not in {late, ids[6]}
    ] + [late]


def test_tiles_in_memory_stay_right_while_the_log_grows(django_assert_num_queries):
    jobs = [act(None) for _ in range(3)]
    for size in range(3, 9):
        last = integrate()
        assert last.size == size
        for position in range(size):
            bundle = bundle_of(Entry.objects.get(position=position), Anyone())
            assert verify_bundle(bundle, keys=public_keys(), known=[Signed.parse(last.note)]).ok
        jobs.append(act(None))
    with django_assert_num_queries(0):
        tree.inclusion_proof(read_tiles(8), 2, 8)
    with django_assert_num_queries(1), pytest.raises(KeyError):
        read_tiles(300)(1, 0)


def test_a_log_keeps_its_name(settings):
    act(None)
    integrate()
    settings.LEDGER_ORIGIN = "other.example/ledger"
    act(None)
    with pytest.raises(ImproperlyConfigured, match="A log keeps its name for life"):
        integrate()
    assert Entry.objects.filter(position=None).count() == 1


def test_a_lost_key_is_not_silently_replaced(settings, tmp_path):
    settings.LEDGER_KEY_FILE = tmp_path / "keys" / "ledger.key"
    act(None)
    integrate()
    assert settings.LEDGER_KEY_FILE.stat().st_mode & 0o777 == 0o600
    settings.LEDGER_KEY_FILE.unlink()
    act(None)
    with pytest.raises(ImproperlyConfigured, match="the log's key is gone"):
        integrate()


def test_a_key_that_others_can_read_or_of_another_log_is_refused(settings, tmp_path):
    settings.LEDGER_KEY_FILE = path = tmp_path / "ledger.key"
    act(None)
    integrate()
    path.chmod(0o644)
    act(None)
    with pytest.raises(ImproperlyConfigured, match="Set its mode to 600"):
        integrate()
    path.chmod(0o600)
    path.write_text("nonsense\n")
    with pytest.raises(ImproperlyConfigured, match="not a private key"):
        integrate()
    path.write_text("")
    with pytest.raises(ImproperlyConfigured, match="not the key of the log"):
        integrate()


def test_a_replaced_key_signs_beside_the_old_one(settings, tmp_path):
    settings.LEDGER_KEY_FILE = path = tmp_path / "ledger.key"
    act(None)
    integrate()
    old = public_keys()
    new = Signer.generate(settings.LEDGER_ORIGIN)
    path.write_text(path.read_text() + new.private_text() + "\n")
    act(None)
    bundle_of_both = bundle_of_newest()
    for keys in (old, [new.key]):
        assert verify_bundle(bundle_of_both, keys=keys).ok


def bundle_of_newest():
    integrate()
    return bundle_of(Entry.objects.order_by("-position").first(), Anyone())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PRAGMA synchronous is SQLite's")
def test_a_database_that_may_lose_commits_is_refused(monkeypatch):
    act(None)
    real = connection.cursor

    class Lax:
        def __enter__(self):
            self.cursor = real()
            return self

        def __exit__(self, *_args):
            self.cursor.close()

        def execute(self, _sql):
            return self.cursor.execute("SELECT 1")

        def fetchone(self):
            return self.cursor.fetchone()

    monkeypatch.setattr(connection, "cursor", Lax)
    with pytest.raises(ImproperlyConfigured, match="synchronous=FULL"):
        require_durable()


def test_tiles_hold_what_the_entries_say():
    for _ in range(260):
        act(None)
    integrate()
    assert set(Tile.objects.values_list("level", "index")) == {(0, 0), (0, 1), (1, 0)}
