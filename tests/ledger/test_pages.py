"""The log's pages and files: public, bounded in queries, and a bundle checked without script."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import JobFactory, UserFactory, person
from xinzhi.core.action import recorded
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.ledger.actions import enter, integrate
from xinzhi.ledger.engine.audit import audit
from xinzhi.ledger.engine.notes import Signer, cosign, with_lines
from xinzhi.ledger.engine.verifier import COSIGNATURE, verify_bundle
from xinzhi.ledger.keys import public_keys
from xinzhi.ledger.models import Checkpoint, Cosignature, Entry, Pseudonym

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def filled(user):
    """A log of 300 entries: one action of a person, one published fact, the rest facts of a job."""
    job = JobFactory()
    with recorded("test.act", actor=user, subject=job, why="the reason"):
        pass
    for n in range(298):
        enter(actor=None, subject=job, content={"n": n})
    enter(actor=None, subject=JobFactory(), content={"published": "value"}, public=True)
    return integrate()


def test_the_page_of_an_empty_log_says_so(client):
    response = client.get("/ledger/?lang=en")
    assert response.status_code == 200
    assert client.get("/ledger/checkpoint").status_code == 404
    assert client.get("/ledger/tile/0/000.p/1").status_code == 404


def test_the_log_page_shows_how_it_stands(client, filled, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        page = client.get("/ledger/", headers={"accept-language": "en"}).content.decode()
    assert "300" in page
    assert str(public_keys()[0]) in page
    assert filled.note.splitlines()[2] in page


def test_an_entry_page_proves_it_step_by_step(client, filled, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        page = client.get("/ledger/entries/0/", headers={"accept-language": "en"}).content.decode()
    assert "the reason" not in page
    assert "It is not open to you" in page
    assert client.get("/ledger/entries/300/").status_code == 404


def test_an_entry_opens_for_its_own_person_and_the_overseers(client, filled, user):
    for reader in (user, person(Role.AUDITOR)):
        client.force_login(reader)
        assert "the reason" in client.get("/ledger/entries/0/").content.decode()
    client.force_login(UserFactory())
    assert "the reason" not in client.get("/ledger/entries/0/").content.decode()


def test_a_downloaded_bundle_is_verified_alone(client, filled):
    response = client.get("/ledger/bundle/299.json")
    assert response["Content-Disposition"] == 'attachment; filename="entry-299.json"'
    bundle = json.loads(response.content)
    assert verify_bundle(bundle, keys=public_keys()).ok
    assert json.loads(bundle["reveal"]["content"]) == {"published": "value"}
    assert "reveal" not in json.loads(client.get("/ledger/bundle/0.json").content)
    assert client.get("/ledger/bundle/300.json").status_code == 404


def test_the_entries_of_one_thing(client, filled, django_assert_max_num_queries):
    entry = Entry.objects.get(position=0)
    url = reverse("ledger:thing", args=[entry.subject_kind, entry.subject_id])
    with django_assert_max_num_queries(6):
        assert client.get(url).status_code == 200
    assert client.get(f"{url}?page=6").status_code == 200
    assert client.get("/ledger/of/core.job/0/").status_code == 404


def fetch_from(client):
    def fetch(path):
        response = client.get(f"/ledger/{path}")
        if response.status_code != 200:
            raise FileNotFoundError(path)
        return response.content

    return fetch


def test_the_served_log_passes_an_audit(client, filled):
    heard = []
    assert audit(fetch_from(client), public_keys(), lambda _n, e: heard.append(e)).size == 300
    assert [e.decode() for e in heard] == list(Entry.objects.order_by("position").values_list("statement", flat=True))


def test_tiles_never_change_and_the_checkpoint_may(client, filled):
    assert "immutable" in client.get("/ledger/tile/0/000")["Cache-Control"]
    assert client.get("/ledger/tile/0/001.p/10").content == client.get("/ledger/tile/0/001.p/44").content[:320]
    assert client.get("/ledger/checkpoint")["Cache-Control"] == "no-cache"
    for path in ("0/001", "0/001.p/45", "1/001", "0/1", "entries/002", "x"):
        assert client.get(f"/ledger/tile/{path}").status_code == 404


def test_the_verifier_is_handed_out(client):
    response = client.get("/ledger/verifier.py")
    assert b"def verify_bundle" in response.content


# --- witnesses --------------------------------------------------------------------------------------------------------


@pytest.fixture
def witness(settings):
    signer = Signer.generate("witness.example", COSIGNATURE)
    settings.LEDGER_WITNESSES = [str(signer.key)]
    return signer


def bring(client, note):
    return client.post("/ledger/cosignatures", note, content_type="text/plain; charset=utf-8")


def test_a_trusted_witness_brings_its_signature(client, filled, witness):
    note = with_lines(filled.note, [cosign(filled.note, witness, 1_700_000_000)])
    assert bring(client, note).content == b"1\n"
    assert bring(client, note).content == b"0\n"
    assert "witness.example" in client.get("/ledger/checkpoint").content.decode()
    assert "witness.example" in client.get("/ledger/").content.decode()
    bundle = json.loads(client.get("/ledger/bundle/7.json").content)
    assert verify_bundle(bundle, keys=public_keys(), witnesses=[witness.key]).ok


def test_a_bundle_stands_under_the_last_witnessed_checkpoint(client, filled, witness):
    bring(client, with_lines(filled.note, [cosign(filled.note, witness, 1_700_000_000)]))
    enter(actor=None, subject=JobFactory(), content={})
    newest = integrate()
    bundle = json.loads(client.get("/ledger/bundle/7.json").content)
    assert [x["checkpoint"] for x in bundle["later"]] == [newest.note]
    verdict = verify_bundle(bundle, keys=public_keys(), witnesses=[witness.key])
    assert verdict.ok
    assert (verdict.size, verdict.steps[-1].key) == (300, "consistency")


def test_other_signatures_are_refused(client, filled, witness):
    stranger = Signer.generate("witness.example", COSIGNATURE)
    log = Signer.generate("other.example/ledger")
    good = cosign(filled.note, witness, 1_700_000_000)
    for note, why in [
        (with_lines(filled.note, [cosign(filled.note, stranger, 1)]), "No witness"),
        (with_lines(filled.note.replace("\n300\n", "\n299\n"), [good]), "not a checkpoint of this log"),
        (with_lines(filled.note, [good[:-9] + "AAAAAAA=\n"]), "."),
        (filled.note, "No witness"),
        ("nonsense", "."),
        (log.name, "."),
    ]:
        response = client.post(
            "/ledger/cosignatures", note, content_type="text/plain", headers={"accept-language": "en"}
        )
        assert response.status_code == 400, why
    assert client.get("/ledger/cosignatures").status_code == 405
    assert bring(client, "x" * 30_000).status_code == 413
    assert not Cosignature.objects.exists()


# --- checking a bundle ------------------------------------------------------------------------------------------------


def upload(client, bundle, **more):
    data = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
    file = SimpleUploadedFile("entry.json", data, content_type="application/json")
    return client.post("/ledger/check/", {"bundle": file, **more}, headers={"accept-language": "en"})


@pytest.fixture
def good(client, filled):
    return json.loads(client.get("/ledger/bundle/299.json").content)


def test_a_good_bundle_is_explained(client, good, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        response = upload(client, good, known=Checkpoint.objects.get().note, key=str(public_keys()[0]))
    assert response.context["verdict"].ok
    assert "Entry 299 of 300 is proved." in response.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b | {"leaf": b["leaf"].replace("thing", "think")}, "A byte of the entry"),
        (lambda b: b | {"checkpoint": b["checkpoint"].replace("\n300\n", "\n301\n")}, "the checkpoint is forged"),
        (lambda b: b | {"reveal": b["reveal"] | {"content": "{}"}}, "The content or its salt was changed"),
        (lambda b: b | {"format": "x"}, "not a bundle of this log"),
        (lambda _b: {}, "not a bundle of this log"),
    ],
)
def test_a_tampered_bundle_is_refused_in_plain_words(client, good, change, words):
    response = upload(client, change(good))
    assert not response.context["verdict"].ok
    page = response.content.decode()
    assert words in page
    assert "is proved" not in page


@pytest.mark.parametrize(
    ("data", "more", "field"),
    [
        (b"\xff\xfe", {}, "bundle"),
        (b"[" * 100_000, {}, "bundle"),
        (b"[]", {}, "bundle"),
        (b"{}", {"key": "nonsense"}, "key"),
        (b"{}", {"known": "nonsense"}, "known"),
    ],
)
def test_what_is_not_one_is_an_error_of_its_field(client, data, more, field):
    assert field in upload(client, data, **more).context["form"].errors


def test_a_forked_log_is_told(client, good, filled):
    """The operator's own key under another history: what a reader kept convicts it."""
    from django.conf import settings

    from xinzhi.ledger.engine.notes import sign_checkpoint
    from xinzhi.ledger.keys import signers

    other = sign_checkpoint(settings.LEDGER_ORIGIN, 300, bytes(32), signers(settings.LEDGER_ORIGIN))
    page = upload(client, good, known=other).content.decode()
    assert "The log is forked" in page


