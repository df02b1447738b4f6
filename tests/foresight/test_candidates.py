"""Corpora, runs and what is decided on candidates."""

import io

import polars as pl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from factories import OrganisationFactory, person
from foresight_help import corpus_of, invented, run_of
from permissions import check_action
from xinzhi.core.jobs import run_job
from xinzhi.core.models import ActionRecord, Job
from xinzhi.core.roles import Role
from xinzhi.fields.models import Field, Judgement
from xinzhi.foresight.actions import (
    draft_edition,
    file_candidate,
    make_run,
    merge_candidate,
    name_candidate,
    register_corpus,
    reject_candidate,
    restore_candidate,
)
from xinzhi.foresight.engine.bundle import read_terms
from xinzhi.foresight.engine.run import digest_of_terms
from xinzhi.foresight.models import Candidate, Corpus, ForesightRun
from xinzhi.foresight.rules import visible_candidates, visible_corpora, visible_runs
from xinzhi.foresight.tasks import start_run

pytestmark = pytest.mark.django_db
ANALYST = Role.ANALYST


@pytest.fixture
def run():
    return run_of(corpus_of())


@pytest.fixture
def fields():
    top = Field.objects.create(key="energy", name="氢能", name_en="Hydrogen", kind="priority")
    return top, Field.objects.create(key="storage", name="储氢", name_en="Storage", kind="priority", parent=top)


def test_a_corpus_is_registered_by_analysts():
    corpus = check_action(lambda actor: corpus_of(actor=actor), role=ANALYST)
    assert (corpus.documents, corpus.left_out, corpus.first_year, corpus.last_year) == (1100, 0, 2004, 2014)
    assert corpus.simulated
    with default_storage.open(corpus.file.path) as file:
        assert file.read() == invented()


def _parquet(**columns):
    out = io.BytesIO()
    pl.DataFrame(columns).write_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not parquet at all", "corpus"),
        (_parquet(title=["a"]), "corpus"),
        (_parquet(year=[2000]), "corpus"),
        (_parquet(title=["a"], year=["someday"]), "empty"),
    ],
)
def test_what_is_no_corpus_is_refused_and_nothing_is_kept(content, code):
    with pytest.raises(ValidationError) as refused:
        corpus_of(content=content)
    assert refused.value.code == code
    assert not Corpus.objects.exists()
    assert not ActionRecord.objects.exists()


def test_a_corpus_is_registered_once_and_with_its_source():
    corpus_of()
    with pytest.raises(ValidationError) as refused:
        corpus_of(name="同一文件")
    assert refused.value.code == "known"
    with pytest.raises(ValidationError) as refused:
        register_corpus(actor=None, file=ContentFile(invented(), name="c.parquet"), name="x", source=" ")
    assert refused.value.code == "source"


def test_a_run_is_made_by_analysts_and_only_once():
    corpus = corpus_of()
    run = check_action(lambda actor: run_of(corpus, actor=actor), role=ANALYST)
    assert run.candidates.count() == run.about["terms"]
    assert [c.rank for c in run.candidates.all()[:3]] == [1, 2, 3]
    assert run.simulated
    assert all(run.candidates.values_list("simulated", flat=True))
    with default_storage.open(run.terms.path) as file:
        assert digest_of_terms(read_terms(file.read())) == run.digest
    before = ActionRecord.objects.count()
    assert make_run(actor=None, corpus=corpus, origin=2012) == run
    assert ActionRecord.objects.count() == before


@pytest.mark.parametrize("origin", [2005, 2030])
def test_an_origin_that_cannot_be_served_is_refused(origin):
    with pytest.raises(ValidationError) as refused:
        make_run(actor=None, corpus=corpus_of(), origin=origin)
    assert refused.value.code == "corpus"
    assert not ForesightRun.objects.exists()


