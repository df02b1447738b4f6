import re

import pytest

from xinzhi.plan.engine.reader import duties
from xinzhi.plan.engine.reader.departments import Directory, is_department, split_list
from xinzhi.plan.engine.reader.duties import find_notes
from xinzhi.plan.engine.reader.normalise import normalise

pytestmark = pytest.mark.engine

A, B, C, D = "省科技厅", "省财政厅", "省教育厅", "各市人民政府"


def read(note):
    """(lead, support, shared, deadline) of the single note after a sentence, or None."""
    found = find_notes(normalise(f"一、建设平台。加快建设。{note}"))
    assert len(found) <= 1
    return (found[0].lead, found[0].support, found[0].shared, found[0].deadline) if found else None


@pytest.mark.parametrize(
    ("note", "lead", "support", "shared"),
    [
        (f"（{A}牵头，{B}、{C}配合）", (A,), (B, C), ()),
        (f"({A}牵头,{B}、{C}配合)", (A,), (B, C), ()),
        (f"（由{A}牵头，{B}、{C}参与）", (A,), (B, C), ()),
        (f"（{A}牵头负责，{B}协助）", (A,), (B,), ()),
        (f"（{A}会同{B}负责）", (A,), (B,), ()),
        (f"（{A}、{B}会同有关部门负责）", (A, B), (), ()),
        (f"（{A}、{B}负责）", (), (), (A, B)),
        (f"（{A}负责）", (A,), (), ()),
        (f"（{D}负责）", (), (), (D,)),
        (f"（{A}、{B}按职责分工负责）", (), (), (A, B)),
        (f"（{A}、{B}等部门按职责分工负责，{D}落实）", (), (), (A, B, D)),
        (f"（{A}、{B}等有关部门负责）", (), (), (A, B)),
        (f"（{A}、{B}等和{D}负责）", (), (), (A, B, D)),
        (f"（{A}、{B}负责；{C}、{D}参与）", (), (C, D), (A, B)),
        (f"（{A}牵头，{B}、{C}按职责分工负责）", (A,), (), (B, C)),
        (f"（{A}指导，{B}负责）", (B,), (A,), ()),
        (f"（牵头单位：{A}；配合单位：{B}、{C}）", (A,), (B, C), ()),
        (f"（牵头部门：{A} 参与单位：{B}、{C}）", (A,), (B, C), ()),
        (f"【责任单位：{A}、{B}，{D}】", (), (), (A, B, D)),
        (f"【牵头单位】{A}【配合单位】{B}", (A,), (B,), ()),
        (f"[责任部门：{A}]", (A,), (), ()),
        (f"（牵头单位为{A}，配合单位为{B}、{C}）", (A,), (B, C), ()),
        (f"（责任单位：{A}牵头，{B}配合）", (A,), (B,), ()),
        (f"（{A}牵头组织实施，{B}配合做好资金保障）", (A,), (B,), ()),
        (f"（{A}、{B}）", (), (), (A, B)),
        (f"（{A}负责，以下均需{D}落实，不再列出）", (A,), (), ()),
        ("（市场监管总局（标准委）牵头，工业和信息化部配合）", ("市场监管总局（标准委）",), ("工业和信息化部",), ()),
        ("（国务院各有关部门按职责分工负责）", (), (), ("国务院各有关部门",)),
        ("（各地区、各有关部门负责）", (), (), ("各地区", "各有关部门")),
        ("（公安部、司法部等国务院相关部门及各地区按职责分工负责）", (), (), ("公安部", "司法部", "各地区")),
        ("（公安部牵头，国务院相关部门及相关地区按职责分工负责）", ("公安部",), (), ("相关地区",)),
        (f"（{A}、{B}等省有关部门和各市人民政府负责）", (), (), (A, B, D)),
        (f"（负责部门：{A}，适用范围：云川试验区、江澄片区）", (A,), (), ()),
        (f"（主办：{A}，协办：{B}）", (A,), (B,), ()),
        (f"（牵头单位：{A}；配合单位：各项目牵头单位，各区）", (A,), ("各项目牵头单位", "各区"), ()),
        ("（责任单位：市政府办公室）", ("市政府办公室",), (), ()),
        ("（市委办公室、市政府办公室牵头）", ("市委办公室", "市政府办公室"), (), ()),
        ("（省推进工业强省建设领导小组办公室牵头）", ("省推进工业强省建设领导小组办公室",), (), ()),
        ("（市推进办负责，市工业经济联合会参与）", ("市推进办",), ("市工业经济联合会",), ()),
        ("（国家金融监督管理总局云川监管分局牵头）", ("国家金融监督管理总局云川监管分局",), (), ()),
        ("（省属企业负责）", (), (), ("省属企业",)),
        (
            "（市科技局牵头，各区县〔含高新区、经开区，以下统称各区县〕政府配合）",
            ("市科技局",),
            ("各区县政府",),
            (),
        ),
    ],
)
def test_forms_of_notes(note, lead, support, shared):
    assert read(note) == (lead, support, shared, "")


@pytest.mark.parametrize(
    ("note", "deadline"),
    [
        (f"（责任单位：{A}；完成时限：2025年12月底前）", "2025年12月底前"),
        (f"（{A}负责，2025年6月底前完成）", "2025年6月底前完成"),
        (f"（2025年底前完成，{A}负责）", "2025年底前完成"),
        (f"（{A}负责，持续推进）", "持续推进"),
        (f"（责任领导：张三；责任单位：{A}）", ""),
    ],
)
def test_deadlines_are_kept_apart_from_names(note, deadline):
    assert read(note) == ((A,), (), (), deadline)


