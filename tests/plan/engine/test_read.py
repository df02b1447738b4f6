"""Whole texts: the official samples beside the project, what is no plan, and any text at all."""

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.plan.engine.reader import NotAPlan, UnreadableSource, read, read_text
from xinzhi.plan.engine.reader.compare import compare_plans, likeness
from xinzhi.plan.engine.reader.outline import walk

pytestmark = pytest.mark.engine

S, F, G, J = "省科技厅", "省发展改革委", "省工业和信息化厅", "省教育厅"
SHANDONG = [
    ("四.一.1", (S,), (F, J, G), ()),
    ("四.一.2", (S,), (F, G, "省财政厅"), ()),
    ("四.二.1", (S,), (F, G, "省卫生健康委"), ()),
    ("四.二.2", (S,), (F, G, "省商务厅"), ()),
    ("四.二.3", (F,), (S, G, "省商务厅"), ()),
    ("四.三.1", (S,), (F, G, "省商务厅", "省国资委"), ()),
    ("四.三.2", (S,), (G,), ()),
    ("四.四.1", (S,), (F, G), ()),
    ("四.四.2", (S,), ("省委组织部", J, G, "省市场监管局"), ()),
    ("四.五.1", (), (), (S, G)),
    ("四.五.2", ("省市场监管局",), (F, S, G), ()),
    ("四.六.1", (S,), ("省委组织部", J, G), ()),
    ("四.六.2", (), (), ("省委金融办", F, S, "省财政厅", "人民银行山东省分行", "国家金融监管总局山东监管局")),
    ("四.六.3", (S,), (F, "省商务厅"), ()),
    ("四.六.4", (S,), (F, G, "省财政厅", "省税务局"), ()),
    ("四.六.5", (S,), ("省科协", F, G), ()),
]


def test_shandong(shared):
    plan = read(shared / "plan" / "shandong-2024.txt")
    assert [(".".join(m.path), m.lead, m.support, m.shared) for m in plan.measures] == SHANDONG
    assert plan.title == "关于科技创新引领未来产业布局培育发展新质生产力的实施方案"
    assert (plan.number, plan.issuer, plan.issued) == (None, "山东省人民政府办公厅", "2024-12-04")
    assert plan.addressees[0] == "各市人民政府"
    assert len(plan.addressees) == 5


@pytest.mark.parametrize(
    ("file", "number", "issued", "measures"),
    [
        ("国办发-2018-117号", "国办发〔2018〕117号", "2018-12-06", 30),
        ("国办发-2018-121号", "国办发〔2018〕121号", "2018-12-11", 21),
        ("国办发-2018-129号", "国办发〔2018〕129号", "2018-12-30", 17),
        ("国发-2019-3号", "国发〔2019〕3号", "2019-01-12", 21),
    ],
)
def test_every_note_of_the_samples(shared, file, number, issued, measures):
    plan = read(shared / "plan" / "samples" / f"{file}.txt")
    assert (plan.number, plan.issued, len(plan.measures)) == (number, issued, measures)
    # Independent of the parser: in these four every note ends in 负责） or 下同）, and 、 parts its names.
    printed = re.findall(r"（[^（）]*(?:负责|下同）)[^（）]*）|（[^（）]*负责）", plan.text)
    assert [m.note for m in plan.measures] == printed
    for measure in plan.measures:
        names = re.split("[、，]|会同|等和", re.sub(r"负责.*|[（）]", "", measure.note))
        bare = [re.sub(r"等(?:有关部门)?$", "", name) for name in names]
        assert [name for name in bare if name != "有关部门"] == [*measure.lead, *measure.support, *measure.shared]


def test_parts_convention_and_joint_duty_in_the_samples(shared):
    sport = read(shared / "plan" / "samples" / "国办发-2018-121号.txt")
    assert [m.part for m in sport.measures if m.path == ("三", "十")] == [0, 1, 2]
    assert [m.part for m in sport.measures if m.path == ("三", "十三")] == [0, 1, 2]
    bonded = read(shared / "plan" / "samples" / "国发-2019-3号.txt")
    assert [m.shared for m in bonded.measures] == [()] * 21
    assert (bonded.measures[0].lead, bonded.measures[0].support) == (("税务总局",), ("财政部", "海关总署"))
    reward = read(shared / "plan" / "samples" / "国办发-2018-117号.txt")
    assert (reward.measures[15].lead, reward.measures[15].shared) == (("国家发展改革委",), ())


NO_PLANS = {
    "nothing": "",
    "blank": " \n\t\n",
    "English plan": "Action plan\n1. Build ten labs\n2. Train people",
    "code": "# 计算面积\ndef area(r):\n    return 3.14 * r * r\n",
    "novel": "第一章 少年\n那天下着雨，少年走进城里。他说：“我要去找她。”\n第二章 远行\n少年离开了城，路上遇到了老人。",
    "news": "新华社12月4日电 云川省日前提出到2027年建成30家科技创新平台。\n记者获悉，该省将加快推进布局，推动科技创新，强化企业地位。",
    "recipe": "红烧肉\n一、准备\n五花肉500克。\n二、步骤\n1.切块。\n2.炒糖色。\n3.炖40分钟。",
    "report": "本报讯 今年以来，我市加快推进项目建设，推动产业升级。\n一、项目进展快\n完成投资300亿元。\n二、服务效能高\n办结2万件。",
    "contract": "房屋租赁合同\n第一条 租期\n租期2年。\n第二条 租金\n每月3000元。\n第三条 违约责任\n乙方负责赔偿。",
    "minutes": "一、他来了\n二、她走了\n三、天黑了",
}


