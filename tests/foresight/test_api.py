"""Foresight through the API: what it shows to whom, and its writes."""

import pytest
from django.urls import reverse

from factories import person
from foresight_help import corpus_of, published, run_of, submitted
from xinzhi.core.models import Job
from xinzhi.core.roles import Role
from xinzhi.core.search import find as searching
from xinzhi.core.search.keep import catch_up
from xinzhi.foresight.actions import score_edition

pytestmark = pytest.mark.django_db
HERE = "/api/v1/foresight"


@pytest.fixture
def run():
    return run_of(corpus_of())


def test_everyone_reads_published_lists(client, run):
    edition = published(run)
    score_edition(actor=None, edition=edition, corpus=run.corpus)
    (row,) = client.get(f"{HERE}/editions").json()["items"]
    assert row["id"] == edition.pk
    assert row["digest"] == edition.digest
    entries = client.get(f"{HERE}/editions/{edition.pk}/entries").json()["items"]
    assert [e["position"] for e in entries] == list(range(1, 13))
    known, unknown = client.get(f"{HERE}/editions/{edition.pk}/hits").json()
    assert known["lists"]["list"]["listed"] == 12
    assert unknown == {**unknown, "known": False, "year": 2017, "terms": None}
    assert client.get(f"{HERE}/editions/{edition.pk}/topics").status_code == 200
    candidate = edition.entries.first().candidate
    facts = client.get(f"{HERE}/candidates/{candidate.pk}").json()
    assert facts["term"] == candidate.term
    assert facts["fan"] == candidate.fan
    assert client.get(f"{HERE}/editions/999999/entries").status_code == 404
    assert client.get(f"{HERE}/editions/x/entries").status_code == 422


def test_what_is_inside_is_for_the_rooms_people(client, run):
    edition = submitted(run)
    hidden = [f"{HERE}/editions/{edition.pk}/hits", f"{HERE}/candidates/{run.candidates.first().pk}"]
    for address in hidden:
        assert client.get(address).status_code == 404
    for address in ("/corpora", "/runs", f"/runs/{run.pk}/candidates"):
        assert client.get(HERE + address).status_code in {401, 403}
    client.force_login(person(Role.EXPERT))
    for address in ("/corpora", "/runs", f"/runs/{run.pk}/candidates"):
        assert client.get(HERE + address).status_code == 403
    client.force_login(person(Role.AUDITOR))
    for address in (*hidden, f"{HERE}/corpora", f"{HERE}/runs", f"{HERE}/runs/{run.pk}/candidates"):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST])
def test_writes_are_the_pages_actions(client, run, role):
    client.force_login(person(role))
    may = role == Role.ANALYST
    candidate = run.candidates.get(rank=20)
    post = lambda path, **body: client.post(f"{HERE}{path}", body, content_type="application/json")  # noqa: E731
    answer = post(f"/candidates/{candidate.pk}/decide", verb="reject", why="过于宽泛")
    assert answer.status_code == (200 if may else 403)
    candidate.refresh_from_db()
    assert candidate.state == ("rejected" if may else "open")
    asked = post("/runs", corpus=run.corpus_id, origin=2013)
    assert asked.status_code == (202 if may else 403)
    assert Job.objects.exists() is may
    edition = submitted(run)
    assert post(f"/editions/{edition.pk}/steps", step="approve").status_code == 403  # the plan office's
    if may:
        assert post(f"/candidates/{candidate.pk}/decide", verb="praise").status_code == 422
        assert post(f"/candidates/{candidate.pk}/decide", verb="reject", why="x").status_code in {409, 422}


def test_listed_technologies_are_found_by_everyone_and_drafts_by_few(client, run):
    edition = submitted(run)
    term = edition.entries.first().candidate.term
    catch_up(wait=True)
    kinds = lambda user: {m.kind for m in searching.find(term, user).matches}  # noqa: E731
    assert "foresight.technology" not in kinds(person(Role.EXPERT))
    assert "foresight.technology" in kinds(person(Role.ANALYST))
    edition.state = "published"
    edition.save()
    catch_up(wait=True)
    assert "foresight.technology" in kinds(person(Role.EXPERT))
    assert client.get(reverse("foresight:candidate", args=[edition.entries.first().candidate_id])).status_code == 200