@pytest.mark.parametrize(
    "words",
    [
        "（企业直接向国家发展改革委申报，不需省级发展改革部门转报）",
        "（RCEP）",
        "（此件公开发布）",
        "（由龙头企业牵头，高校院所参与）",
        "（公众参与）",
        "（由省科技厅负责解释）",
        "（党委领导、政府负责、社会协同、公众参与）",
        "（坚持谁主管、谁负责）",
        "（以下简称省科技厅）",
        "（见附件1）",
        "（2023—2025年）",
        "（市、区）",
        "（技工学校内由人力资源部门负责）",
        "（社区负责）",
        "各级政府要切实负责。",
    ],
)
def test_what_is_no_note(words):
    assert read(words) is None


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (f"（一）平台\n建设。\n责任单位：{A}、{B}\n（二）场景", f"责任单位：{A}、{B}"),
        (
            f"（一）平台\n牵头单位：{A}\n配合单位：{B}\n完成时限：2025年",
            f"牵头单位：{A}\n配合单位：{B}\n完成时限：2025年",
        ),
        (f"（一）平台。建设。责任单位：{A}。", f"责任单位：{A}。"),
        (f"（一）平台。建设。由{A}牵头，{B}配合。", f"由{A}牵头，{B}配合"),
        (f"（一）平台。\n（牵头单位：{A}；\n配合单位：{B}）", f"（牵头单位：{A}；\n配合单位：{B}）"),
        (f"【责任单位】{A}、{B}", f"【责任单位】{A}、{B}"),
    ],
)
def test_notes_outside_brackets_and_over_lines(text, note):
    assert [found.span.of(text) for found in find_notes(text)] == [note]


def test_a_note_after_an_unmatched_bracket_is_found():
    assert [note.shared for note in find_notes(f"建设（首批项目。加快推进。（{A}、{B}负责）")] == [(A, B)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("省委组织部、省委宣传部和省教育厅", ("省委组织部", "省委宣传部", "省教育厅")),
        ("文化和旅游部、工业和信息化部、住房和城乡建设部", ("文化和旅游部", "工业和信息化部", "住房和城乡建设部")),
        ("市规划和自然资源局及市交通局", ("市规划和自然资源局", "市交通局")),
        ("各市、县（市、区）人民政府，高新区管委会", ("各市、县（市、区）人民政府", "高新区管委会")),
        ("各省、自治区、直辖市人民政府", ("各省、自治区、直辖市人民政府",)),
        ("教育厅、财政厅等部门及各市州人民政府", ("教育厅", "财政厅", "各市州人民政府")),
        ("省科技厅 省财政厅；省教育厅等", ("省科技厅", "省财政厅", "省教育厅")),
        ("各区人民政府（管委会）、市科技局、市科技局", ("各区人民政府（管委会）", "市科技局")),
        ("人力资源社会保障部、有关部门", ("人力资源社会保障部",)),
        ("省科技厅、工业和信息化厅，通信管理局", ("省科技厅", "省工业和信息化厅", "通信管理局")),
        ("省法院、检察院；市市场监管局、财政局", ("省法院", "省检察院", "市市场监管局", "市财政局")),
        ("省委组织部、宣传部、教育厅", ("省委组织部", "省委宣传部", "省教育厅")),
        ("省科技厅、云川海关、证监局、国家税务局、财政局", ("省科技厅", "云川海关", "证监局", "国家税务局", "财政局")),
        ("科技部、财政部", ("科技部", "财政部")),
        ("各区教育局、财政局", ("各区教育局", "财政局")),
    ],
)
def test_lists_are_split_where_names_end(words, names):
    assert split_list(words) == names


@pytest.mark.parametrize(
    "name", ["科技部", "省农科院", "人民银行", "团市委", "各地区", "市场监管总局（标准委）", "中国移动山东公司"]
)
def test_departments(name):
    assert is_department(name)


@pytest.mark.parametrize("name", ["社会", "龙头企业", "谁主管", "加强领导的单位", "高校院所", "A"])
def test_no_departments(name):
    assert not is_department(name)


def test_directory_maps_aliases_and_completes_prefixes():
    directory = Directory.of([("省发展改革委", ["省发改委"]), {"name": "省教育厅", "aliases": []}])
    assert directory.apply(("省发改委", "教育厅", "税务局", "省教育厅")) == ("省发展改革委", "省教育厅", "税务局")


def test_cost_grows_with_the_text_not_faster(monkeypatch):
    """Counted, not timed: characters handed to the note parser stay proportional to the text."""
    read_characters = []
    original = duties.parse_duty
    monkeypatch.setattr(
        duties, "parse_duty", lambda words, span: (read_characters.append(len(words)), original(words, span))[1]
    )
    shapes = ["（", "（）", "（（负责）", "【（责任", "（省科技厅负责", "建设。责任单位：省科技厅"]
    for shape in shapes:
        for times in (500, 5000):
            read_characters.clear()
            text = shape * times
            find_notes(text)
            assert sum(read_characters) <= 3 * len(text), (shape, times)


def test_bracket_scan_visits_each_bracket_once(monkeypatch):
    class Counting:
        def __init__(self, pattern):
            self.pattern, self.seen = pattern, 0

        def finditer(self, text):
            for match in self.pattern.finditer(text):
                self.seen += 1
                yield match

    counter = Counting(re.compile(duties._BRACKET))
    monkeypatch.setattr(duties, "_BRACKET", counter)
    find_notes("（" * 3000 + "）" * 2000)
    assert counter.seen == 5000
