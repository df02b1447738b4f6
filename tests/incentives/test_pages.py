"""Who sees the pages, what they show, and what they cost."""

import pytest
from django.urls import reverse

from factories import person
from incentives.conftest import give_title, make_firm
from permissions import check_view
from xinzhi.core.roles import Role
from xinzhi.incentives.models import Declaration

pytestmark = pytest.mark.django_db
ON = {"on": "2026-06-01"}


def test_the_rules_are_public(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = client.get(reverse("incentives:index"), ON)
    assert page.status_code == 200
    assert "国科发火〔2016〕32号" in page.content.decode()
    rule = client.get(reverse("incentives:rule", args=["srdi"])).content.decode()
    assert "工信部企业〔2022〕63号" in rule
    assert "工信部企业〔2026〕2号" in rule
    assert client.get(reverse("incentives:rule", args=["none"])).status_code == 404


@pytest.mark.parametrize("face", [("firm",), ("why", "hnte"), ("why", "lukedai_interest"), ("lift", "tech_sme")])
def test_a_firms_pages_are_for_its_people_and_officers(client, firm, face):
    url = reverse(f"incentives:{face[0]}", args=[firm.key, *face[1:]])
    check_view(client, url, role=Role.ORG_EDITOR, organisation=firm, missing=url.replace(firm.key, "none"))
    for role in (Role.PLAN_OFFICE, Role.PROGRAMME_MANAGER, Role.AUDITOR):
        client.force_login(person(role))
        assert client.get(url, ON).status_code == 200


def test_a_university_has_no_such_page(client):
    client.force_login(person(Role.PLAN_OFFICE))
    assert client.get(reverse("incentives:firm", args=[make_firm(kind="university").key])).status_code == 404


def test_the_page_says_what_is_missing(client, firm, editor, django_assert_max_num_queries):
    client.force_login(editor)
    with django_assert_max_num_queries(14):
        page = client.get(reverse("incentives:firm", args=[firm.key]), ON)
    found = {row["status"].key: row["status"] for row in page.context["statuses"]}
    assert found["hnte"].state == "unknown"
    assert "owns_core_ip" in found["hnte"].needs
    assert found["hnte"].needs[0] == "resident"


def test_profile_to_statuses_to_lift(client, firm, editor):
    """A firm says its facts, sees what it meets, and what would lift it."""
    give_title(firm, "高新技术企业", None, None)
    client.force_login(editor)
    page = client.get(reverse("incentives:facts", args=[firm.key]), {"for": "tech_sme"})
    asked = page.context["form"].fields
    assert "class1_rights" in asked
    assert "valuation" not in asked
    said = {
        "resident": "true",
        "audited_accounts": "true",
        "restricted_industry": "false",
        "excluded_industry": "false",
        "clean_record": "true",
        "honest_record": "true",
        "staff.2025": "501",
        "revenue.2025": "4800万元",
        "rd_staff.2025": "20",
        "total_assets.2025": "8000万元",
    }
    url = reverse("incentives:facts", args=[firm.key]) + "?for=tech_sme"
    assert (
        client.post(url, {name.replace("2025", str(asked_year(asked))): v for name, v in said.items()}).status_code
        == 302
    )
    assert Declaration.objects.get().facts["resident"] is True
    standing = client.get(reverse("incentives:firm", args=[firm.key]))
    assert {r["status"].key: r["status"].state for r in standing.context["statuses"]}["tech_sme"] == "no"
    lift = client.get(reverse("incentives:lift", args=[firm.key, "tech_sme"]))
    assert lift.context["found"].state == "blocked"
    assert "size" in {b.condition for b, _facts in lift.context["blocked"]}


def asked_year(fields):
    return max(int(name.partition(".")[2]) for name in fields if "." in name)


def test_a_wrong_fact_stands_at_its_field(client, firm, editor):
    client.force_login(editor)
    url = reverse("incentives:facts", args=[firm.key])
    year = asked_year(client.get(url).context["form"].fields)
    page = client.post(url, {f"staff.{year}": "-3", f"revenue.{year}": "3 apples"})
    assert page.status_code == 422
    assert {*page.context["form"].errors} == {f"staff.{year}", f"revenue.{year}"}
    assert not Declaration.objects.exists()


def test_officers_and_outsiders_do_not_write_a_firms_facts(client, firm):
    client.force_login(person(Role.PLAN_OFFICE))
    url = reverse("incentives:facts", args=[firm.key])
    assert client.get(url).context["may"] is False
    assert client.post(url, {"resident": "true"}).status_code == 403
    assert not Declaration.objects.exists()


def test_the_sandbox_is_for_officers_and_counts(client, firm):
    url = reverse("incentives:sandbox")
    check_view(client, url, role=Role.PROGRAMME_MANAGER)
    client.force_login(person(Role.PLAN_OFFICE))
    give_title(firm, "高新技术企业", None, None)
    page = client.get(url, {"parameter": "upgrade_reward", "value": "20万元", "assume": "on", **ON})
    (table,) = page.context["tables"]
    _title, rows = table["groups"][0]
    assert (rows[0]["before"].fen, rows[0]["after"].fen, rows[0]["fen"]) == (10 * 10**6, 20 * 10**6, 10 * 10**6)
    assert "hnte_first" in page.context["effect"].assumed
    wrong = client.get(url, {"parameter": "upgrade_reward", "value": "many", **ON})
    assert wrong.context["form"].errors["value"]
    assert "tables" not in wrong.context


def test_words_in_english(client, firm, editor):
    client.force_login(editor)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("incentives:why", args=[firm.key, "hnte"]), ON).content.decode()
    assert "Share of R&amp;D staff" in page
    assert "20 persons" in page
    assert "10%" in page
