import pytest

from xinzhi.plan.engine.reader.model import Span
from xinzhi.plan.engine.reader.normalise import normalise
from xinzhi.plan.engine.reader.outline import chinese_number, find_outline, walk

pytestmark = pytest.mark.engine


def heads(text):
    return [(".".join(s.path), s.title) for s in walk(find_outline(normalise(text)))]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("一百零三", 103),
        ("二〇二四", 2024),
        ("7", 7),
    ],
)
def test_chinese_numbers(words, value):
    assert chinese_number(words) == value


def test_customary_nesting_and_run_in_headings():
    text = "一、任务\n（一）平台。\n1.建实验室。高标准建设。\n2．建中心：推进建设，形成体系，服务产业。\n（1）选址\n①勘察\n（二）场景。\n1、开放场景\n二、保障"
    assert heads(text) == [
        ("一", "任务"),
        ("一.一", "平台"),
        ("一.一.1", "建实验室"),
        ("一.一.2", "建中心"),
        ("一.一.2.1", "选址"),
        ("一.一.2.1.①", "勘察"),
        ("一.二", "场景"),
        ("一.二.1", "开放场景"),
        ("二", "保障"),
    ]


def test_levels_come_from_the_document_not_from_custom():
    text = "（一）甲\n一、子甲\n二、子乙\n（二）乙\n一、子丙\n二、子丁\n（三）丙"
    assert [path for path, _ in heads(text)] == ["一", "一.一", "一.二", "二", "二.一", "二.二", "三"]


def test_numbers_that_run_on_across_parents():
    text = "一、甲\n（一）子\n（二）子\n二、乙\n（三）子\n1.孙\n（四）子\n2.孙"
    assert [path for path, _ in heads(text)] == ["一", "一.一", "一.二", "二", "二.三", "二.三.1", "二.四", "二.四.2"]


def test_chapters_sections_and_boxes():
    text = "第一章 总则\n第一节 基础\n第二章 任务\n第一节 平台\n一、建设\n1.甲\n2.乙\n专栏1 重大项目\n1.项目\n3.丙\n第二节 场景"
    assert [path for path, _ in heads(text)] == [
        "第一章",
        "第一章.第一节",
        "第二章",
        "第二章.第一节",
        "第二章.第一节.一",
        "第二章.第一节.一.1",
        "第二章.第一节.一.2",
        "第二章.第一节.一.2.专栏1",
        "第二章.第一节.一.2.专栏1.1",
        "第二章.第一节.一.3",
        "第二章.第二节",
    ]


def test_decimal_numbering():
    text = "1 目标\n1.1 总体目标\n1.2 具体目标\n2 任务\n2.1 平台\n2.1.1 建设\n2.2 场景"
    assert [path for path, _ in heads(text)] == ["1", "1.1.1", "1.1.2", "2", "2.2.1", "2.2.1.2.1.1", "2.2.2"]


@pytest.mark.parametrize(
    "prose",
    [
        "2024年12月4日前完成。",
        "1.2万家企业受益。",
        "3.5%以上的增速。",
        "12.5亿元投资到位。",
        "一、二、三产业融合发展。",
        "第三条道路不可行。",
        "到2027年，一是建平台，二是建场景。",
        "5G网络覆盖。",
    ],
)
def test_prose_is_no_heading(prose):
    assert heads(f"一、任务\n{prose}\n二、保障") == [("一", "任务"), ("二", "保障")]


def test_an_item_that_starts_with_a_year_or_5g_is_still_an_item():
    assert heads("1.2025年重点工作\n2.5G网络建设") == [("1", "2025年重点工作"), ("2", "5G网络建设")]
    assert heads("1.1+X证书试点\n2.121人才项目\n3.12345热线") == [
        ("1", "1+X证书试点"),
        ("2", "121人才项目"),
        ("3", "12345热线"),
    ]


def test_a_stray_list_before_the_plan_does_not_swallow_it():
    text = "请做好以下工作：\n1.组织学习\n2.抓好落实\n一、总体要求\n（一）目标\n二、任务\n（一）平台\n1.建设"
    assert [path for path, _ in heads(text)] == ["1", "2", "一", "一.一", "二", "二.一", "二.一.1"]


def test_spans_give_heading_and_body():
    text = "一、任务\n（一）平台。建设平台。\n加快推进。\n二、保障\n加强领导。\n云川省人民政府\n2025年1月2日"
    first, second = find_outline(text)
    assert first.heading.of(text) == "一、任务"
    assert first.body.of(text) == "（一）平台。建设平台。\n加快推进。"
    assert first.children[0].body.of(text) == "建设平台。\n加快推进。"
    assert second.body.of(text) == "加强领导。"


def test_contents_without_page_numbers_are_skipped():
    assert heads("目录\n一、甲\n二、乙\n一、甲\n正文。\n二、乙\n正文。") == [("一", "甲"), ("二", "乙")]


def test_a_title_ends_before_a_note():
    text = "（一）建设平台（省科技厅负责）"
    (section,) = find_outline(text, [Span(7, 15)])
    assert section.title == "建设平台"
