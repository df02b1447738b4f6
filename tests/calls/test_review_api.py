"""The API from review to acceptance: notices for everyone, a decision for those it concerns, and nobody's name."""

import pytest

from factories import UserFactory
from review_help import OPINION, decided, editor_of, noticed, reviewed, world

pytestmark = pytest.mark.django_db


def test_notices_are_public_and_name_no_person(client):
    w = world()
    notice = noticed(w)
    answer = client.get("/api/v1/notices").json()
    (row,) = answer["items"]
    assert (row["id"], row["call"], row["ends"]) == (notice.pk, w.call.key, notice.ends.isoformat())
    assert {r["number"] for r in row["rows"]} == {a.number for a in w.applications}
    assert "负责人" not in str(answer)


def test_a_decision_is_for_those_it_concerns(client):
    w = world()
    application = w.applications[0]
    address = f"/api/v1/applications/{application.pk}/decision"
    assert client.get(address).status_code == 401
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    reviewed(w)
    client.force_login(editor_of(application))
    assert client.get(address).status_code == 404, "nothing is decided yet"


def test_an_applicant_reads_letter_and_opinions_without_names(client):
    w = world()
    decided(w)
    application = w.applications[-1]
    client.force_login(editor_of(application))
    told = client.get(f"/api/v1/applications/{application.pk}/decision").json()
    assert told["outcome"] == "fund"
    assert application.number in told["letter"]
    assert [o["opinion"] for o in told["opinions"]] == [OPINION, OPINION]
    assert not [r for r in w.reviewers if r.name in str(told) or r.affiliation in str(told)]