def test_a_job_runs_a_corpus_with_its_owners_rights(monkeypatch):
    corpus = corpus_of()
    monkeypatch.setattr(
        "xinzhi.foresight.tasks.make_run", lambda *, actor, corpus, origin, **_m: run_of(corpus, origin, actor=actor)
    )
    for owner, state in ((person(Role.FINANCIER), "failed"), (person(ANALYST), "done")):
        job = start_run(owner=owner, corpus=corpus, origin=2012, horizon=2)
        run_job.call(job.pk)
        job = Job.objects.get(pk=job.pk)
        assert job.state == state, job.message
    assert job.result_url == f"/foresight/runs/{ForesightRun.objects.get().pk}/"


def test_who_sees_inside(run):
    for user, sees in (
        (person(ANALYST), True),
        (person(Role.PLAN_OFFICE), True),
        (person(Role.AUDITOR), True),
        (person(Role.EXPERT), False),
    ):
        assert visible_corpora(user).exists() is sees
        assert visible_runs(user).exists() is sees
        assert visible_candidates(user).exists() is sees


def test_a_candidate_is_filed_by_hand(run, fields):
    candidate = run.candidates.first()
    check_action(
        lambda actor: file_candidate(actor=actor, candidate=candidate, field=fields[1], why="名称相符"), role=ANALYST
    )
    candidate.refresh_from_db()
    assert (candidate.field, candidate.field_by_hand) == (fields[1], True)
    assert not Judgement.objects.exists()  # what is simulated teaches the classifier nothing
    Candidate.objects.filter(pk=candidate.pk).update(simulated=False)
    candidate.refresh_from_db()
    file_candidate(actor=person(ANALYST), candidate=candidate, field=None)
    assert Judgement.objects.get().field is None


def test_a_candidate_is_named(run):
    candidate = run.candidates.first()
    check_action(lambda actor: name_candidate(actor=actor, candidate=candidate, name=" 储氢材料 "), role=ANALYST)
    candidate.refresh_from_db()
    assert candidate.name == "储氢材料"


def test_a_candidate_is_merged_rejected_and_taken_back(run):
    first, second, third = run.candidates.order_by("rank")[:3]
    check_action(lambda actor: merge_candidate(actor=actor, candidate=second, into=first, why="同义"), role=ANALYST)
    check_action(lambda actor: reject_candidate(actor=actor, candidate=third, why="过于宽泛"), role=ANALYST)
    assert [(c.state, c.note) for c in run.candidates.order_by("rank")[:3]] == [
        ("open", ""),
        ("merged", "同义"),
        ("rejected", "过于宽泛"),
    ]
    third.refresh_from_db()
    check_action(lambda actor: restore_candidate(actor=actor, candidate=third), role=ANALYST)
    third.refresh_from_db()
    assert (third.state, third.note) == ("open", "")


def refused(act):
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.code


def test_decisions_that_make_no_sense_are_refused(run):
    first, second, third = run.candidates.order_by("rank")[:3]
    other = run_of(run.corpus, 2013).candidates.first()
    assert refused(lambda: reject_candidate(actor=None, candidate=first, why=" ")) == "reason"
    assert refused(lambda: restore_candidate(actor=None, candidate=first)) == "state"
    assert refused(lambda: merge_candidate(actor=None, candidate=first, into=first, why="x")) == "into"
    assert refused(lambda: merge_candidate(actor=None, candidate=first, into=other, why="x")) == "into"
    merge_candidate(actor=None, candidate=second, into=first, why="x")
    assert refused(lambda: merge_candidate(actor=None, candidate=second, into=first, why="x")) == "state"
    assert refused(lambda: merge_candidate(actor=None, candidate=third, into=second, why="x")) == "into"
    assert refused(lambda: merge_candidate(actor=None, candidate=first, into=third, why="x")) == "chain"
    draft_edition(actor=None, run=run, length=5)
    assert refused(lambda: reject_candidate(actor=None, candidate=first, why="x")) == "listed"


def test_people_of_departments_do_not_see_drafts():
    assert not visible_candidates(person(Role.DUTY_OFFICER, OrganisationFactory())).exists()
