import pytest

from xinzhi.plan.engine.reader.header import read_header
from xinzhi.plan.engine.reader.imprint import document_number, iso_date
from xinzhi.plan.engine.reader.normalise import normalise
from xinzhi.plan.engine.reader.outline import find_outline

pytestmark = pytest.mark.engine


def header(text):
    words = normalise(text)
    return read_header(words, find_outline(words))


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2024年12月4日", "2024-12-04"),
        ("二〇二四年十二月四日", "2024-12-04"),
        ("二零二五年三月二十一日", "2025-03-21"),
        ("2025-03-06", "2025-03-06"),
        ("2024年13月4日", None),
        ("2024年", None),
    ],
)
def test_dates(words, iso):
    assert iso_date(normalise(words)) == iso


@pytest.mark.parametrize(
    "words",
    [
        "云政办发〔2025〕12号",
        "云政办发[2025]12号",
        "云政办发【2025】12号",
        "云政办发（2025）12号",
        "云政办发［２０２５］１２号",
    ],
)
def test_document_number_in_any_bracket(words):
    assert document_number(normalise(words)) == "云政办发〔2025〕12号"


def test_repeated_and_broken_title_with_number_and_addressees():
    text = """国务院办公厅关于加快云川建设的指导意见
国务院办公厅关于加快
云川建设的指导意见
国办发〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
现提出以下意见：
一、总体要求
国务院办公厅
2025年2月3日"""
    found = header(text)
    assert found.title == "国务院办公厅关于加快云川建设的指导意见"
    assert found.number == "国办发〔2025〕7号"
    assert found.addressees == ("各省、自治区、直辖市人民政府", "国务院各部委、各直属机构")
    assert (found.issuer, found.issued) == ("国务院办公厅", "2025-02-03")


def test_title_of_the_attached_plan():
    text = """云川省人民政府办公厅
关于印发《云川省低空经济行动计划
（2025—2027年）》的通知
云政办发〔2025〕12号
各市（州）人民政府：
现印发给你们，请贯彻执行。
云川省人民政府办公厅
二〇二五年三月六日
云川省低空经济行动计划
（2025—2027年）
一、总体要求"""
    found = header(text)
    assert found.title == "云川省低空经济行动计划（2025—2027年）"
    assert found.notice_title == "云川省人民政府办公厅关于印发《云川省低空经济行动计划（2025—2027年）》的通知"
    assert (found.issuer, found.issued) == ("云川省人民政府办公厅", "2025-03-06")
    assert found.addressees == ("各市（州）人民政府",)


def test_title_named_only_in_the_notice():
    found = header("云川省人民政府关于印发云川省海洋强省规划的通知\n各市人民政府：\n一、总体要求")
    assert found.title == "云川省海洋强省规划"
    assert found.issuer == "云川省人民政府"


def test_a_cited_number_is_not_the_documents_own():
    found = header("关于植树的通知\n按照《通知》（云政发〔2020〕1号）要求办理。\n一、任务")
    assert found.number is None


def test_joint_issuers_and_web_page_fields():
    text = "发文字号：云科发〔2025〕3号\n成文日期：2025年5月6日\n关于开展试点的通知\n一、任务\n云川省科技厅 云川省财政厅\n2025年5月6日"
    found = header(text)
    assert (found.number, found.issuer, found.issued) == (
        "云科发〔2025〕3号",
        "云川省科技厅 云川省财政厅",
        "2025-05-06",
    )


def test_the_titles_collective_name_goes_before_a_list_of_signatures():
    text = "科技部等三部门关于发展新材料的指导意见\n一、任务\n建设平台。\n科技部 教育部 财政部\n2025年5月6日"
    found = header(text)
    assert (found.issuer, found.issued) == ("科技部等三部门", "2025-05-06")


def test_missing_facts_are_none():
    found = header("一、任务\n建设平台。")
    assert (found.title, found.number, found.issuer, found.issued, found.addressees) == ("", None, None, None, ())


BODY = "\n一、任务\n（一）平台。建设平台。"