@pytest.mark.parametrize("text", NO_PLANS.values(), ids=NO_PLANS.keys())
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(NotAPlan):
        read_text(text)


ARTICLES = "".join(f"第{n}条 从事代理业务的机构应当加强内部管理，完善制度。\n" for n in "一二三四五六")
ITEMS = "一、江澄市推进政务改革\n加快完善制度。\n二、宁岱市推进医疗改革\n加快建设体系。\n"


@pytest.mark.parametrize(
    "text",
    [
        f"云川省代理机构管理条例\n{ARTICLES}",
        f"云川省人民政府关于对真抓实干地方给予表扬的通报\n云政发〔2025〕3号\n各市人民政府：\n{ITEMS}",
        f"云川省人民政府关于澜东新区总体规划的批复\n云政函〔2025〕3号\n江澄市人民政府：\n{ITEMS}",
    ],
)
def test_laws_and_rulings_are_refused(text):
    with pytest.raises(NotAPlan, match="not a plan"):
        read_text(text)


def test_articles_with_debtors_are_a_plan():
    duties = ARTICLES.replace("。\n", "。（市科技局负责）\n")
    assert len(read_text(f"江澄市支持代理机构发展办法\n{duties}").measures) == 6


@pytest.mark.parametrize(
    "text",
    [
        "一、目标\n到2027年，建成30家平台。\n二、重点任务\n加快推进建设。",
        "关于防汛的通知\n一、县水利局负责。\n二、县应急局负责。",
        "任务分工\n1.建设平台（市科技局牵头，市财政局配合）\n2.开放场景（市数据局负责）",
    ],
)
def test_short_plans_are_not_refused(text):
    assert read_text(text).measures != ()


_WORDS = st.sampled_from(
    [
        *'\n\t。；，（）【】《》①“"',
        *("一、", "（一）", "1.", "2.1", "第一条", "专栏1", "\n\n", "\r\n", "　　", "附件", "目录", "关于", "通知"),
        *("省科技厅", "牵头", "配合", "负责", "责任单位：", "各市、县（市、区）人民政府", "列第一位者为牵头单位，下同"),
        *("到2027年", "建成30家平台", "每年", "2024年12月4日", "云政发〔2025〕1号", "序号\t任务\t责任单位"),
    ]
)


def check_spans(plan):
    """Every span lies in the text and gives back the words that were read from it."""
    for section in walk(plan.outline):
        assert (
            0
            <= section.heading.start
            <= section.heading.end
            <= section.body.start
            <= section.body.end
            <= len(plan.text)
        )
        assert section.title in section.heading.of(plan.text)
    for measure in plan.measures:
        assert 0 <= measure.span.start <= measure.span.end <= len(plan.text)
        if measure.note_span:
            assert measure.note_span.of(plan.text) == measure.note
    for target in plan.targets:
        assert target.span.of(plan.text) == target.text
    for item in (*plan.fields, *plan.instruments):
        assert 0 <= item.span.start <= item.span.end <= len(plan.text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_WORDS, st.text(max_size=6)), max_size=60))
def test_no_text_breaks_the_reader(words):
    try:
        plan = read_text("关于任务的通知\n一、市科技局负责。\n" + "".join(words))
    except NotAPlan:
        return
    check_spans(plan)
    json.dumps(plan.to_dict(), ensure_ascii=False)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    try:
        words = read(data).text
    except (NotAPlan, UnreadableSource):
        words = ""
    assert "\r" not in words


def test_spans_of_the_official_text(shared):
    check_spans(read(shared / "plan" / "shandong-2024.txt"))


def test_a_long_text_is_read_whole():
    """Structure grows with the text: nothing is cut off, nothing is counted twice."""
    item = "{}、任务\n（一）平台。建设平台。（省科技厅负责）\n"
    numerals = "一二三四五六七八九"
    text = "长规划\n" + "".join(item.format(numerals[i % 9]) for i in range(900))
    plan = read_text(text)
    assert len(plan.measures) == 900
    assert len(plan.outline) == 900


def test_comparison_pairs_what_is_alike():
    first = read_text("甲方案\n一、目标\n到2027年，建成省级重点实验室30家。培育企业100家。\n二、重点任务\n推进建设。")
    second = read_text("乙方案\n一、目标\n到2030年，建成重点实验室50家。\n二、重点任务\n推进建设。")
    pairs = [(p.first and p.first.value, p.second and p.second.value) for p in compare_plans(first, second).targets]
    assert pairs == [(30.0, 50.0), (100.0, None)]


def test_likeness():
    assert likeness("重大科技创新平台", "科技创新平台") == 1.0
    assert likeness("重点实验室", "领军人才") == 0.0


def cli(*arguments):
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "xinzhi.plan.cli", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )


def test_cli_prints_json_and_refuses_with_code_2(tmp_path):
    good, bad = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_text("植树方案\n一、重点任务\n建设林带。（县林业局负责）\n二、保障", encoding="gb18030")
    bad.write_text("他来了。", encoding="utf-8")
    done = cli("read", good, "--json")
    assert done.returncode == 0
    data = json.loads(done.stdout)
    assert {"title", "number", "issued", "fields", "targets", "measures", "instruments"} <= data.keys()
    assert data["measures"][0]["lead"] == ["县林业局"]
    for path, words in ((bad, "does not look like"), (tmp_path / "none.txt", "does not exist")):
        refused = cli("read", path)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert words in refused.stderr
    assert cli("read", good, "--pack", "nowhere").returncode == 2
    assert "植树方案" in cli("read", good).stdout
    assert json.loads(cli("compare", good, good, "--json").stdout)["titles"] == ["植树方案", "植树方案"]
