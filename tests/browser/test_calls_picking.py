"""By hand in the browser: a panel of many experts is found by typing, photographs are added while a report is being written."""

import pytest
import vl_convert
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from review_help import make_call, make_reviewer, programme, world
from xinzhi.calls.actions import schedule_visit
from xinzhi.calls.models import Panel, VisitPicture
from xinzhi.core.picking import SHOWN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "s")}}
    settings.STORAGES = {**django_settings.STORAGES, "default": storage}


def signed_in(visit, user, **dress):
    visitor = visit(language="en", **dress)
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visitor.base}
    visitor.page.context.add_cookies([cookie])
    return visitor


def many():
    w = world(reviewers=SHOWN + 4)
    make_reviewer(90, affiliation="海洋大学")
    return w


def test_members_are_found_by_typing_and_stay_chosen(visit):
    w = many()
    visitor = signed_in(visit, w.manager)
    page = visitor.page
    visitor.open(reverse("calls:new_panel", args=[w.call.key]))
    page.fill("input[name=name]", "评审会")
    page.fill("input[name=held_on]", timezone.localdate().isoformat())
    for words in ("评审人3", "海洋大学"):
        page.fill("input[name=reviewers-words]", words)
        page.wait_for_selector(f"#id_reviewers_rows label:has-text('{words}') input:not(:checked)")
        page.locator("#id_reviewers_rows input:not(:checked)").first.check()
    page.wait_for_selector("#id_reviewers_rows :text('2 chosen')")
    page.press("input[name=reviewers-words]", "Enter")
    assert Panel.objects.count() == 0, "Enter looks for people, it does not convene"
    page.click("main form button.btn-main")
    page.wait_for_url("**/agenda/")
    seats = Panel.objects.get().seats.values_list("reviewer__affiliation", flat=True)
    assert "海洋大学" in seats
    assert len(seats) == 2
    assert visitor.complaints == []


def test_without_script_a_button_finds_them(visit):
    w = many()
    visitor = signed_in(visit, w.manager, scripts=False)
    page = visitor.page
    visitor.open(reverse("calls:new_panel", args=[w.call.key]))
    page.fill("input[name=name]", "评审会")
    page.fill("input[name=reviewers-words]", "海洋大学")
    page.click("button[name=look]")
    assert page.input_value("input[name=name]") == "评审会"
    assert page.locator(".error").count() == 0
    assert page.locator("#id_reviewers_rows input").count() == 1


def test_a_photograph_is_added_while_the_report_is_being_written(visit, tmp_path):
    document = programme(
        review={"need": 2, "load_most": 9}, panel={"size_least": 2}, visit={"confidence": "unverified"}
    )
    place = next(n for n, step in enumerate(document["step"]) if step["key"] == "decide")
    document["step"].insert(place, {"key": "visit", "actor": "manager", "confidence": "unverified"})
    w = world(call=make_call(document))
    found = schedule_visit(
        actor=w.manager,
        application=w.applications[0],
        held_on=timezone.localdate(),
        place="济南",
        visitors=w.reviewers[:1],
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48" fill="#8a7"/></svg>'
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(bytes(vl_convert.svg_to_jpeg(svg, scale=1.0)))
    visitor = signed_in(visit, w.reviewers[0].user, width=390)
    page = visitor.page
    visitor.open(reverse("calls:visit", args=[found.pk]))
    page.fill("textarea[name=opinion]", "正在写")
    page.set_input_files("#picture_file", str(picture))
    page.fill("#picture_caption", "实验室")
    page.click("#pictures form button:has-text('Add the picture')")
    shown = page.wait_for_selector("#pictures img[alt='实验室']")
    assert shown.evaluate("async (i) => { await i.decode(); return i.naturalWidth; }") == 64
    assert page.input_value("textarea[name=opinion]") == "正在写"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#pictures button:has-text('Remove')")
    page.wait_for_selector("#pictures img", state="detached")
    assert not VisitPicture.objects.exists()
    assert visitor.complaints == []
