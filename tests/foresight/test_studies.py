"""Strategic studies: opened, worked on in versions, reviewed, accepted, published."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import OrganisationFactory, person
from foresight_help import corpus_of, run_of
from permissions import check_action
from xinzhi.core.files import may_have
from xinzhi.core.roles import Role
from xinzhi.foresight.actions import (
    accept_study,
    add_evidence,
    add_version,
    hand_in_study,
    open_study,
    publish_study,
    remove_evidence,
    return_study,
    review_study,
    stop_study,
)
from xinzhi.foresight.models import Study
from xinzhi.foresight.rules import visible_studies
from xinzhi.ledger.models import Entry, EntryKind

pytestmark = pytest.mark.django_db
ANALYST, OFFICE = Role.ANALYST, Role.PLAN_OFFICE


@pytest.fixture
def client_department():
    return OrganisationFactory(name="省科技厅", name_en="Science department")


@pytest.fixture
def study(client_department):
    return open_study(actor=person(ANALYST), name="氢能储运", question="何时可用？", client=client_department)


def versioned(study, text=b"draft"):
    add_version(actor=None, study=study, file=ContentFile(text, name="d.txt"), file_name="d.txt", note="初稿")
    return study


def refused(act):
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.code


def test_opening_is_for_analysts(client_department):
    study = check_action(
        lambda actor: open_study(actor=actor, name="课题", question="问题", client=client_department), role=ANALYST
    )
    assert study.state == "open"
    assert refused(lambda: open_study(actor=None, name="课题", question=" ", client=client_department)) == "question"


def test_versions_and_evidence_are_for_analysts_while_it_is_under_way(study):
    candidate = run_of(corpus_of()).candidates.first()
    check_action(
        lambda actor: add_version(actor=actor, study=study, file=ContentFile(b"x", name="d.txt"), file_name="d.txt"),
        role=ANALYST,
    )
    piece = check_action(lambda actor: add_evidence(actor=actor, study=study, candidate=candidate), role=ANALYST)
    assert piece.title == candidate.term
    assert piece.simulated
    assert refused(lambda: add_evidence(actor=None, study=study, title="报告")) == "evidence"
    said = {"title": "报告", "source": "某所", "source_url": "ftp://x"}
    with pytest.raises(ValidationError):
        add_evidence(actor=None, study=study, **said)
    check_action(lambda actor: remove_evidence(actor=actor, evidence=piece), role=ANALYST)
    assert not study.evidence.exists()
    hand_in_study(actor=None, study=study)
    assert refused(lambda: versioned(study)) == "state"
    assert refused(lambda: add_evidence(actor=None, study=study, candidate=candidate)) == "state"


def test_a_study_is_handed_in_with_a_version(study):
    assert refused(lambda: hand_in_study(actor=None, study=study)) == "version"
    versioned(study)
    check_action(lambda actor: hand_in_study(actor=actor, study=study), role=ANALYST)
    assert study.state == "review"


def test_nobody_reviews_or_accepts_their_own(client_department):
    officer = person(OFFICE)
    study = open_study(actor=officer, name="课题", question="问题", client=client_department)
    hand_in_study(actor=None, study=versioned(study))
    with pytest.raises(PermissionDenied):
        review_study(actor=officer, study=study, text="好")
    with pytest.raises(PermissionDenied):
        accept_study(actor=officer, study=study, why="同意")


@pytest.mark.parametrize(("act", "after"), [(return_study, "open"), (stop_study, "stopped")])
def test_the_plan_office_returns_or_stops(study, act, after):
    hand_in_study(actor=None, study=versioned(study))
    assert refused(lambda: act(actor=None, study=study, why="")) == "reason"
    check_action(lambda actor: act(actor=actor, study=study, why="需补充"), role=OFFICE)
    assert Study.objects.get().state == after


def test_acceptance_needs_a_review_of_the_last_version_and_publication_follows(study):
    hand_in_study(actor=None, study=versioned(study))
    assert refused(lambda: accept_study(actor=None, study=study, why="同意")) == "review"
    assert refused(lambda: review_study(actor=None, study=study, text=" ")) == "text"
    check_action(lambda actor: review_study(actor=actor, study=study, text="论据充分"), role=ANALYST)
    return_study(actor=None, study=study, why="再改")
    versioned(study, b"second")
    hand_in_study(actor=None, study=study)
    assert refused(lambda: accept_study(actor=None, study=study, why="同意")) == "review"
    review_study(actor=None, study=study, text="已改")
    check_action(lambda actor: accept_study(actor=actor, study=study, why="同意验收"), role=OFFICE)
    citizen = person(Role.EXPERT)
    first, last = study.versions.order_by("number")
    assert not visible_studies(citizen).exists()
    assert not may_have(citizen, last.file)
    check_action(lambda actor: publish_study(actor=actor, study=study), role=OFFICE)
    assert visible_studies(citizen).get() == study
    assert may_have(citizen, last.file)
    assert not may_have(citizen, first.file)
    entry = Entry.objects.get(subject_kind="foresight.study", kind=EntryKind.THING)
    assert last.file.sha256 in entry.opening.content


def test_a_study_in_the_browser(client, client_department):
    lead = person(ANALYST)
    client.force_login(lead)
    said = {"name": "氢能储运", "question": "何时可用？", "client": client_department.pk, "team": "张三\n某所"}
    response = client.post(reverse("foresight:study_new"), said)
    study = Study.objects.get()
    at = lambda name, *more: reverse(f"foresight:{name}", args=[study.pk, *more])  # noqa: E731
    assert response.url == at("study")
    client.post(at("study_version"), {"file": SimpleUploadedFile("draft.txt", b"text"), "note": "初稿"})
    client.post(at("study_evidence"), {"title": "报告", "source": "某所", "source_url": "https://example.org/a"})
    candidate = run_of(corpus_of()).candidates.first()
    client.post(at("study_cite"), {"candidate": candidate.pk})
    assert study.evidence.count() == 2
    assert client.post(at("study_cite"), {"candidate": "x"}).status_code == 404
    with zipfile.ZipFile(io.BytesIO(client.get(at("study_file")).content)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "何时可用？" in text
    assert candidate.term in text
    client.post(at("study_drop", study.evidence.last().pk))
    assert study.evidence.count() == 1
    client.post(at("study_step", "hand_in"))
    assert client.get(at("study")).status_code == 200
    other = person(OFFICE)
    client.force_login(other)
    client.post(at("study_review"), {"text": "论据充分"})
    client.post(at("study_step", "accept"), {"why": "同意"})
    client.post(at("study_step", "publish"))
    client.logout()
    body = client.get(at("study")).content.decode()
    assert "何时可用？" in body
    assert "论据充分" not in body
    assert client.get(reverse("foresight:studies")).status_code == 200
