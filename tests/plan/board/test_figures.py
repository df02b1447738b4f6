"""Words and numbers of the board, and the links it adds to the registers."""

from decimal import Decimal

import pytest
from django.utils import translation

from factories import CityFactory, MeasureFactory, TargetFactory
from xinzhi.plan import figures
from xinzhi.plan.engine.progress import Health, Standing
from xinzhi.plan.links import plan_address
from xinzhi.registry.links import more_about


def test_every_state_has_words_and_a_tone():
    for state in (*Standing, *Health):
        assert figures.TONES[state] in {"ok", "warn", "bad", "mute"}
    assert set(figures.STANDINGS) == set(Standing)
    assert set(figures.HEALTHS) == set(Health)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": Decimal(30), "comparator": "≈"}, "≈ 30 个"),
        ({"value": Decimal("8.5"), "value_high": Decimal(10)}, "≥ 8.5–10 个"),
        ({"value": Decimal(1200), "unit_en": "firms"}, "≥ 1,200 firms"),
    ],
)
def test_goal_in_words(changes, words):
    with translation.override("en"):
        assert figures.goal_words(TargetFactory.build(plan=None, measure=None, **changes)) == words


def test_a_yearly_goal_says_so_and_is_reached_for_the_year():
    target = TargetFactory.build(plan=None, measure=None, cadence="yearly", value=Decimal(20), comparator="=")
    with translation.override("en"):
        assert figures.goal_words(target) == "20 个 a year"
        assert figures.standing_words(target, Standing.MET) == "reached this year"


@pytest.mark.parametrize(
    ("path", "printed"),
    [(["四", "一", "2"], "（一）2"), (["7"], "7"), (["1", "3", "2"], "3.2"), (["第三章", "二"], "（二）")],
)
def test_number_is_printed_without_its_outermost_part(path, printed):
    assert MeasureFactory.build(plan=None, area=None, path=path).number == printed


def test_registers_lead_to_duties_and_pilots(world):
    city = CityFactory(key="jinan")
    assert [url for _label, url in more_about(world.department, "department")] == [
        f"/plans/p/departments/{world.department.key}/"
    ]
    assert more_about(world.other, "department") == []
    assert [url for _label, url in more_about(city, "city")] == ["/plans/p/cities/jinan/"]


def test_a_source_that_is_a_plan_leads_to_it():
    assert plan_address("shandong-2024") == "/plans/shandong-2024/"
    assert plan_address("no/such key") == ""
