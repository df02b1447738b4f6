"""What registers and the firm say comes together as one FIRM.json; a province's frame says the same."""

import datetime as dt

import polars as pl
import pytest
from django.core.exceptions import ValidationError

from incentives.conftest import DAY, give_title, make_firm
from permissions import check_action
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.incentives.actions import declare_facts
from xinzhi.incentives.models import Declaration
from xinzhi.incentives.queries.book import book
from xinzhi.incentives.queries.firm import assess_firm, known_facts
from xinzhi.incentives.queries.province import province

pytestmark = pytest.mark.django_db
SAID = {"resident": True, "staff": {"2025": 90}, "liabilities": {"2025": "4000万元"}}


def test_only_the_firms_editors_declare_its_facts(firm):
    check_action(
        lambda actor: declare_facts(actor=actor, firm=firm, facts=SAID, as_of=DAY),
        role=Role.ORG_EDITOR,
        organisation=firm,
        wrong=Role.RESEARCHER,
    )
    assert Declaration.objects.get().facts == SAID
    record = ActionRecord.objects.get()
    assert record.changes["facts"] == [0, 3]  # how many, never which: they are the firm's secrets


def test_a_wrong_fact_is_refused_with_its_reason(firm, editor):
    with pytest.raises(ValidationError) as refused:
        declare_facts(actor=editor, firm=firm, facts={"staff": {"2025": -3}, "revenu": 1}, as_of=DAY)
    assert refused.value.messages == [
        "staff.2025: -3: negative. Give person from 0 to 1000000000",
        "revenu: 1: there is no such fact. Did you mean revenue? `xinzhi incentives facts` lists them",
    ]
    assert not Declaration.objects.exists()


def test_what_the_firm_says_stands_before_the_registers(firm, editor):
    declare_facts(actor=editor, firm=firm, facts=SAID, as_of=DAY)
    known = known_facts(firm, DAY)
    assert known.facts["staff"] == {"2023": 60, "2024": 70, "2025": 90}
    assert known.facts["class1_rights"] == 2
    assert (known.origin["staff"], known.origin["revenue"]) == ("declared", "register")


def test_titles_are_held_within_their_term(firm):
    give_title(firm, "高新技术企业", dt.date(2023, 1, 5), dt.date(2026, 1, 4))
    assert known_facts(firm, dt.date(2026, 1, 4)).facts["holds_hnte"] is True
    assert known_facts(firm, dt.date(2026, 1, 5)).facts["holds_hnte"] is False
    assert "holds_hnte" not in known_facts(firm, dt.date(2023, 1, 4)).facts
    assert "holds_srdi" not in known_facts(firm, DAY).facts
    give_title(firm, "高新技术企业", dt.date(2026, 3, 1), dt.date(2029, 2, 28))
    assert known_facts(firm, DAY).facts["holds_hnte"] is True


def test_a_province_says_of_each_firm_what_its_page_says(firm):
    give_title(firm, "科技型中小企业", dt.date(2026, 3, 1), dt.date(2026, 12, 31))
    other = make_firm(registered_on=None)
    make_firm(simulated=True)
    frame = province(DAY, simulated=False)
    assert {*frame["key"]} == {firm.key, other.key}
    table = book().assess_frame(frame, DAY)
    for row in table.to_dicts():
        result, _problems, _known = assess_firm(firm if row["key"] == firm.key else other, DAY)
        assert {f"status.{k}": s.value for k, s in result.statuses.items()} == {
            k: v for k, v in row.items() if k.startswith("status.")
        }
        assert {f"benefit.{k}": b.amount for k, b in result.benefits.items()} == {
            k: v for k, v in row.items() if k.startswith("benefit.")
        }


def test_a_province_without_firms(db):
    assert isinstance(province(DAY, simulated=True), pl.DataFrame)
    assert province(DAY, simulated=True).height == 0
