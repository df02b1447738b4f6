"""Every page of the room: who may open it, in both languages, with a bounded number of queries, and its files."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import OrganisationFactory, person
from foresight_help import corpus_of, invented, published, run_of
from permissions import check_needs_login, check_view
from xinzhi.core.jobs import run_job
from xinzhi.core.models import Job
from xinzhi.core.roles import Role
from xinzhi.core.search.keep import catch_up
from xinzhi.fields.models import Field
from xinzhi.foresight.actions import draft_edition, edit_entry, open_study, score_edition
from xinzhi.foresight.models import Candidate, Corpus, EditionScore, ForesightEdition, ForesightRun, Study

pytestmark = pytest.mark.django_db
ANALYST = Role.ANALYST
MOST_QUERIES = 45


@pytest.fixture
def edition():
    top = Field.objects.create(key="energy", name="氢能", name_en="Hydrogen", kind="priority")
    made = published(run_of(corpus_of()), length=8)
    made.entries.filter(position__lte=4).update(field=top)
    Candidate.objects.filter(run=made.run, rank__lte=4).update(field=top)
    score_edition(actor=None, edition=made, corpus=made.run.corpus)
    catch_up(wait=True)  # the index is built once, not by a page
    return made


@pytest.fixture
def study(edition):
    office = OrganisationFactory(name="省科技厅", name_en="Science department")
    return open_study(actor=person(ANALYST), name="氢能储运", question="何时可用？", client=office, edition=edition)


def opened(client, url, **headers):
    with CaptureQueriesContext(connection) as caught:
        response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    assert len(caught) <= MOST_QUERIES, (url, len(caught))
    return response


def addresses(edition, study):
    run, candidate = edition.run, edition.entries.first().candidate
    return {
        "public": [
            reverse("foresight:index"),
            reverse("foresight:editions"),
            reverse("foresight:edition", args=[edition.pk]),
            reverse("foresight:candidate", args=[candidate.pk]),
            reverse("foresight:topics", args=[edition.pk]),
            reverse("foresight:needs", args=[edition.pk]),
            reverse("foresight:studies"),
        ],
        "inside": [
            reverse("foresight:corpora"),
            reverse("foresight:corpus", args=[run.corpus_id]),
            reverse("foresight:runs"),
            reverse("foresight:run", args=[run.pk]),
            reverse("foresight:region", args=[run.pk]),
            reverse("foresight:corpus_new"),
            reverse("foresight:edition_new", args=[run.pk]),
            reverse("foresight:study_new"),
            reverse("foresight:study", args=[study.pk]),
        ],
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_open_in_both_languages_and_mark_what_is_simulated(client, edition, study, language):
    client.cookies["django_language"] = language
    pages = addresses(edition, study)
    for url in pages["public"]:
        opened(client, url)
    client.force_login(person(ANALYST))
    for url in pages["public"] + pages["inside"]:
        body = opened(client, url).content.decode()
        if url not in {*pages["inside"][5:8], reverse("foresight:studies"), pages["inside"][8]}:
            assert ("模拟" if language == "zh-hans" else "Simulated") in body, url


@pytest.mark.parametrize("name", ["corpora", "runs", "corpus_new", "study_new"])
def test_inside_pages_are_for_the_rooms_people(client, name):
    check_view(client, reverse(f"foresight:{name}"), role=ANALYST)


def test_a_run_and_its_corpus_are_hidden_from_others(client, edition):
    for name, pk in (("corpus", edition.run.corpus_id), ("run", edition.run_id), ("region", edition.run_id)):
        url = reverse(f"foresight:{name}", args=[pk])
        check_view(client, url, role=ANALYST, refused=403 if name == "run" else 404)


def test_drafts_are_hidden_and_worked_on_by_analysts(client, edition):
    draft = draft_edition(actor=None, run=run_of(edition.run.corpus, 2013), length=4)
    entry = draft.entries.first()
    assert client.get(reverse("foresight:edition", args=[draft.pk])).status_code == 404
    for url in (
        reverse("foresight:draft", args=[draft.pk]),
        reverse("foresight:entry", args=[draft.pk, entry.pk]),
    ):
        check_view(client, url, role=ANALYST, refused=404)
        client.force_login(person(Role.AUDITOR))
        assert client.get(url).status_code == 403
    client.force_login(person(ANALYST))
    url = reverse("foresight:entry", args=[draft.pk, entry.pk])
    ring = "tackle" if entry.proposed != "tackle" else "watch"
    assert client.post(url, {"ring": ring, "is_public": "on"}).status_code == 200  # no reason: the form says so
    assert client.post(url, {"ring": ring, "why": "专家意见", "is_public": "on"}).status_code == 302
    entry.refresh_from_db()
    assert entry.ring == ring
    added = run_of(edition.run.corpus, 2013).candidates.get(rank=9)
    client.post(reverse("foresight:entry_add", args=[draft.pk]), {"candidate": 9, "why": "补充"})
    assert draft.entries.filter(candidate=added).exists()
    client.post(reverse("foresight:entry_out", args=[draft.pk, entry.pk]), {"out-why": "重复"})
    assert not draft.entries.filter(pk=entry.pk).exists()
    gone = draft.exits.first()
    client.post(reverse("foresight:exit", args=[draft.pk, gone.pk]), {"why": "增速放缓"})
    gone.refresh_from_db()
    assert gone.why == "增速放缓"
    client.post(reverse("foresight:draft", args=[draft.pk]), {"summary": "导言", "inside_note": ""})
    client.post(reverse("foresight:edition_step", args=[draft.pk, "submit"]))
    draft.refresh_from_db()
    assert (draft.state, draft.summary) == ("submitted", "导言")
    assert client.post(reverse("foresight:edition_step", args=[draft.pk, "nothing"])).status_code == 404


def test_from_a_file_to_a_job(client, settings):
    client.force_login(person(ANALYST))
    file = SimpleUploadedFile("corpus.parquet", invented())
    said = {"file": file, "name": "论文", "source": "模拟", "simulated": "on"}
    response = client.post(reverse("foresight:corpus_new"), said)
    corpus = Corpus.objects.get()
    assert response.url == reverse("foresight:corpus", args=[corpus.pk])
    response = client.post(reverse("foresight:corpus_run", args=[corpus.pk]), {"origin": 2012, "horizon": 2})
    job = Job.objects.get()
    assert response.url == reverse("core:job", args=[job.pk])
    assert job.arguments == {"corpus": corpus.pk, "origin": 2012, "horizon": 2}
    bad = client.post(
        reverse("foresight:corpus_new"), {"file": SimpleUploadedFile("a.txt", b"x"), "name": "x", "source": "y"}
    )
    assert bad.status_code == 200
    assert Corpus.objects.count() == 1


def test_a_candidate_is_decided_on_its_page(client, edition):
    run = edition.run
    candidate = run.candidates.get(rank=20)
    decide = lambda verb, **said: client.post(reverse("foresight:candidate_decide", args=[candidate.pk, verb]), said)  # noqa: E731
    check_needs_login(client, reverse("foresight:candidate_decide", args=[candidate.pk, "reject"]), method="post")
    client.force_login(person(Role.AUDITOR))
    assert decide("reject", why="x").status_code == 403
    client.force_login(person(ANALYST))
    decide("name", name="中文名")
    decide("file", **{"file-field": Field.objects.get().pk})
    decide("reject", why="过于宽泛")
    candidate.refresh_from_db()
    assert (candidate.name, candidate.field_by_hand, candidate.state) == ("中文名", True, "rejected")
    decide("restore")
    decide("merge", **{"merge-into": 1, "merge-why": "同义"})
    candidate.refresh_from_db()
    assert candidate.merged_into.rank == 1
    decide("restore")
    decide("merge", **{"merge-into": 9999, "merge-why": "同义"})
    candidate.refresh_from_db()
    assert candidate.state == "open"
    assert decide("nothing").status_code == 404


def test_candidates_are_rejected_in_bulk(client, edition):
    client.force_login(person(ANALYST))
    rows = list(edition.run.candidates.filter(rank__gte=30)[:3].values_list("pk", flat=True))
    url = reverse("foresight:run", args=[edition.run_id])
    client.post(url, {"action": "reject", "row": rows, "why": "过于宽泛", "confirmed": "1"})
    assert edition.run.candidates.filter(state="rejected").count() == 3


def test_the_list_filters_and_exports(client, edition):
    url = reverse("foresight:edition", args=[edition.pk])
    body = client.get(url, {"format": "csv"}).getvalue().decode()
    assert body.splitlines()[0].lstrip("\ufeff").startswith("position,term,name,ring")
    assert len(body.splitlines()) == 9
    rows = json.loads(client.get(url, {"format": "json", "field": "energy"}).getvalue())["rows"]
    assert {1, 2, 3, 4} <= {row["position"] for row in rows}
    assert {row["field"] for row in rows} == {"energy"}
    assert client.get(url, {"format": "xlsx"}).getvalue().startswith(b"PK")


def test_pictures_and_documents(client, edition):
    files = lambda kind: client.get(reverse("foresight:edition_file", args=[edition.pk, kind]))  # noqa: E731
    svg = files("svg").content.decode()
    assert svg.lstrip().startswith("<svg")
    assert svg.count("radar-blip is-") >= 8
    assert files("png").content.startswith(b"\x89PNG")
    with zipfile.ZipFile(io.BytesIO(files("docx").content)) as archive:
        text = archive.read("word/document.xml").decode()
    assert edition.entries.first().candidate.term in text
    assert files("gif").status_code == 404
    candidate = edition.entries.first().candidate
    assert client.get(reverse("foresight:fan_file", args=[candidate.pk, "svg"])).content.startswith(b"<svg")
    assert client.get(reverse("foresight:map_file", args=[edition.run_id, "svg"])).status_code == 302
    client.force_login(person(ANALYST))
    for name in ("map_file", "river_file"):
        assert client.get(reverse(f"foresight:{name}", args=[edition.run_id, "png"])).content.startswith(b"\x89PNG")


def test_topics_are_downloaded(client, edition):
    url = reverse("foresight:topics", args=[edition.pk])
    body = client.get(url, {"format": "csv"}).getvalue().decode()
    assert body.lstrip("\ufeff").startswith("number,topic,topic_en,field,ring")
    assert client.get(url, {"format": "xlsx"}).getvalue().startswith(b"PK")


def test_an_edition_is_judged_by_a_job(client, edition):
    EditionScore.objects.all().delete()
    url = reverse("foresight:edition_score", args=[edition.pk])
    check_needs_login(client, url, method="post")
    client.force_login(person(Role.AUDITOR))
    assert client.post(url, {"corpus": edition.run.corpus_id}).status_code == 403
    client.force_login(person(ANALYST))
    client.post(url, {"corpus": edition.run.corpus_id})
    job = Job.objects.get()
    run_job.call(job.pk)
    assert edition.scores.count() == 1
    assert Job.objects.get().result_url == reverse("foresight:edition", args=[edition.pk]) + "#hits"


def test_internal_entries_and_notes_stay_inside(client, edition):
    ForesightEdition.objects.filter(pk=edition.pk).update(state="draft")
    edition.refresh_from_db()
    hidden = edition.entries.get(position=3)
    edit_entry(actor=None, entry=hidden, ring=hidden.ring, is_public=False, inside_note="绝密")
    ForesightEdition.objects.filter(pk=edition.pk).update(state="published", inside_note="内部话")
    url = reverse("foresight:edition", args=[edition.pk])
    for address in (url, url + "?format=csv", reverse("foresight:edition_file", args=[edition.pk, "svg"])):
        response = client.get(address)
        body = (response.getvalue() if response.streaming else response.content).decode()
        assert hidden.candidate.term not in body
        assert "内部话" not in body
    assert client.get(reverse("foresight:candidate", args=[hidden.candidate_id])).status_code == 404
    client.force_login(person(ANALYST))
    assert hidden.candidate.term in client.get(url).content.decode()


def test_the_empty_room_says_what_to_do(client):
    assert client.get(reverse("foresight:index")).status_code == 200
    assert not ForesightRun.objects.exists()
    assert not Study.objects.exists()
