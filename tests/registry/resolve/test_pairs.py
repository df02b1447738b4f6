"""Which records are found to be one, which a part of another, and why; and the labelled sample."""

import subprocess
import sys

import pytest

from registry.resolve import scoring
from xinzhi.registry.engine.resolve import COMPARISONS, Record, resolve

NAMES = [
    "歌尔股份有限公司",
    "歌尔股份",
    "浪潮电子信息产业股份有限公司",
    "浪潮信息",
    "山东大学",
    "山大附属医院",
    "山东大学附属医院",
    "山东大学（威海）",
    "山东大学威海校区",
    "山东科技大学",
    "山东科技职业学院",
    "济南市第一人民医院",
    "济南市第二人民医院",
    "中共山东省委党校",
    "山东省委党校",
    "中共济南市委党校",
    "齐鲁工业大学",
    "山东轻工业学院",
    "河南科技大学",
    "河南科技学院",
]


@pytest.fixture(scope="module")
def found():
    return resolve([Record(name, name) for name in NAMES])


def same(found, threshold=0.9):
    return {frozenset((p.left, p.right)) for p in found.pairs if p.probability >= threshold}


def test_what_is_one_is_found_and_nothing_else(found):
    assert same(found) == {
        frozenset(("歌尔股份有限公司", "歌尔股份")),
        frozenset(("山东大学（威海）", "山东大学威海校区")),
        frozenset(("中共山东省委党校", "山东省委党校")),
        frozenset(("齐鲁工业大学", "山东轻工业学院")),
    }
    assert {frozenset(cluster) for cluster in found.clusters} == same(found)


def test_an_abbreviation_alone_is_left_to_a_person(found):
    pair = next(p for p in found.pairs if {p.left, p.right} == {"浪潮信息", "浪潮电子信息产业股份有限公司"})
    assert 0.3 < pair.probability < 0.9


def test_a_campus_and_a_hospital_are_parts_not_the_same(found):
    wholes = {(p.left, p.right): p.whole for p in found.pairs if p.whole}
    assert wholes["山东大学", "山东大学附属医院"] == "山东大学"
    assert wholes["山东大学", "山东大学（威海）"] == "山东大学"
    assert all(p.probability < 0.01 for p in found.pairs if p.whole)


def test_reasons_add_up_to_the_probability(found):
    for pair in found.pairs:
        odds = 2 ** sum(reason.weight for reason in pair.reasons) * 1e-4 / (1 - 1e-4)
        assert odds / (1 + odds) == pytest.approx(pair.probability, abs=0.005)
        assert all(reason.words for reason in pair.reasons)


def test_the_probabilities_of_each_comparison_add_up_to_one():
    for comparison in COMPARISONS:
        levels = [level for level in comparison.levels if level.key != "unknown"]
        assert sum(level.m for level in levels) == pytest.approx(1, abs=0.001)
        assert sum(level.u for level in levels) == pytest.approx(1, abs=0.001)


def test_credit_codes_cities_and_other_names_count():
    records = [
        Record("1", "甲科技有限公司", credit_code="91370000MA3C000000"),
        Record("2", "完全不同的名称", credit_code="91370000ma3c000000"),
        Record("3", "乙科技有限公司", ("丙信息股份有限公司",)),
        Record("4", "丙信息有限公司"),
        Record("5", "丁戊化工有限公司", city="jinan"),
        Record("6", "丁戊化工股份有限公司", city="qingdao"),
        Record("7", "己庚食品有限公司", credit_code="91370000MA3C000001"),
        Record("8", "己庚食品股份有限公司", credit_code="91370000MA3C000002"),
    ]
    found = {(p.left, p.right): p for p in resolve(records).pairs}
    assert found["1", "2"].probability > 0.9
    assert found["3", "4"].probability > 0.9
    assert found["5", "6"].probability < 0.95
    assert ("7", "8") not in found or found["7", "8"].probability < 0.9


def test_one_name_in_two_regions_is_not_one_body():
    found = resolve([Record("1", "北京蓝鹊学院"), Record("2", "江西蓝鹊学院"), Record("3", "江西蓝鹊学院外语系")])
    assert same(found) == set()
    assert [(p.left, p.right) for p in found.pairs if p.whole] == [("2", "3")]


def test_few_records_and_doubled_ids():
    assert resolve([]).pairs == resolve([Record("1", "山东大学")]).pairs == []
    with pytest.raises(ValueError, match="one id"):
        resolve([Record("1", "山东大学"), Record("1", "青岛大学")])


def test_a_file_of_odd_names_is_no_trouble():
    odd = ["", "  ", "%", "_", "'", '"; DROP TABLE x', "大学", "学院", "（）", "A", "1", "公司"]
    assert all(p.probability < 1 for p in resolve([Record(str(i), name) for i, name in enumerate(odd)]).pairs)


def test_the_development_half_is_told_apart_well():
    """A floor below what docs/decisions/006 states, so that a change that loses pairs is seen."""
    sample = scoring.pairs("development")
    names = sorted({name for pair in sample for name in (pair.left, pair.right)})
    hits = same(resolve([Record(name, name) for name in names]))
    score = scoring.score(lambda pair: frozenset((pair.left, pair.right)) in hits, sample)
    assert score.precision[0] >= 0.97
    assert score.recall[0] >= 0.92


def test_the_sample_is_sound():
    pairs = scoring.pairs()
    assert len({frozenset((p.left, p.right)) for p in pairs}) == len(pairs) == 895
    assert {p.label for p in pairs} == {"same", "part_of", "different", "unsure"}
    assert {p.half for p in pairs} == set(scoring.PARTS)


def test_wilson():
    share, low, high = scoring.wilson(80, 88)
    assert (round(share, 3), round(low, 3), round(high, 3)) == (0.909, 0.831, 0.953)


def test_importing_the_engine_loads_neither_splink_nor_duckdb_nor_django():
    code = "import sys, xinzhi.registry.engine.resolve as r; print({'splink', 'duckdb', 'django'} & set(sys.modules))"
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
