"""The queue by keyboard: a digit files, s puts aside, and typing in a box does neither."""

import pytest

from factories import OrganisationFactory, person
from xinzhi.core.packs import Pack
from xinzhi.core.roles import Role
from xinzhi.fields.actions import load_fields
from xinzhi.fields.models import Judgement
from xinzhi.registry.models import Platform

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct-horse-battery"


def test_filing_by_keyboard(visit):
    load_fields(actor=None, pack=Pack.load("shandong"))
    for key, name in [("a", "海洋机器人与卫星遥感实验室"), ("b", "量子计算测控实验室")]:
        Platform.objects.create(key=key, name=name)
    person(Role.ANALYST, OrganisationFactory(), username="analyst", raw_password=PASSWORD)
    analyst = visit()
    analyst.sign_in("analyst", PASSWORD)
    page = analyst.page

    analyst.open("/fields/queue/")
    page.focus("#other-field")
    page.keyboard.press("0")
    assert page.locator("main h2").first.inner_text().startswith("海洋机器人")

    page.locator("#other-field").blur()
    with page.expect_navigation():
        page.keyboard.press("s")
    assert page.locator("main h2").first.inner_text().startswith("量子计算")
    with page.expect_navigation():
        page.keyboard.press("1")
    assert page.locator(".empty").count() == 1
    assert analyst.complaints == []
    kept = Judgement.objects.get()
    assert (kept.text, kept.field.key) == ("量子计算测控实验室", "quantum-computing")
