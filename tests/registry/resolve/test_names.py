"""What the analyser reads out of a name."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.registry.engine.resolve import analyse
from xinzhi.registry.engine.resolve.tables import DATA, rows, tables


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中国地质大学（武汉）", "中国地质大学 (武汉)"),
        ("海信集團有限公司", "海信集团有限公司"),
        ("山东大学（威海）", "山东大学威海校区"),
        ("哈工大（威海）", "哈尔滨工业大学威海校区"),
        ("中共山东省委党校", "山东省委员会党校"),
        ("中国共产党济南市委员会党校", "济南市委党校"),
        ("宁夏回族自治区党委党校", "宁夏区委党校"),
        ("中科院海洋所", "中国科学院海洋研究所"),
        ("北师大历史学系", "北京师范大学历史系"),
        ("福建省漳州师范学院", "闽南师范大学"),
        ("山东轻工业学院", "齐鲁工业大学"),
        ("北京语言学院", "北京语言大学"),
        ("万华化学有限责任公司", "万华化学股份有限公司"),
        ("国家发改委", "国家发展改革委员会"),
        ("湖南省吉首大学文学与新闻传播学院", "吉首大学文学新闻传播学院"),
    ],
)
def test_names_that_say_the_same_read_the_same(one, other):
    assert analyse(one).whole == analyse(other).whole


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("山东科技大学", "山东科技职业学院"),
        ("中国科学院海洋研究所", "中国科学院计算技术研究所"),
        ("济南市第一人民医院", "济南市第二人民医院"),
        ("中共山东省委党校", "中共济南市委党校"),
        ("山东大学", "山东大学附属医院"),
        ("潍柴动力股份有限公司", "潍柴动力股份有限公司潍坊分公司"),
        ("海尔集团有限公司", "海尔有限公司"),
        ("北京服装学院", "江西服装学院"),
        ("上海对外经贸大学", "对外经济贸易大学"),
        ("厦门大学台湾研究院", "厦门大学台湾研究所"),
    ],
)
def test_names_of_two_bodies_read_differently(one, other):
    assert analyse(one).whole != analyse(other).whole


def test_the_parts_of_a_name():
    name = analyse("湖北武汉市武汉大学经济与管理学院世界经济系（原湖北财经学院）")
    assert (name.body, name.region, name.form, name.kind) == ("武汉大学", "武汉", "大学", "school")
    assert name.units == ("经济管理院", "世界经济系")
    assert name.former == ("中南财经大学",)


@given(st.text(max_size=60))
def test_no_text_breaks_the_analyser_and_reading_is_stable(text):
    name = analyse(text)
    assert name.whole.startswith(name.body)
    assert analyse(f" {text}　").text == name.text


def test_renamings_end_and_name_nobody_twice():
    with (DATA / "renames.csv").open(encoding="utf-8", newline="") as file:
        old = [row["old"] for row in csv.DictReader(file)]
    assert len(old) == len(set(old))
    assert not set(tables().renames) & set(tables().renames.values())
    assert all(1949 < int(row["year"]) < 2030 and row["source"] for row in rows("renames.csv"))
