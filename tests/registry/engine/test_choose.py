"""Which of several sources' words is shown."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.registry.engine.choose import TRUST, Said, best, choose

pytestmark = pytest.mark.engine

DAY = dt.date(2026, 1, 1)


def said(order, source="甲", confidence="report", as_of=DAY, simulated=False, **values):
    return Said(order, source, confidence, as_of, values, simulated)


def test_trust_comes_before_the_day_and_the_day_before_the_time_of_recording():
    official = said(1, "证书", "official", dt.date(2020, 1, 1), name="证书名")
    later = said(2, "报道", "report", dt.date(2026, 1, 1), name="报道名")
    latest = said(3, "报道", "report", dt.date(2026, 1, 1), name="更正")
    assert choose([latest, official, later])["name"].value == "证书名"
    assert choose([later, latest])["name"].value == "更正"
    assert choose([said(9, as_of=None, name="无日期"), later])["name"].value == "报道名"


def test_a_silent_source_hides_nothing():
    chosen = choose([said(1, confidence="official", name="甲"), said(2, "乙", city="jinan", name="甲")])
    assert (chosen["name"].value, chosen["city"].value) == ("甲", "jinan")


def test_another_source_that_disagrees_stands_beside_and_one_that_agrees_does_not():
    first = said(1, "甲", "official", name="甲公司")
    chosen = choose([first, said(2, "乙", name="乙公司"), said(3, "丙", name="甲公司")])["name"]
    assert chosen.said is first
    assert [(value, s.source) for value, s in chosen.others] == [("乙公司", "乙")]


def test_an_older_word_of_the_same_source_is_history_and_no_dissent():
    old, new = said(1, as_of=dt.date(2020, 1, 1), staff=10), said(2, as_of=DAY, staff=20)
    assert choose([old, new])["staff"].others == ()


def test_a_source_may_say_that_there_is_none():
    chosen = choose([said(1, note="旧"), said(2, as_of=dt.date(2026, 2, 1), note=None)])
    assert chosen["note"].value is None


def test_what_is_simulated_never_stands_before_what_is_real():
    assert choose([said(2, "乙", "official", simulated=True, n=1), said(1, confidence="derived", n=2)])["n"].value == 2


words = st.builds(
    Said,
    st.integers(0, 10**6),
    st.sampled_from("甲乙丙丁"),
    st.sampled_from(TRUST),
    st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 3) | st.none(), max_size=3),
    st.booleans(),
)


@given(st.lists(words, max_size=8, unique_by=lambda s: s.order), st.randoms())
def test_the_choice_depends_on_the_statements_alone_and_not_on_their_order(statements, random):
    mixed = list(statements)
    random.shuffle(mixed)
    assert choose(mixed) == choose(statements)
    assert best(mixed) == best(statements)


@given(st.lists(words, min_size=1, max_size=8, unique_by=lambda s: s.order))
def test_every_attribute_that_is_stated_is_chosen_from_a_statement_nobody_outranks(statements):
    chosen = choose(statements)
    assert set(chosen) == {n for s in statements for n in s.values}
    for name, choice in chosen.items():
        assert choice.value == choice.said.values[name]
        assert all(choice.said.rank <= s.rank for s in statements if name in s.values)
        assert all(value != choice.value and s.source != choice.said.source for value, s in choice.others)