FORGET = "/ledger/forget/"


def test_everyone_may_be_forgotten_and_only_the_plan_office_forgets_others(client, filled, user):
    assert client.get(FORGET).status_code == 302
    other = UserFactory()
    client.force_login(other)
    page = client.get(FORGET, headers={"accept-language": "en"})
    assert "Let the log forget you?" in page.content.decode()
    client.post(FORGET, {"username": user.username, "why": "spite"})  # the name is not asked for, and not heard
    assert Pseudonym.objects.filter(identity=str(user.pk)).exists()
    assert "/ledger/forget/" in client.get("/ledger/").content.decode()
    client.force_login(user)
    client.post(FORGET, {"why": ""})
    assert not Pseudonym.objects.filter(identity=str(user.pk)).exists()


def test_the_plan_office_names_the_person_and_a_reason(client, filled, user):
    client.force_login(person(Role.PLAN_OFFICE))
    assert "username" in client.post(FORGET, {"username": "nobody-here", "why": "x"}).context["form"].errors
    assert "why" in client.post(FORGET, {"username": user.username, "why": " "}).context["form"].errors
    assert Pseudonym.objects.filter(identity=str(user.pk)).exists()
    answer = client.post(FORGET, {"username": user.username, "why": "left"}, follow=True)
    assert answer.redirect_chain == [("/ledger/", 302)]
    assert not Pseudonym.objects.filter(identity=str(user.pk)).exists()
    assert ActionRecord.objects.get(verb="ledger.forget_person").why == "left"
    assert client.get("/ledger/entries/0/").context["verdict"].ok
