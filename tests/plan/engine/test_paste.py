"""Text as it comes out of pages, offices and clipboards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.plan.engine.reader import read
from xinzhi.plan.engine.reader.paste import clean

pytestmark = pytest.mark.engine

HEAD = "江澄市人工智能行动方案\n一、目标\n到2026年建成30家企业。\n二、重点任务\n"


@pytest.mark.parametrize("number", ["— 3 —", "—3—", "－3－", "- 3 -", "第3页 共9页", "第 3 页"])
def test_a_page_number_does_not_cut_a_name(number):
    plan = read(
        HEAD + f"（一）平台。建设公共服务平台并向社会开放，培育应用企业。（市科技局、市科\n\n{number}\n\n学院负责）"
    )
    assert [m.shared for m in plan.measures] == [("市科技局", "市科学院")]


def test_bare_numbers_are_page_numbers_when_they_run():
    pages = [[f"第{p}页第{i}行的文字写到这里为止。" for i in range(9)] for p in "甲乙丙丁"]
    text = "\n".join("\n".join([*page, str(n)]) for n, page in enumerate(pages, 1))
    assert clean(text) == "\n".join("\n".join(page) for page in pages)
    assert clean("表\n5\n7\n12") == "表\n5\n7\n12"


def test_paragraphs_parted_by_wide_spaces_in_one_line():
    body = "加快建设公共平台，完善配套政策，引导社会资本参与，提升服务能力。" * 3
    text = f"江澄市关于建设平台的意见\n现提出意见。　　一、总体要求　　（一）指导思想。{body}　　（二）原则。{body}　　二、重点任务　　（三）平台。{body}（市科技局负责）"
    plan = read(text)
    assert [(s.number, [c.number for c in s.children]) for s in plan.outline] == [("一", ["一", "二"]), ("二", ["三"])]
    assert [(m.path, m.lead) for m in plan.measures] == [(("二", "三"), ("市科技局",))]


def test_headings_glued_into_one_line():
    body = "加快建设公共平台，完善配套政策，引导社会资本参与，提升服务能力。" * 3
    text = (
        "江澄市人民政府关于建设平台的意见江政发〔2025〕9号\n各区人民政府：现提出意见。"
        f"一、建设平台（一）中心。{body}（市科技局负责）（二）基地。{body}（市财政局负责）二、开放场景（三）教育。{body}（市教育局负责）"
    )
    plan = read(text)
    assert (plan.title, plan.number) == ("江澄市人民政府关于建设平台的意见", "江政发〔2025〕9号")
    assert plan.addressees == ("各区人民政府",)
    assert [(m.path, m.title) for m in plan.measures] == [
        (("一", "一"), "中心"),
        (("一", "二"), "基地"),
        (("二", "三"), "教育"),
    ]


def test_a_table_written_with_bars():
    text = (
        HEAD
        + "任务分工\n| 序号 | 工作任务 | 牵头单位 | 完成时限 |\n|---|---|---|---|\n| 1 | 建设平台 | 市科技局 | 2025年底 |\n2 | 开放场景 | 市数据局 | 2026年底 |"
    )
    assert [(m.title, m.lead, m.deadline) for m in read(text).measures] == [
        ("建设平台", ("市科技局",), "2025年底"),
        ("开放场景", ("市数据局",), "2026年底"),
    ]


@given(st.text(alphabet="一（）、。：1 　|—-\n\t第章各号〔2025〕意见", max_size=300))
def test_no_word_is_lost_but_page_numbers_and_rules(text):
    kept = "".join(clean(text).split())
    assert len(kept) <= len("".join(text.split()))
    assert kept.count("章") == text.count("章") or "第" in text
