"""Affinities in the database: by meaning where there is time for it, by words where not; an assignment is of the present."""

import sys

import pytest
from django.core.exceptions import ValidationError

from review_help import make_application, make_call, make_reviewer, world
from xinzhi.calls import actions as a
from xinzhi.calls.models import Application, AssignmentRun, Conflict, Invitation, Reviewer
from xinzhi.calls.queries import matching
from xinzhi.calls.queries.matching import affinities
from xinzhi.core.jobs import run_job, start
from xinzhi.core.models import TextVector

pytestmark = pytest.mark.django_db

ENGLISH = [
    {"title": "Entangled photon sources for quantum key distribution", "year": 2024},
    {"title": "Solid-state lithium batteries with sulfide electrolytes", "year": 2023},
]


@pytest.fixture
def people(settings):
    """Two reviewers who publish in English, on photons and on batteries, and a Chinese application on photons."""
    settings.EMBEDDING = True
    reviewers = [make_reviewer(n, expertise=[], works=[work]) for n, work in enumerate(ENGLISH, 1)]
    answers = {"content": {"abstract": "研究光纤网络中的量子保密通信与纠缠光子源。", "keywords": "量子密钥分发"}}
    return reviewers, make_application(make_call(), title="量子保密通信", answers=answers)


def test_a_chinese_application_finds_who_publishes_in_english(people):
    reviewers, application = people
    found = affinities(reviewers, [application])[:, 0]
    assert found.tolist() == [1.0, 0.0]
    assert TextVector.objects.count() == 3


def test_without_meaning_no_word_is_shared(people, settings):
    settings.EMBEDDING = False
    assert affinities(people[0], [people[1]])[:, 0].tolist() == [0.0, 0.0]
    assert not TextVector.objects.exists()


def test_a_page_does_not_wait_for_many_texts_but_a_job_reads_them(people, monkeypatch):
    monkeypatch.setattr(matching, "_AT_ONCE", 2)
    reviewers, application = people
    assert affinities(reviewers, [application])[:, 0].tolist() == [0.0, 0.0]
    told = []
    assert affinities(reviewers, [application], tell=lambda *at: told.append(at))[:, 0].tolist() == [1.0, 0.0]
    assert told == [(3, 3)]
    assert affinities(reviewers, [application])[:, 0].tolist() == [1.0, 0.0], "now they are known"


def declared(w):
    Conflict.objects.create(application=w.applications[0], reviewer=w.reviewers[0], kind="declared", about="师生")


def left(w):
    Reviewer.objects.filter(pk=w.reviewers[3].pk).update(is_active=False)


def withdrawn(w):
    Application.objects.filter(pk=w.applications[1].pk).update(state="withdrawn")


@pytest.mark.parametrize("change", [declared, left, withdrawn])
def test_what_changed_while_it_was_computed_is_not_overlooked(monkeypatch, change):
    w = world(applications=2, reviewers=4)
    module = sys.modules["xinzhi.calls.actions.propose_assignment"]
    real = module.solve

    def meanwhile(scores, wanted):
        change(w)
        return real(scores, wanted)

    monkeypatch.setattr(module, "solve", meanwhile)
    with pytest.raises(ValidationError) as caught:
        a.propose_assignment(actor=w.manager, call=w.call)
    assert caught.value.code == "changed"
    assert not AssignmentRun.objects.exists()
    monkeypatch.setattr(module, "solve", real)
    assert a.propose_assignment(actor=w.manager, call=w.call).invitations.exists()


def test_a_proposal_is_a_job_that_refuses_who_may_not(django_user_model):
    w = world(applications=2, reviewers=4)
    options = {"diversity": {}, "max_probability": 1.0}
    for owner, state in ((w.reviewers[0].user, "failed"), (w.manager, "done")):
        job = start("calls.propose", owner=owner, title="x", arguments={"call": w.call.pk, "options": options})
        run_job.call(job.pk)
        job.refresh_from_db()
        assert job.state == state
    assert (job.done, job.total) == (1, 1)
    assert Invitation.objects.count() == 4
