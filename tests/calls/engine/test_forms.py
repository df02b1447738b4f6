"""Forms: what a schema takes and refuses, what is missing, what a budget adds up to, what a condition says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.calls.engine import answers as a
from xinzhi.calls.engine.eligibility import JUDGE, MET, UNKNOWN, UNMET, judge
from xinzhi.calls.engine.findings import Given, check, stops
from xinzhi.calls.engine.form import Field, Option, Section, When
from xinzhi.calls.engine.programme import BudgetItem, BudgetRule, Condition, DocumentRule, Limit, Programme
from xinzhi.calls.engine.schema import compile_form

pytestmark = pytest.mark.engine


def field(key, kind, **kwargs):
    return Field(key, f"题{key}", key, kind, **kwargs)


SECTIONS = (
    Section(
        "one",
        "一",
        "One",
        fields=(
            field("name", "text", required=True, most=10),
            field("about", "long", least=5, most=50),
            field("count", "integer", least=1, most=9),
            field("price", "money", most=100),
            field("day", "date"),
            field("joint", "yesno", required=True),
            field("kind", "choice", options=(Option("x", "甲", "X"), Option("y", "乙", "Y"))),
            field("many", "choices", options=(Option("x", "甲", "X"), Option("y", "乙", "Y")), most=1),
            field(
                "rows",
                "rows",
                required=True,
                most=2,
                columns=(field("what", "text", required=True), field("n", "number")),
                when=When("one.joint", value=True),
            ),
        ),
    ),
    Section("two", "二", "Two", when=When("one.kind", value="y"), fields=(field("why", "long", required=True),)),
    Section("three", "三", "Three", fields=(field("budget", "budget", required=True),)),
)
PROGRAMME = Programme(
    key="p",
    name="计划",
    name_en="P",
    kind="project",
    department="d",
    summary="",
    summary_en="",
    who="",
    who_en="",
    sections=SECTIONS,
    documents=(DocumentRule("seal", "盖章页", "Seal"), DocumentRule("extra", "其他", "Other", required=False)),
    limits=(Limit("leader", "call", 1),),
    budget=BudgetRule(
        items=(BudgetItem("a", "甲", "A", most=30), BudgetItem("b", "乙", "B")), grant_most_fen=1000, own=50
    ),
)
SCHEMA = compile_form(PROGRAMME)


def flaws(answers, whole=False):
    return [(f.where, f.code) for f in a.problems_of_shape(SCHEMA, answers, whole=whole)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": "长" * 11}, "too_long"),
        ({"name": 7}, "wrong_type"),
        ({"name": "\x00"}, "wrong_type"),
        ({"about": "\ud800"}, "wrong_type"),
        ({"count": 0}, "too_small"),
        ({"count": 10}, "too_large"),
        ({"count": 1.5}, "wrong_type"),
        ({"price": 10_001}, "too_large"),
        ({"price": -1}, "too_small"),
        ({"day": "2026-13-01"}, "wrong_type"),
        ({"joint": "yes"}, "wrong_type"),
        ({"kind": "z"}, "not_offered"),
        ({"many": ["x", "y"]}, "too_many"),
        ({"rows": [{}, {}, {}]}, "too_many"),
    ],
)
def test_what_even_a_draft_may_not_hold(said, code):
    [name] = said
    assert flaws({"one": said}) == [(f"one.{name}", code)]


def test_the_bound_is_told_and_money_is_bound_in_fen():
    [flaw] = a.problems_of_shape(SCHEMA, {"one": {"price": 10_001}})
    assert flaw.limit == 10_000


def test_a_draft_may_fall_short_but_not_what_is_handed_in():
    said = {"one": {"about": "短"}}
    assert flaws(said) == []
    assert flaws(said, whole=True) == [("one.about", "too_short")]


def test_unknown_sections_fields_and_columns_are_refused():
    assert flaws({"nine": {}}) == [("", "wrong_type")]
    assert flaws({"one": {"hack": 1}}) == [("one", "wrong_type")]
    assert flaws({"one": {"rows": [{"hack": 1}]}}) == [("one.rows.0", "wrong_type")]
    assert flaws({"documents": {"seal": "x"}}) == [("documents.seal", "wrong_type")], "files are no answers"


def missing(answers, slots=()):
    return [f.where for f in a.missing(SCHEMA, answers, set(slots))]


def test_everything_missing_is_named_in_the_order_of_the_form():
    assert missing({}) == ["one.name", "one.joint", "three.budget", "documents.seal"]
    said = {"one": {"name": "名", "joint": True, "kind": "y", "rows": [{"what": "一"}, {"n": 1}]}}
    assert missing(said, ["documents.seal"]) == ["one.rows.1.what", "two.why", "three.budget"]


def test_what_is_not_asked_is_neither_missing_nor_kept():
    said = {"one": {"joint": False, "kind": "x", "rows": [{}]}, "two": {"why": "因为"}}
    assert "two.why" not in missing(said)
    kept = a.without_unasked(SCHEMA, said)
    assert kept == {"one": {"joint": False, "kind": "x"}}


lines = st.dictionaries(
    st.sampled_from(["a", "b"]),
    st.fixed_dictionaries({}, optional={"grant": st.integers(0, 10**6), "own": st.integers(0, 10**6)}),
)


@given(lines)
def test_sums_are_the_sums_of_the_lines(budget):
    sums = a.budget_sums(budget)
    assert sums.total == sum(value for line in budget.values() for value in line.values())


@given(lines)
def test_the_budget_breaks_exactly_what_it_breaks(budget):
    answers = {"three": {"budget": budget}}
    sums = a.budget_sums(budget)
    codes = {f.code for f in a.budget_flaws(PROGRAMME, SCHEMA, answers)}
    if sums.total == 0:
        assert codes == set()
        return
    share = budget.get("a", {}).get("grant", 0)
    assert ("grant_above" in codes) == (sums.grant > 1000)
    assert ("own_below" in codes) == (sums.own * 2 < sums.grant)
    assert ("item_above" in codes) == (share * 100 > sums.grant * 30)


def test_the_words_are_those_of_texts_and_rows():
    said = {
        "one": {"name": "甲题", "count": 3, "joint": True, "rows": [{"what": "乙行", "n": 2}]},
        "two": {"why": "不问"},
    }
    assert a.text_of(SCHEMA, said) == "甲题\n乙行"


def condition(**kwargs):
    return Condition("k", "条件", "condition", **kwargs)


@pytest.mark.parametrize(
    ("asked", "fact", "verdict"),
    [
        ({"fact": "organisation.years", "op": ">=", "value": 1}, 1, MET),
        ({"fact": "organisation.years", "op": ">=", "value": 1}, 0.99, UNMET),
        ({"fact": "organisation.years", "op": ">=", "value": 1}, None, UNKNOWN),
        ({"fact": "organisation.kind", "op": "in", "value": ["bank", "fund"]}, "fund", MET),
        ({"fact": "organisation.kind", "op": "not in", "value": ["bank"]}, "bank", UNMET),
        ({"fact": "organisation.titles", "op": "has any", "value": ["高新技术企业"]}, ["高新技术企业"], MET),
        ({"fact": "organisation.titles", "op": "has none", "value": ["x"]}, ["x"], UNMET),
        ({"fact": "organisation.in_region", "op": "is", "value": True}, False, UNMET),
        ({"fact": "measure.rd_expense", "op": ">", "value": 5}, 5, UNMET),
        ({}, None, JUDGE),
    ],
)
def test_conditions_on_facts(asked, fact, verdict):
    facts = {asked["fact"]: fact} if asked and fact is not None else {}
    [found] = judge((condition(**asked),), facts, {})
    assert (found.verdict, found.found) == (verdict, fact if asked else None)


def test_conditions_on_answers_and_on_rules_of_another_room():
    [on_answer] = judge((condition(answer="one.joint", op="is", value=True),), {}, {"one": {"joint": False}})
    assert on_answer.verdict == UNMET
    rule = (condition(rule="hnte/score"),)
    assert judge(rule, {}, {})[0].verdict == JUDGE, "without the other room a person judges"
    [asked] = judge(rule, {}, {}, lambda key: (MET, f"规则 {key}", "/x/"))
    assert (asked.verdict, asked.words, asked.url) == (MET, "规则 hnte/score", "/x/")


def test_one_check_says_everything():
    given = Given(
        answers={"one": {"name": "名", "joint": False, "about": "短"}, "three": {"budget": {"a": {"grant": 2000}}}},
        has_leader=False,
        verdicts=judge((condition(fact="organisation.years", op=">=", value=1),), {"organisation.years": 0}, {}),
        counts={("leader", "call"): 2},
        restrictions=[{"words": "通报", "until": ""}],
    )
    found = check(PROGRAMME, SCHEMA, given)
    assert [(f.kind, f.key, f.verdict) for f in found] == [
        ("form", "missing", "missing"),
        ("form", "too_short", "failed"),
        ("budget", "grant_above", "failed"),
        ("budget", "own_below", "failed"),
        ("budget", "item_above", "failed"),
        ("team", "leader", "missing"),
        ("eligibility", "k", "failed"),
        ("limit", "leader-call", "failed"),
        ("integrity", "restriction", "failed"),
    ]
    assert "eligibility" not in {f.kind for f in stops(found)}
