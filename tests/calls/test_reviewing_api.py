"""The reviewer's API: the same actions as the pages, the same things kept back."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from factories import person
from review_help import OPINION, editor_of, invited, make_call, make_reviewer, programme, review, world
from xinzhi.calls.models import Conflict, Invitation, Review
from xinzhi.core.actions import create_token
from xinzhi.core.models import User
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db
BASE = "/api/v1/reviews"


def headers(user, *scopes):
    user = User.objects.get(pk=user.pk)
    token = {"name": "t", "scopes": list(scopes or ["read", "reviews:write"])}
    _token, key = create_token(actor=user, expires_at=timezone.now() + dt.timedelta(days=1), **token)
    return {"Authorization": f"Bearer {key}"}


def send(client, method, path, body, user, *scopes):
    content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(f"{BASE}{path}", headers=headers(user, *scopes), **content)


def blind_world(blinding="double"):
    document = programme(review={"need": 2, "load_most": 9, "discussion": True}, panel={"size_least": 2})
    for step in document["step"]:
        if step["key"] == "review":
            step["blinding"] = blinding
    return world(call=make_call(document))


def sheet(invitation, points=8):
    return {c.key: points for c in invitation.application.call.rules.sheet.criteria}


def test_a_program_takes_on_writes_and_hands_in(client):
    invitation = invited(world())[0]
    user, path = invitation.reviewer.user, f"/{invitation.pk}"
    assert send(client, "post", f"{path}/accept", None, user).json()["state"] == "accepted"
    wrong = send(client, "put", f"{path}/sheet", {"scores": {"height": 3}}, user)
    assert wrong.status_code == 422
    saved = send(client, "put", f"{path}/sheet", {"scores": sheet(invitation), "note": "仅供办公室"}, user)
    assert saved.json()["scores"] == sheet(invitation)
    assert send(client, "post", f"{path}/submit", None, user).status_code == 422, "the opinion is missing"
    send(client, "put", f"{path}/sheet", {"scores": sheet(invitation), "opinion": OPINION}, user)
    done = send(client, "post", f"{path}/submit", None, user).json()
    assert (done["state"], done["total"], done["opinion"]) == ("done", 80, OPINION)
    assert send(client, "put", f"{path}/sheet", {"scores": {}}, user).status_code == 422
    assert Review.objects.get().submitted_at is not None


def test_a_stale_reading_is_not_written_over(client):
    invitation = invited(world())[0]
    user, path = invitation.reviewer.user, f"/{invitation.pk}"
    tag = client.get(f"{BASE}{path}", headers=headers(user)).headers["ETag"]
    send(client, "put", f"{path}/sheet", {"scores": {}, "opinion": "先写的"}, user)
    late = client.put(
        f"{BASE}{path}/sheet",
        json.dumps({"scores": {}, "opinion": "后写的"}),
        content_type="application/json",
        headers=headers(user) | {"If-Match": tag},
    )
    assert late.status_code == 412
    assert Review.objects.get().opinion == "先写的"


def test_declining_and_declaring_a_conflict(client):
    one, two = invited(world())[:2]
    assert send(client, "post", f"/{one.pk}/decline", {"why": ""}, one.reviewer.user).status_code == 422
    declined = send(client, "post", f"/{one.pk}/decline", {"why": "没有时间"}, one.reviewer.user).json()
    assert (declined["state"], declined["parts"], declined["files"]) == ("declined", [], [])
    assert send(client, "post", f"/{two.pk}/conflict", {"why": "合作过"}, two.reviewer.user).status_code == 200
    assert Conflict.objects.get().kind == "declared"
    assert Invitation.objects.filter(state="declined").count() == 2


WRITES = (
    ("post", "accept", None),
    ("post", "decline", {"why": "x"}),
    ("post", "conflict", {"why": "x"}),
    ("put", "sheet", {"scores": {}}),
    ("post", "submit", None),
)


@pytest.mark.parametrize(("method", "name", "body"), WRITES)
def test_only_the_reviewer_writes_with_the_scope(client, method, name, body):
    w = world()
    invitation = invited(w)[0]
    path = f"/{invitation.pk}/{name}"
    strangers = [w.manager, editor_of(invitation.application), make_reviewer(9).user, person(Role.AUDITOR)]
    for user in strangers:
        assert send(client, method, path, body, user).status_code == 404
    assert send(client, method, path, body, invitation.reviewer.user, "read", "calls:write").status_code == 403
    assert getattr(client, method)(f"{BASE}{path}").status_code == 401
    assert Invitation.objects.get(pk=invitation.pk).state == "invited"
    assert not Review.objects.exists()


def test_a_proposal_is_nobodys_before_it_is_sent(client):
    from xinzhi.calls.actions import propose_assignment

    w = world()
    run = propose_assignment(actor=w.manager, call=w.call)
    proposed = run.invitations.select_related("reviewer__user")[0]
    user = proposed.reviewer.user
    assert client.get(BASE, headers=headers(user)).json()["items"] == []
    assert client.get(f"{BASE}/{proposed.pk}", headers=headers(user)).status_code == 404


def test_a_double_blind_review_does_not_say_who_applies(client):
    w = blind_world()
    for invitation in invited(w):
        application, user = invitation.application, invitation.reviewer.user
        said = [client.get(BASE, headers=headers(user)), client.get(f"{BASE}/{invitation.pk}", headers=headers(user))]
        said += [send(client, "put", f"/{invitation.pk}/sheet", {"scores": {}}, user)]
        for answer in said:
            body = answer.content.decode()
            for secret in (application.organisation.name, application.number, application.leader):
                assert secret not in body
        facts = said[1].json()
        assert facts["is_blind"]
        assert facts["parts"]
        assert facts["organisation"] == ""


def test_an_open_review_names_the_applicant(client):
    invitation = invited(blind_world("single"))[0]
    facts = client.get(f"{BASE}/{invitation.pk}", headers=headers(invitation.reviewer.user)).json()
    assert facts["organisation"] == invitation.application.organisation.label


def test_others_reviews_come_after_the_own_one_and_without_names(client):
    w = blind_world()
    every = invited(w)
    first = every[0]
    second = next(i for i in every if i.application_id == first.application_id and i.pk != first.pk)
    review(second, 9)
    user, path = first.reviewer.user, f"/{first.pk}"
    send(client, "put", f"{path}/sheet", {"scores": sheet(first, 5), "opinion": "可以。"}, user)
    before = client.get(f"{BASE}{path}", headers=headers(user))
    assert before.json()["others"] == []
    assert OPINION not in before.content.decode()
    after = send(client, "post", f"{path}/submit", None, user)
    assert [(o["total"], o["opinion"]) for o in after.json()["others"]] == [(90, OPINION)]
    body = after.content.decode()
    assert second.reviewer.name not in body
    assert second.reviewer.affiliation not in body
    assert "仅供办公室" not in body


def test_the_list_is_read_in_few_queries(client, django_assert_max_num_queries):
    w = world(applications=9, reviewers=3)
    invited(w)
    with_token = headers(w.reviewers[0].user)
    client.get(BASE, headers=with_token)
    with django_assert_max_num_queries(14):
        rows = client.get(BASE, headers=with_token).json()["items"]
    assert len(rows) >= 5