@pytest.mark.parametrize(
    ("line", "number", "issuer", "issued"),
    [
        ("（江澄市民政局2025年6月30日印发 江民〔2025〕3号）", "江民〔2025〕3号", "江澄市民政局", "2025-06-30"),
        ("[江民[2025]3号 江澄市民政局 2025.06.30]", "江民〔2025〕3号", "江澄市民政局", "2025-06-30"),
        ("江澄市民政局、江澄市财政局，2025年6月30日", None, "江澄市民政局、江澄市财政局", "2025-06-30"),
        ("江民〔2025〕3号 江澄市民政局", "江民〔2025〕3号", "江澄市民政局", None),
        ("江澄市民政局 二〇二五年六月", None, "江澄市民政局", None),
        ("（2025年6月30日市政府第3次常务会议通过 江澄市民政局印发）", None, "江澄市民政局", "2025-06-30"),
        (
            "发文机关：江澄市民政局 文号：江民〔2025〕3号 成文日期：2025-06-30",
            "江民〔2025〕3号",
            "江澄市民政局",
            "2025-06-30",
        ),
        ("发布机构:\n江澄市民政局\n成文日期:\n2025-06-30", None, "江澄市民政局", "2025-06-30"),
        ("江澄市民政局\n江澄市财政局\n2025年6月30日（印章）", None, "江澄市民政局 江澄市财政局", "2025-06-30"),
        ("江澄市民政局\n20250630\n（此件公开发布）", None, "江澄市民政局", "2025-06-30"),
        ("江澄市养老领导小组\n（江澄市民政局代章）\n2025年6月30日", None, "江澄市养老领导小组", "2025-06-30"),
    ],
)
def test_imprint_in_any_order(line, number, issuer, issued):
    found = header(f"江澄市养老服务行动方案\n{line}{BODY}")
    assert (found.title, found.number, found.issuer, found.issued) == ("江澄市养老服务行动方案", number, issuer, issued)


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("首页 > 政务公开 > 政策文件\n索引号: 00/25 主题: 其他\n江澄市养老服务规划", "江澄市养老服务规划"),
        ("江澄市养老服务规划\n浏览量： 时间：2025-01-17 23:45:19\n江澄市养老服务规划", "江澄市养老服务规划"),
        (
            "标 题 江澄市民政局关于印发江澄市养老服务规划的通知\n关于印发江澄市养老服务规划的\n通 知",
            "江澄市养老服务规划",
        ),
        ("《江澄市养老服务规划》的通知\n江澄市民政局\n2025年6月30日\n江澄市养老服务规划", "江澄市养老服务规划"),
        ("近日，江澄市民政局印发了《江澄市养老服务规划》，要求各区落实。\n主要内容如下。", "江澄市养老服务规划"),
        (
            "江澄市民政局关于印发江澄市养老服务规划的通知 江民〔2025〕3号\n2025年6月30日（此件公开发布）",
            "江澄市养老服务规划",
        ),
        ("江澄市人民政府办公室转发市民政局\n江澄市养老服务规划的通知\n江澄市养老服务规划", "江澄市养老服务规划"),
        ("江澄市人民政府令\n第12号\n江澄市养老服务规划", "江澄市养老服务规划"),
    ],
)
def test_titles_with_what_pages_put_around_them(above, title):
    assert header(above + BODY).title == title


def test_issuers_wrapped_above_their_own_title():
    found = header(f"教育部 民政部 财政部\n科技部 应急管理部关于\n加强养老服务的意见{BODY}")
    assert found.issuer == "教育部 民政部 财政部 科技部 应急管理部"
    assert found.title == "教育部 民政部 财政部 科技部 应急管理部关于加强养老服务的意见"


def test_an_undated_signature_below_the_text():
    found = header(f"江澄市养老服务规划{BODY}\n江澄市民政局\n江澄市财政局\n（此件公开发布）")
    assert (found.issuer, found.issued) == ("江澄市民政局 江澄市财政局", None)


def test_a_date_far_from_the_number_is_another_documents():
    found = header(f"江澄市养老服务规划\n江民〔2025〕3号{BODY}\n附：旧方案\n江澄市民政局\n2014年12月29日")
    assert (found.number, found.issued) == ("江民〔2025〕3号", None)


def test_numbers_in_chinese_digits():
    assert document_number("江民〔二〇二五〕十五号") == document_number("江民〔2025〕15号") == "江民〔2025〕15号"
    assert document_number("江民〔2025〕015号") == "江民〔2025〕015号"
