"""Giving a text to the reader, reviewing it, publishing it."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from xinzhi.core.jobs import run_job
from xinzhi.core.models import Job
from xinzhi.plan.actions import correct_reading
from xinzhi.plan.models import Correction, Plan, Reading
from xinzhi.plan.views.desk import reading as reading_views
from xinzhi.plan.views.desk.review_context import marks

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.fixture
def text():
    return (CORPUS / "canglan-future.txt").read_bytes()


def _page(reading, name="reading"):
    return reverse(f"plan:{name}", args=[reading.pk])


def test_a_file_is_read_at_once(client, world, text):
    client.force_login(world.office)
    answer = client.post(reverse("plan:reading_new"), {"file": SimpleUploadedFile("方案.txt", text)})
    reading = Reading.objects.get()
    assert (answer["Location"], reading.file_name) == (_page(reading), "方案.txt")


def test_a_pasted_text_is_read(client, world, text):
    client.force_login(world.office)
    client.post(reverse("plan:reading_new"), {"text": text.decode()})
    assert Reading.objects.get().structure["number"] == "沧政办发〔2025〕8号"


def test_a_long_text_is_read_as_a_job(client, world, text, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(reading_views, "AT_ONCE", 1000)
    client.force_login(world.office)
    answer = client.post(reverse("plan:reading_new"), {"file": SimpleUploadedFile("方案.txt", text)})
    job = Job.objects.get()
    assert answer["Location"] == reverse("core:job", args=[job.pk])
    run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result_url, job.message) == ("done", _page(Reading.objects.get()), "")


def test_a_job_that_finds_no_plan_says_so(client, world, monkeypatch):
    monkeypatch.setattr(reading_views, "AT_ONCE", 5)
    client.force_login(world.office)
    client.post(reverse("plan:reading_new"), {"text": "今天天气很好，适合散步。"})
    job = Job.objects.get()
    run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, bool(job.message), Reading.objects.count()) == ("failed", True, 0)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": "今天天气很好。"}, "text"),
        ({"file": SimpleUploadedFile("x.docx", b"PK\x03\x04broken")}, "file"),
        ({"text": " "}, "__all__"),
        ({"text": "x", "file": SimpleUploadedFile("x.txt", b"x")}, "__all__"),
    ],
)
def test_what_cannot_be_read_is_marked(client, world, data, field):
    client.force_login(world.office)
    answer = client.post(reverse("plan:reading_new"), data)
    assert list(answer.context["form"].errors) == [field]
    assert Reading.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "listed", "page", "new"),
    [("office", 200, 200, 200), ("auditor", 200, 200, 403), ("officer", 403, 404, 403), ("nobody", 403, 404, 403)],
)
def test_who_reviews(client, world, who, listed, page, new):
    reading = world.reading()
    client.force_login(getattr(world, who))
    assert client.get(reverse("plan:readings")).status_code == listed
    assert client.get(_page(reading)).status_code == page
    assert client.get(reverse("plan:reading_new")).status_code == new
    assert client.post(_page(reading, "reading_correct"), {"item": "targets.0"}).status_code in {page, 302, 404, 403}
    assert Correction.objects.count() == 0


def test_an_auditor_reads_and_changes_nothing(client, world):
    reading = world.reading()
    client.force_login(world.auditor)
    page = client.get(_page(reading), {"edit": "targets.0"})
    assert (page.context["may"], page.context["form"]) == (False, None)
    remove = {"item": "targets.0", "step": "remove"}
    for name, data in (("reading_correct", remove), ("reading_discard", {"why": "x"}), ("reading_publish", {})):
        assert client.post(_page(reading, name), data).status_code == 403


def test_every_link_of_the_review_page_leads_somewhere(client, world):
    client.force_login(world.office)
    html = client.get(_page(world.reading())).content.decode()
    ids = set(re.findall(r'id="([^"]+)"', html))
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets - ids == set()
    assert len(re.findall(r'id="text-', html)) > 20


def test_marks_hold_the_words_of_their_items(world):
    reading = world.reading()
    structure = reading.structure
    for start, end, place, kind in marks(reading.text, structure):
        words = reading.text[start:end]
        number = int(place.rpartition("-")[2])
        match kind:
            case "target":
                assert words == structure["targets"][number]["text"]
            case "duty":
                assert words == structure["measures"][number]["note"]
            case "instrument":
                assert words == structure["instruments"][number]["name"]
            case _:
                assert words


@pytest.mark.parametrize("kind", ["targets", "measures", "fields", "instruments"])
def test_forms_open_by_address_and_change_nothing_when_sent_unchanged(client, world, kind):
    reading = world.reading()
    client.force_login(world.office)
    for place in range(len(reading.structure[kind])):
        form = client.get(_page(reading), {"edit": f"{kind}.{place}"}).context["form"]
        data = {b.name: "" if b.value() is None else b.value() for b in form}
        answer = client.post(_page(reading, "reading_correct"), {**data, "item": f"{kind}.{place}"})
        assert answer.status_code == 302, (place, answer.context["form"].errors)
    assert Correction.objects.count() == 0


@pytest.mark.parametrize("edit", ["targets.999", "nothing.1", "targets", "targets.x", "targets.-1", "a" * 300])
def test_odd_addresses_open_no_form(client, world, edit):
    client.force_login(world.office)
    page = client.get(_page(world.reading()), {"edit": edit})
    assert (page.status_code, page.context["form"]) == (200, None)


def test_an_item_is_corrected_in_place(client, world):
    reading = world.reading()
    client.force_login(world.office)
    form = client.get(_page(reading), {"edit": "measures.0"}).context["form"]
    data = {b.name: "" if b.value() is None else b.value() for b in form}
    data |= {"item": "measures.0", "lead": "省科技厅、 省教育厅\n省科技厅", "why": "核对"}
    answer = client.post(_page(reading, "reading_correct"), data)
    assert answer["Location"].endswith("#found-measures-0")
    kept = Correction.objects.get()
    assert (kept.after["lead"], kept.why) == (["省科技厅", "省教育厅"], "核对")
    assert {k for k in kept.after if kept.after[k] != kept.before[k]} == {"lead"}


def test_a_missed_item_is_added_at_its_words(client, world):
    reading = world.reading()
    client.force_login(world.office)
    words = "新建省级中试平台20家"
    data = {"item": "targets", "quantity": "中试平台", "comparator": "=", "value": "20", "unit": "家", "change": "new"}
    wrong = client.post(_page(reading, "reading_correct"), {**data, "words": "没有这句话"})
    assert list(wrong.context["form"].errors) == ["words"]
    client.post(_page(reading, "reading_correct"), {**data, "words": words, "due": "2027-12-31"})
    reading.refresh_from_db()
    added = reading.structure["targets"][-1]
    assert reading.text[slice(*added["span"])] == words == added["text"]
    assert (added["value"], added["due"], added["cadence"]) == (20.0, "2027-12-31", None)


def test_wrong_values_are_marked_at_their_field(client, world):
    reading = world.reading()
    client.force_login(world.office)
    data = {"item": "targets.0", "quantity": "", "comparator": "=", "value": "x", "change": "new"}
    answer = client.post(_page(reading, "reading_correct"), data)
    assert list(answer.context["form"].errors) == ["value"]
    answer = client.post(_page(reading, "reading_correct"), {**data, "value": "1"})
    assert list(answer.context["form"].errors) == ["quantity"]


def test_removing_and_undoing(client, world):
    reading = world.reading()
    before = reading.structure["targets"]
    client.force_login(world.office)
    client.post(_page(reading, "reading_correct"), {"item": "targets.0", "step": "remove"})
    reading.refresh_from_db()
    assert reading.structure["targets"] == before[1:]
    page = client.get(_page(reading))
    (shown,) = page.context["corrections"]
    assert shown["undo"]
    undo = reverse("plan:reading_undo", args=[reading.pk, shown["pk"]])
    client.post(undo)
    reading.refresh_from_db()
    assert reading.structure["targets"] == before
    assert [c["undo"] for c in client.get(_page(reading)).context["corrections"]] == [True, False]
    answer = client.post(undo, follow=True)
    assert [m.level_tag for m in answer.context["messages"]][-1:] == ["error"]
    assert Reading.objects.get().structure["targets"] == before


def test_another_readings_correction_is_not_undone_here(client, world):
    first, second = world.reading(), world.reading()
    kept = correct_reading(actor=world.office, reading=first, kind="targets", position=0, values=None)
    client.force_login(world.office)
    assert client.post(reverse("plan:reading_undo", args=[second.pk, kept.pk])).status_code == 404


def test_publishing_after_a_preview(client, world):
    reading = world.reading()
    client.force_login(world.office)
    page = client.get(_page(reading, "reading_publish"))
    assert page.context["form"].initial["key"] == "plan-2025"
    assert len(page.context["targets"]) == len(reading.structure["targets"])
    assert "省教育厅" not in page.context["departments"]
    assert "省财政厅" in page.context["departments"]
    seen = page.context["form"].initial["seen"]
    answer = client.post(_page(reading, "reading_publish"), {"key": "Bad Key", "seen": seen})
    assert list(answer.context["form"].errors) == ["key"]
    answer = client.post(_page(reading, "reading_publish"), {"key": "canglan", "seen": seen, "why": "审核"})
    assert answer["Location"] == reverse("plan:overview", args=["canglan"])
    assert Plan.objects.get(key="canglan").measures.count() == len(reading.structure["measures"])


def test_publishing_another_version_than_seen_is_stopped(client, world):
    reading = world.reading()
    client.force_login(world.office)
    seen = client.get(_page(reading, "reading_publish")).context["form"].initial["seen"]
    correct_reading(actor=world.office, reading=reading, kind="targets", position=0, values=None)
    answer = client.post(_page(reading, "reading_publish"), {"key": "canglan", "seen": seen})
    assert list(answer.context["form"].errors) == ["__all__"]
    assert Plan.objects.filter(key="canglan").count() == 0


def test_putting_aside(client, world):
    reading = world.reading()
    client.force_login(world.office)
    answer = client.post(_page(reading, "reading_discard"), {"why": ""})
    assert list(answer.context["form"].errors) == ["why"]
    client.post(_page(reading, "reading_discard"), {"why": "重复"})
    reading.refresh_from_db()
    assert reading.state == "discarded"
    assert client.get(_page(reading)).context["may"] is False


def test_the_text_is_downloaded_by_reviewers_only(client, world):
    reading = world.reading()
    client.force_login(world.auditor)
    address = client.get(_page(reading)).context["file_url"]
    answer = client.get(address)
    assert b"".join(answer.streaming_content).decode() == (CORPUS / "canglan-future.txt").read_text()
    client.force_login(world.officer)
    assert client.get(address).status_code == 404


def test_the_review_page_asks_a_bounded_number_of_questions(client, world, django_assert_max_num_queries):
    reading = world.reading()
    for place in range(5):
        correct_reading(actor=world.office, reading=reading, kind="targets", position=place, values={"unit": "座"})
    client.force_login(world.office)
    with django_assert_max_num_queries(16):
        client.get(_page(reading))
