"""The API of calls: the same rows and the same actions as the pages."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from calls_help import fill, make_draft, make_firm, make_open_call, make_submitted, manager_of
from factories import person
from xinzhi.calls.models import Application
from xinzhi.core.actions import create_token
from xinzhi.core.models import User
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db
BASE = "/api/v1"


def headers(user, *scopes):
    user = User.objects.get(pk=user.pk)
    token = {"name": "t", "scopes": list(scopes or ["read", "calls:write"])}
    _token, key = create_token(actor=user, expires_at=timezone.now() + dt.timedelta(days=1), **token)
    return {"Authorization": f"Bearer {key}"}


def send(client, method, path, body, user):
    return getattr(client, method)(
        BASE + path, json.dumps(body), content_type="application/json", headers=headers(user)
    )


def test_anyone_reads_calls_with_rules_and_form(client, call):
    make_open_call(published=False)
    rows = client.get(f"{BASE}/calls").json()["items"]
    assert [r["key"] for r in rows] == [call.key]
    one = client.get(f"{BASE}/calls/{call.key}").json()
    assert one["rules"] == call.document
    assert one["form"] == call.form.schema
    assert client.get(f"{BASE}/programmes/pilot-base").json()["programme"]["key"] == "pilot-base"
    assert client.get(f"{BASE}/programmes/nothing").status_code == 404


def test_a_program_applies(client, call, firm):
    editor = person(Role.ORG_EDITOR, firm)
    said = {"call": call.key, "organisation": firm.key, "title": "接口申报"}
    begun = send(client, "post", "/applications", said, editor)
    assert begun.status_code == 201, begun.content
    number = begun.json()["id"]
    path = f"/applications/{number}"
    saved = send(client, "put", f"{path}/sections/schedule", {"answers": {"months": 24}, "seen": 0}, editor)
    assert saved.json()["saved"] == {"schedule": 1}
    wrong = send(client, "put", f"{path}/sections/schedule", {"answers": {"months": 999}, "seen": 1}, editor)
    assert wrong.status_code == 422
    assert "schedule.months" in wrong.content.decode()
    stale = send(client, "put", f"{path}/sections/schedule", {"answers": {}, "seen": 0}, editor)
    assert stale.status_code == 412
    member = {"name": "甲", "affiliation": "甲大学", "role": "leader"}
    assert send(client, "post", f"{path}/team", member, editor).json()["team"][0]["name"] == "甲"
    file = {"file": SimpleUploadedFile("a.pdf", b"%PDF x")}
    given = client.post(f"{BASE}{path}/files/documents.commitment", file, headers=headers(editor))
    assert given.json()["files"][0]["slot"] == "documents.commitment"
    refused = client.post(f"{BASE}{path}/submit", headers=headers(editor))
    assert refused.status_code == 422
    assert "content.abstract" in refused.content.decode()


def test_the_office_decides_and_others_learn_nothing(client, call, firm):
    handed = make_submitted(call, firm)
    path = f"/applications/{handed.pk}"
    outsider = person(Role.ORG_EDITOR, make_firm(credit_code=""))
    assert client.get(BASE + path, headers=headers(outsider)).status_code == 404
    assert client.get(BASE + path).status_code == 401
    assert client.get(f"{BASE}/applications", headers=headers(outsider)).json()["items"] == []
    assert client.get(f"{BASE}/calls/{call.key}/applications", headers=headers(outsider)).status_code == 403
    boss = manager_of(call)
    rows = client.get(f"{BASE}/calls/{call.key}/applications", headers=headers(boss)).json()["items"]
    assert [r["number"] for r in rows] == [handed.number]
    assert send(client, "post", f"{path}/decide", {"step": "king"}, boss).status_code == 422
    assert send(client, "post", f"{path}/check", {}, boss).status_code == 200
    assert send(client, "post", f"{path}/decide", {"step": "pass"}, boss).json()["state"] == "eligible"
    editor = person(Role.ORG_EDITOR, firm)
    assert send(client, "post", f"{path}/decide", {"step": "reopen", "why": "x"}, editor).status_code == 403
    assert send(client, "post", f"{path}/withdraw", {"why": "不做了"}, editor).json()["state"] == "withdrawn"


def test_a_token_that_only_reads_does_not_write(client, call, firm):
    editor = person(Role.ORG_EDITOR, firm)
    draft = fill(make_draft(call, firm))
    refused = client.post(f"{BASE}/applications/{draft.pk}/submit", headers=headers(editor, "read"))
    assert refused.status_code == 403
    assert Application.objects.get(pk=draft.pk).state == "draft"
