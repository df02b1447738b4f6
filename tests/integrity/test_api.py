"""Deposits by programs: with a token of the right scope, by those who work on the project, sent again without harm."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import UserFactory, person
from integrity_help import deposit, give, make_space, token
from xinzhi.core.roles import Role
from xinzhi.integrity.models import RecordVersion, ResearchRecord

pytestmark = pytest.mark.django_db
SAID = {"title": "a", "kind": "manifest", "happened_on": "2026-03-02", "source_path": "raw/a.csv"}


def send(user, raw=b"1,2", project="quantum", scopes=("read", "records:write"), **said):
    head = {"Authorization": f"Bearer {token(user, *scopes)}"} if user else {}
    body = SAID | said | {"file": SimpleUploadedFile("a.csv", raw)}
    return Client(headers=head).post(f"/api/v1/research/{project}/deposits", body)


def get(user, path):
    return Client(headers={"Authorization": f"Bearer {token(user, 'read')}"}).get(f"/api/v1/research{path}")


def test_a_deposit_is_taken_and_given_back_when_sent_again(space, member):
    first = send(member, client_time_ns="1772409600000000000")
    assert first.status_code == 201, first.content
    assert send(member).json() == first.json()
    assert send(member, b"1,3").json()["version"] == 2
    version = RecordVersion.objects.get(number=1)
    assert (version.kind, version.client_time) == ("manifest", dt.datetime(2026, 3, 2, tzinfo=dt.UTC))


def test_who_may_not_deposit_is_told_no_more_than_they_may_know(space, member):
    assert send(None).status_code == 401
    assert send(member, scopes=("read",)).status_code == 403
    assert send(give(space, "reader")).status_code == 403
    assert send(person(Role.AUDITOR)).status_code == 403
    for outsider in (UserFactory(), give(make_space("other"), "leader"), person(Role.PLAN_OFFICE)):
        assert send(outsider).status_code == 404
    assert send(member, project="none").status_code == 404
    assert not ResearchRecord.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"kind": "poem"}, 422),
        ({"happened_on": "2999-01-01"}, 422),
        ({"title": "\x00"}, 400),
        ({"raw": b""}, 422),
        ({"client_time_ns": "x"}, 422),
    ],
)
def test_a_wrong_deposit_is_refused_with_its_reason(space, member, wrong, status):
    answer = send(member, **wrong)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_the_limit_of_programs_is_its_own(space, member, settings):
    settings.MAX_UPLOAD_BYTES, settings.MAX_RECORD_BYTES = 10, 100
    assert send(member, b"x" * 100).status_code == 201
    assert send(member, b"x" * 101).status_code == 422


def test_lists_show_words_to_the_projects_people_only(space, member):
    deposit(space, member, title="秘密配方")
    assert get(member, "/quantum/records").json()["items"][0]["title"] == "秘密配方"
    seen = get(person(Role.AUDITOR), "/quantum/records").json()["items"][0]
    assert (seen["title"], seen["instrument"]) == ("", "")
    assert len(seen["sha256"]) == 64
    assert get(UserFactory(), "/quantum/records").status_code == 404
    assert get(UserFactory(), "").json()["items"] == []
    assert "秘密" not in json.dumps(get(person(Role.AUDITOR), "/quantum/records?q=秘密").json(), ensure_ascii=False)
