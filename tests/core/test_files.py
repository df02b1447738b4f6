"""Bytes are kept once, refused when they cannot be good, and handed only to those a room names."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from factories import StoredFileFactory, UserFactory, person
from xinzhi.core import files
from xinzhi.core.actions import store_file
from xinzhi.core.models import StoredFile
from xinzhi.core.roles import Role, has_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground_floor")]
PDF = b"%PDF-1.7 a report"


def deposit(raw=PDF, owner=None, media_type="application/pdf"):
    return store_file(actor=owner or UserFactory(), file=ContentFile(raw, name="r.pdf"), media_type=media_type)


# --- depositing -----------------------------------------------------------------------------------------------------


def test_the_same_bytes_are_kept_once():
    first, second = deposit(), deposit()
    assert first == second
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()
    with default_storage.open(first.path) as kept:
        assert kept.read() == PDF
    assert default_storage.listdir(first.path.rpartition("/")[0])[1] == [first.sha256]


def test_bytes_that_were_lost_are_put_back():
    stored = deposit()
    default_storage.delete(stored.path)
    deposit()
    assert default_storage.exists(stored.path)


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "empty"), (b"x" * 2001, "size"), (b"MZ\x90", "program"), (b"\x7fELF", "program"), (b"#!/bin/sh", "program")],
)
def test_what_cannot_be_good_is_refused_and_nothing_is_kept(settings, raw, code):
    settings.MAX_UPLOAD_BYTES = 2000
    with pytest.raises(ValidationError) as caught:
        deposit(raw)
    assert caught.value.code == code
    assert not StoredFile.objects.exists()


def test_a_large_file_is_never_held_in_memory_whole(settings):
    class Endless(ContentFile):
        """Gives chunk after chunk, and cannot be read whole."""

        given = 0

        def read(self, *_args):
            raise AssertionError("read whole")

        def chunks(self, *_args):
            while True:
                Endless.given += 1
                yield b"x" * 1000

    settings.MAX_UPLOAD_BYTES = 10_000
    with pytest.raises(ValidationError):
        store_file(actor=None, file=Endless(b""))
    assert Endless.given == 11  # stopped at the limit


# --- handing out ----------------------------------------------------------------------------------------------------


@pytest.fixture
def for_auditors(monkeypatch):
    monkeypatch.setattr(files, "_predicates", [])

    @files.allow
    def auditors(user, stored):
        return has_role(user, Role.AUDITOR) and stored.media_type != "secret"

    files.allow(auditors)  # twice counts once
    assert files._predicates == [auditors]


def test_only_those_a_room_names_get_the_file(client, for_auditors):
    stored = deposit(owner=UserFactory())
    url = files.address(stored, "季度 报告.pdf")
    assert client.get(url).status_code == 302
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404
    client.force_login(person(Role.AUDITOR))
    response = client.get(url)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"


def test_who_deposited_it_may_fetch_it(client, for_auditors):
    stored = deposit(owner=UserFactory())
    client.force_login(stored.created_by)
    response = client.get(files.address(stored, "a.pdf"))
    assert response.status_code == 200
    response.close()


def test_a_file_never_opens_inside_a_page(client, for_auditors):
    stored = deposit(b"<script>alert(1)</script>", media_type="text/html")
    client.force_login(person(Role.AUDITOR))
    response = client.get(files.address(stored, "x/../evil.html"))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="x_.._evil.html"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_unknown_and_lost_files_are_not_found(client, for_auditors):
    client.force_login(person(Role.AUDITOR))
    assert client.get(f"/files/{'0' * 64}/a.pdf").status_code == 404
    assert client.get(files.address(StoredFileFactory(), "a.pdf")).status_code == 404
    assert client.post(files.address(StoredFileFactory(), "a.pdf")).status_code == 405
