"""Named instruments in sentences of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinzhi.plan.engine.reader.instruments import find_instruments
from xinzhi.plan.engine.reader.normalise import normalise
from xinzhi.plan.engine.reader.outline import find_outline

NAMED = [
    ("建立前沿技术动态清单。", [("前沿技术动态清单", "list")]),
    ("发布未来产业“新锐”企业榜单。", [("未来产业“新锐”企业榜单", "list")]),
    ("建立瞪羚企业培育库，推动企业成长。", [("瞪羚企业培育库", "library")]),
    ("实施湖湾英才计划、青禾工程。", [("湖湾英才计划", "programme"), ("青禾工程", "programme")]),
    ("举办场景发布会、供需对接会。", [("场景发布会", "event"), ("供需对接会", "event")]),
    ("常态化开展“专家湖湾行”活动。", [("专家湖湾行", "event")]),
    ("高标准建设湖湾实验室，提升湖湾材料研究院能级。", [("湖湾实验室", "platform"), ("湖湾材料研究院", "platform")]),
    ("设立省生物制造引导基金。", [("省生物制造引导基金", "platform")]),
    ("加快建设湖湾量子信息产业园等园区。", [("湖湾量子信息产业园", "place")]),
    ("落实首台（套）保险、科技创新券等政策。", [("科技创新券", "programme")]),
]


@pytest.mark.parametrize(("sentence", "expected"), NAMED, ids=[n[0] for n in NAMED])
def test_names(sentence: str, expected: list[tuple[str, str]]) -> None:
    found = find_instruments(sentence, ())
    assert [(i.name, i.kind) for i in found] == expected
    assert all(i.span.of(sentence) == i.name for i in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "建设一批创新平台。",
        "支持各类孵化器发展。",
        "推进5个以上研发中心建设。",
        "落实《湖湾行动计划》要求。",
        "突破代谢工程等技术。",
        "参与国际大科学计划。",
        "新建一批气调库、冷库。",
    ],
)
def test_types_and_crowds_are_no_names(sentence: str) -> None:
    assert find_instruments(sentence, ()) == ()


def test_a_name_is_kept_once() -> None:
    assert len(find_instruments("建设湖湾实验室。依托湖湾实验室开展研究。", ())) == 1


def test_shandong(shared: Path) -> None:
    text = normalise((shared / "plan/shandong-2024.txt").read_text(encoding="utf-8"))
    found = {i.name: i.kind for i in find_instruments(text, find_outline(text))}
    expected = {
        "未来技术动态清单": "list",
        "未来产业“硬科技”企业榜单": "list",
        "科技人才图谱": "list",
        "山东好成果": "list",
        "未来产业科技型中小企业培育库": "library",
        "泰山人才工程": "programme",
        "外专双百计划": "programme",
        "技术经理人山东行": "event",
        "高层次人才创业大赛": "event",
        "山东科技大市场": "platform",
        "崂山实验室": "platform",
        "省新旧动能转换基金": "platform",
        "济南空天信息产业园": "place",
        "烟台东方航天港": "place",
    }
    assert {name: found.get(name) for name in expected} == expected
