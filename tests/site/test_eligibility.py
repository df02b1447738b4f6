"""A condition of a call that names a status is judged by the rules of incentives."""

import datetime as dt

import pytest

from factories import OrganisationFactory
from xinzhi.calls.hooks import rule_judge
from xinzhi.registry.models import Title

DAY = dt.date(2026, 6, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return OrganisationFactory(kind="enterprise")


def judged(firm, rule):
    judge = rule_judge(firm, DAY)
    assert judge is not None, "the site hands the rules in"
    return judge(rule)


def test_a_title_that_is_held_is_met(firm):
    Title.objects.create(
        kind="organisation", entry_id=firm.pk, name="高新技术企业", issued=dt.date(2025, 1, 1),
        expires=dt.date(2027, 12, 31), state="accepted", source="证书", as_of=DAY,
    )  # fmt: skip
    verdict, words, url = judged(firm, "hnte")
    assert (verdict, bool(words)) == ("met", True)
    assert url == f"/incentives/firms/{firm.key}/why/hnte/"


def test_what_is_not_known_is_left_to_a_person(firm):
    assert judged(firm, "hnte")[0] == "unknown"
    assert judged(firm, "no-such-rule")[::2] == ("unknown", "")
