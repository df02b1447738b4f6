"""Statistics of a Delphi round: known values, other libraries as oracles, and what no order of experts may change."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st

from xinzhi.foresight.engine.delphi import NEVER, UNKNOWN, Reply, Sheet, analyse, concordance_by_round, flaws_of, typed
from xinzhi.foresight.engine.delphi.files import check_sheet, sheets_of
from xinzhi.foresight.engine.delphi.numbers import (
    chi_square,
    is_bimodal,
    kendall_w,
    quantile,
    total_variation,
    wilcoxon,
)
from xinzhi.foresight.engine.delphi.statistics import statistics
from xinzhi.foresight.engine.delphi.tables import TableError, read_answers

pytestmark = pytest.mark.engine

PACK = Path(__file__).parents[3] / "src" / "xinzhi" / "packs" / "shandong"
DOCUMENT = sheets_of(PACK)["technology"]
SHEET = Sheet.parse(DOCUMENT)
IMPORTANCE, TIME = SHEET.question("importance"), SHEET.question("time")
scores = st.lists(st.integers(1, 5), min_size=1, max_size=30)
finite = st.lists(st.integers(-50, 50), min_size=1, max_size=30)


def round_of(scores, years=None, statement="s", groups=()):
    years = years or [2035] * len(scores)
    groups = groups or [""] * len(scores)
    return [
        Reply(statement, f"v{n}", typed(SHEET, {"importance": str(s), "time": y}), g)
        for n, (s, y, g) in enumerate(zip(scores, years, groups, strict=True))
    ]


def only(history):
    return analyse(SHEET, history)["s"]


@given(finite, st.floats(0.01, 0.99))
def test_quantiles_are_numpys_second_definition(values, share):
    assume(
        abs(share * len(values) - round(share * len(values))) > 1e-6 or share * len(values) == int(share * len(values))
    )
    assert quantile(values, share) == pytest.approx(np.quantile(values, share, method="averaged_inverted_cdf"))


@given(finite)
def test_whole_weights_are_repeated_values(values):
    weights = [1 + n % 3 for n in range(len(values))]
    repeated = [v for v, w in zip(values, weights, strict=True) for _ in range(w)]
    for share in (0.25, 0.5, 0.75):
        assert quantile(values, share, weights) == quantile(repeated, share)


def test_quantiles_need_values_and_weight():
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)
    with pytest.raises(ValueError, match="no weight"):
        quantile([1], 0.5, [0])


@given(st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=2, max_size=12))
def test_w_is_friedmans_chi_square_over_its_most(rows):
    found = kendall_w(rows)
    if all(len(set(row)) == 1 for row in rows):
        assert found is None
        return
    chi2, p = scipy.stats.friedmanchisquare(*np.array(rows).T)
    assert found.chi2 == pytest.approx(chi2, abs=1e-9)
    assert found.p == pytest.approx(p, abs=1e-9)
    assert 0 <= found.w <= 1


@given(st.lists(st.integers(1, 5), min_size=2, max_size=8), st.integers(2, 10))
def test_one_order_by_all_gives_w_one(row, raters):
    assume(len(set(row)) > 1)
    assert kendall_w([row] * raters).w == pytest.approx(1)


@given(scores, scores)
def test_chi_square_is_scipys(before, after):
    a, b = ({str(k): x.count(k) for k in range(1, 6)} for x in (before, after))
    found = chi_square(a, b)
    used = [k for k in a if a[k] + b[k]]
    if len(used) < 2:
        assert found is None
        return
    expected = scipy.stats.chi2_contingency([[a[k] for k in used], [b[k] for k in used]], correction=False)
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=25))
def test_wilcoxon_is_scipys(pairs):
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    found = wilcoxon(before, after)
    if before == after:
        assert found is None
        return
    expected = scipy.stats.wilcoxon(after, before, correction=False, method="asymptotic")
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue)


@given(scores, scores)
def test_total_variation_is_a_distance_of_shares(before, after):
    a, b = ({str(k): x.count(k) for k in range(1, 6)} for x in (before, after))
    assert total_variation(a, b) == pytest.approx(total_variation(b, a))
    assert 0 <= total_variation(a, b) <= 1 + 1e-12
    assert total_variation(a, {k: 3 * v for k, v in a.items()}) == pytest.approx(0)


def test_net_change_of_scheibe():
    # Two of ten move from 3 to 4: 20 % of the answers changed.
    assert total_variation({"3": 5, "4": 5}, {"3": 3, "4": 7}) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="empty"):
        total_variation({}, {"3": 1})


def test_two_camps():
    assert is_bimodal([5, 1, 0, 1, 5])
    assert not is_bimodal([0, 1, 3, 5, 3])
    assert not is_bimodal([9, 1, 0, 0, 1])  # the second camp is too small
    assert not is_bimodal([0, 0])


@given(scores)
def test_statistics_of_a_scale(values):
    found = statistics(IMPORTANCE, [str(v) for v in values])
    assert sum(found["counts"].values()) == found["n"] == len(values)
    assert found["q1"] <= found["median"] <= found["q3"]
    assert found["median"] == np.median(values)
    assert found["agreement"] == pytest.approx(sum(v >= 4 for v in values) / len(values), abs=1e-4)
    assert found["index"] == pytest.approx(sum((v - 1) * 25 for v in values) / len(values), abs=0.01)
    assert found["mean"] == pytest.approx(np.mean(values), abs=1e-4)
    if len(values) > 1:
        assert found["sd"] == pytest.approx(np.std(values, ddof=1), abs=1e-4)


@given(st.lists(st.one_of(st.integers(2026, 2060), st.sampled_from([NEVER, UNKNOWN])), min_size=1, max_size=30))
def test_never_is_later_than_any_year_and_unknown_is_no_answer(values):
    found = statistics(TIME, values)
    known = [math.inf if v == NEVER else v for v in values if v != UNKNOWN]
    assert found["n"] == len(known)
    assert found["unknown"] == values.count(UNKNOWN)
    assert sum(found["counts"].values()) == len(values)
    if not known:
        assert "median" not in found
        return
    middle = sorted(known)[(len(known) - 1) // 2 : len(known) // 2 + 1]
    expected = sum(middle) / len(middle)
    assert found["median"] == (NEVER if math.isinf(expected) else expected)
    assert found["never"] == pytest.approx(values.count(NEVER) / len(known), abs=1e-4)


def test_a_third_quartile_of_never_has_no_width():
    found = statistics(TIME, [2030, 2030, NEVER, NEVER])
    assert (found["q1"], found["q3"], found["iqr"]) == (2030, NEVER, None)
    assert statistics(TIME, [NEVER, NEVER])["iqr"] == 0


def test_choices_are_shares_of_heads():
    question = SHEET.question("constraints")
    found = statistics(question, [["money", "talent"], ["talent"], ["rules"]])
    assert found["n"] == 3
    assert found["shares"]["talent"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["ranked"] == ["talent", "money", "rules"]


@given(scores, st.randoms())
def test_the_order_of_experts_changes_nothing(values, random):
    replies = round_of(values)
    mixed = list(replies)
    random.shuffle(mixed)
    assert analyse(SHEET, [replies, replies]) == analyse(SHEET, [mixed, replies])


@given(st.integers(1, 5), st.integers(5, 20))
def test_identical_answers_have_no_spread_and_close_in_the_second_round(score, n):
    replies = round_of([score] * n)
    found = only([replies, replies])
    assert found["questions"]["importance"]["iqr"] == 0
    assert found["change"]["importance"]["moved"] == 0
    assert found["proposal"]["close"] is True
    assert found["proposal"]["outcome"] == "consensus"
    assert "wilcoxon" not in found["change"]["importance"]


def test_a_first_round_is_always_asked_again():
    found = only([round_of([5] * 8)])
    assert found["proposal"] == {
        "close": False, "why": "again", "outcome": "consensus", "stable": [], "agreed": ["importance", "time"],
    }  # fmt: skip


def test_stable_dissent_closes_as_dissent_and_is_kept():
    split = round_of([1, 1, 1, 1, 2, 3, 5, 5, 5, 5])
    found = only([split, split])
    assert found["proposal"]["close"] is True
    assert found["proposal"]["why"] == "stable"
    assert found["proposal"]["outcome"] == "bipolar"
    assert found["questions"]["importance"]["bimodal"] is True


def test_what_moves_is_asked_again_until_the_rounds_are_over():
    first, second = round_of([1, 1, 1, 2, 2, 3, 4, 5]), round_of([4, 4, 4, 4, 4, 4, 4, 5])
    assert only([first, second])["proposal"]["why"] == "again"
    over = only([first, second, first])
    assert (over["proposal"]["close"], over["proposal"]["why"]) == (True, "rounds")


def test_agreement_alone_closes_only_where_the_sheet_says_so():
    document = {**DOCUMENT, "stopping": {**DOCUMENT["stopping"], "needs_stability": False}}
    first, second = round_of([1, 1, 1, 2, 2, 3, 4, 5]), round_of([4, 4, 4, 4, 4, 4, 4, 5])
    found = analyse(Sheet.parse(document), [first, second])["s"]["proposal"]
    assert (found["close"], found["why"]) == (True, "agreed")


def test_fifteen_of_a_hundred_may_move():
    first = round_of([4] * 50 + [3] * 50)
    assert only([first, round_of([4] * 65 + [3] * 35)])["proposal"]["stable"] == ["importance", "time"]
    assert only([first, round_of([4] * 66 + [3] * 34)])["proposal"]["stable"] == ["time"]


@given(st.integers(0, 4))
def test_few_answers_tell_nothing_but_their_number(n):
    found = analyse(SHEET, [round_of([5] * n)])
    if n:
        assert found["s"]["questions"]["importance"] == {"n": n, "few": True}
        assert found["s"]["proposal"]["outcome"] == "few"


def test_groups_under_five_are_not_told_nor_what_they_leave():
    def groups(sizes):
        names = [g for g, n in sizes.items() for _ in range(n)]
        replies = round_of([3 + n % 3 for n in range(len(names))], groups=names)
        return only([replies])["questions"]["importance"]["groups"]

    assert set(groups({"a": 6, "b": 5})) == {"a", "b"}
    assert groups({"a": 9, "b": 4}) == {}, "the whole less group a would tell group b"
    assert set(groups({"a": 9, "b": 3, "c": 2})) == {"a", ""}
    assert groups({"a": 4, "b": 3}) == {}


def test_expertise_weighs_beside_or_instead():
    replies = [
        Reply(
            "s", f"v{n}", typed(SHEET, {"importance": "5" if n < 3 else "1", "expertise": "high" if n < 3 else "none"})
        )
        for n in range(9)
    ]
    found = only([replies])["questions"]["importance"]
    assert (found["median"], found["weighted"]["median"]) == (1, 5)
    document = {**DOCUMENT, "sheet": {**DOCUMENT["sheet"], "weighting": "expertise"}}
    assert analyse(Sheet.parse(document), [replies])["s"]["questions"]["importance"]["median"] == 5


def test_concordance_takes_experts_who_answered_all():
    rounds = [[*round_of([1, 1, 1, 1, 1], statement="a"), *round_of([5, 5, 5, 5, 5], statement="b")]]
    assert concordance_by_round(SHEET, rounds)[0]["w"] == pytest.approx(1)
    assert concordance_by_round(SHEET, rounds)[0]["raters"] == 5
    assert concordance_by_round(SHEET, [rounds[0][:-1]]) == [None], "four are too few"


def test_flaws_are_told_by_code():
    assert flaws_of(SHEET, {"importance": "9", "time": "2300", "constraints": ["x"], "what": 1}) == {
        "importance": "unknown", "time": "year", "constraints": "unknown", "what": "unknown",
    }  # fmt: skip
    assert flaws_of(SHEET, {"constraints": ["money", "talent", "rules", "market"]}) == {"constraints": "many"}
    assert flaws_of(SHEET, {}, whole=True) == {"expertise": "missing", "importance": "missing"}
    with pytest.raises(ValueError, match="year"):
        typed(SHEET, {"time": "20x0"})


# --- files -------------------------------------------------------------------------------------------------------------


SOUND = (PACK / "delphi" / "technology.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('key = "technology"\nname = "未来', 'key = "other"\nname = "未来', "sheet.key"),
        ("answers_least = 5", "answers_least = 2", "sheet.answers_least"),
        ("stability = 0.15", "stability = 15", "stopping.stability"),
        ("rounds_least = 2", "rounds_least = 5", "stopping"),
        ('key = "importance"', 'key = "expertise"', "question[2].key"),
        ("first = 2026\n", "", "question[3].first"),
        ("agree = [4, 5]", "agree = [7]", "question[2].agree"),
        ('kind = "time"', 'kind = "when"', "question[3].kind"),
        ("value = 0, weight = 0.0,", "value = 0,", "question[1].options"),
    ],
)
def test_a_fault_of_a_sheet_is_told_with_file_line_and_field(tmp_path, old, new, field):
    assert old in SOUND
    file = tmp_path / "technology.toml"
    file.write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    problems = check_sheet(file)
    assert field in {p.field for p in problems}
    assert all(p.line >= 1 and p.reason and p.remedy for p in problems)


def test_the_packs_sheet_is_sound_and_its_keys_are_read():
    assert check_sheet(PACK / "delphi" / "technology.toml") == []
    assert tomllib.loads(SOUND) == DOCUMENT
    assert [q.key for q in SHEET.judged] == ["importance", "time"]


def table(tmp_path, *lines):
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(["round,statement,expert,question,value", *lines]), encoding="utf-8")
    return file


def test_a_table_of_answers_is_read(tmp_path):
    lines = [f"{r},S1,e{n},importance,4" for r in (1, 2) for n in range(6)]
    rounds = read_answers(table(tmp_path, *lines, "1,S1,e0,constraints,money; talent"), SHEET)
    assert [len(r) for r in rounds] == [6, 6]
    assert rounds[0][0].values == {"importance": "4", "constraints": ["money", "talent"]}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("x,S1,e1,importance,4", "round"),
        ("1,,e1,importance,4", "statement"),
        ("1,S1,e1,colour,4", "question"),
        ("1,S1,e1,importance,9", "value"),
        ("1,S1,e1,time,1999", "value"),
        ("3,S1,e1,importance,4", "rounds"),
    ],
)
def test_a_faulty_row_is_told_by_line(tmp_path, line, field):
    with pytest.raises(TableError) as caught:
        read_answers(table(tmp_path, "1,S1,e0,importance,4", line), SHEET)
    assert "answers.csv:" in str(caught.value)
    assert field in str(caught.value)
    with pytest.raises(TableError):
        read_answers(table(tmp_path), SHEET)
