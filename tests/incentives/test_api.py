"""The API gives what the command line gives, and says what is wrong with a firm's facts."""

import pytest
from django.test import Client

from factories import person
from incentives.firms import firm as made
from integrity_help import token
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return Client(headers={"Authorization": f"Bearer {token(person(Role.ANALYST), 'read')}"})


def post(api, path, body):
    return api.post(f"/api/v1/incentives/{path}", body, content_type="application/json")


def test_assess_and_lift(api):
    weak = made("hnte", {"rd_staff.2025": 7, "registered_on": "2018-03-02"})
    answer = post(api, "assess", {"firm": weak, "on": "2026-06-01"}).json()
    assert answer["statuses"]["hnte"]["state"] == "no"
    assert answer["steps"]["hnte.staff"]["clause"] == "第十一条（四）"
    ways = post(api, "lift", {"firm": weak, "on": "2026-06-01", "to": "hnte"}).json()["ways"]
    assert ways[0]["apply_on"] == "2027-06-01"
    after = post(api, "assess", {"firm": ways[0]["firm"], "on": ways[0]["apply_on"]}).json()
    assert after["statuses"]["hnte"]["value"] is True


def test_wrong_facts(api):
    refused = post(api, "assess", {"firm": {"staff": {"2025": -1}}, "on": "2026-06-01"})
    assert refused.status_code == 422
    assert "negative" in refused.content.decode()
    assert post(api, "lift", {"firm": {}, "to": "none"}).status_code == 422


def test_facts_and_parameters(api):
    rows = {row["key"]: row for row in api.get("/api/v1/incentives/facts").json()["facts"]}
    assert rows["revenue"]["unit"] == "fen"
    assert "hnte" in rows["revenue"]["used_by"]
    found = {row["key"]: row for row in api.get("/api/v1/incentives/parameters", {"on": "2026-06-01"}).json()}
    assert found["voucher_share"]["verified"] is False


def test_a_registered_firm(api, firm, editor):
    assert api.get(f"/api/v1/incentives/firms/{firm.key}").status_code == 403
    mine = Client(headers={"Authorization": f"Bearer {token(editor, 'read')}"})
    answer = mine.get(f"/api/v1/incentives/firms/{firm.key}", {"on": "2026-06-01"}).json()
    assert answer["facts"]["staff"]["2025"] == 80
    assert answer["statuses"]["hnte"]["state"] == "unknown"
