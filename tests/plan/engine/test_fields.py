"""Fields of industry read from short plans of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinzhi.plan.engine.reader.field_prose import describe, split_list
from xinzhi.plan.engine.reader.fields import field_name, find_fields
from xinzhi.plan.engine.reader.model import PlanField
from xinzhi.plan.engine.reader.normalise import normalise
from xinzhi.plan.engine.reader.outline import find_outline


def read(text: str) -> tuple[PlanField, ...]:
    return find_fields(text, find_outline(text))


NUMBERED = """二、重点方向
（一）大力发展智能机器人产业。攻克精密减速器、智能控制器等核心零部件，拓展在汽车、医疗等场景的应用。
（二）加快培育新型储能。布局钠离子电池、液流电池等技术路线，研发长时储能装备。
（三）前沿新材料领域。重点突破石墨烯、超导材料制备技术。
三、主要任务
（一）提升创新能力。建设实验室。
"""
RUN_IN = """三、重点任务
（一）布局未来产业重点赛道
——量子信息。重点发展量子通信、量子计算，突破量子芯片、量子纠错等关键技术，推动在金融、电力等领域应用。
——合成生物：聚焦酶设计、底盘细胞构建方向，开发生物基材料。
（二）强化企业主体
1.培育领军企业。支持企业做大做强。
"""
INLINE = """一、总体要求
到2027年，加快布局量子信息、人形机器人、6G等未来产业，形成新增长点。
二、主要任务
（一）加强技术攻关。突破一批技术。
"""
FRONTIER = """一、重点领域
（一）优先发展两大领域
1.集成电路。聚焦芯片设计、先进封装等领域，开发车规级芯片。
2.商业航天。研制可重复使用火箭、卫星平台等产品。
（二）谋划布局一批前沿领域。聚焦未来信息、未来能源等，围绕类脑芯片、氢能和可控核聚变等前沿方向，加强预研。
"""
NONE = """三、主要任务
（一）提升农产品质量。推广先进技术，开展标准化生产。
（二）拓宽流通渠道。支持企业开发产品。
（三）强化保障措施。落实政策，优化服务。
"""


def test_numbered_items_under_a_heading_that_announces_fields() -> None:
    assert [(f.number, f.name, f.kind) for f in read(NUMBERED)] == [
        ("一", "智能机器人产业", "priority"),
        ("二", "新型储能", "priority"),
        ("三", "前沿新材料", "priority"),
    ]


def test_paragraphs_with_a_dash_or_a_colon() -> None:
    quantum, biology = read(RUN_IN)
    assert (quantum.name, quantum.technologies, quantum.applications, quantum.subfields) == (
        "量子信息",
        ("量子芯片", "量子纠错"),
        ("金融", "电力"),
        ("量子通信", "量子计算"),
    )
    assert (biology.name, biology.subfields, biology.products) == (
        "合成生物",
        ("酶设计", "底盘细胞构建"),
        ("生物基材料",),
    )


def test_a_list_in_a_sentence_where_nothing_else_names_them() -> None:
    assert [(f.name, f.kind, f.span.of(INLINE)) for f in read(INLINE)] == [
        ("量子信息", "priority", "量子信息"),
        ("人形机器人", "priority", "人形机器人"),
        ("6G", "priority", "6G"),
    ]


def test_frontier_technologies_and_directions_are_kept_apart() -> None:
    assert [(f.name, f.kind) for f in read(FRONTIER)] == [
        ("集成电路", "priority"),
        ("商业航天", "priority"),
        ("未来信息", "direction"),
        ("未来能源", "direction"),
        ("类脑芯片", "frontier"),
        ("氢能", "frontier"),
        ("可控核聚变", "frontier"),
    ]


def test_a_plan_of_measures_names_no_fields() -> None:
    assert read(NONE) == ()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("大力发展量子信息", "量子信息"),
        ("“元宇宙+”", "元宇宙+"),
        ("前瞻布局可控核聚变领域", "可控核聚变"),
        ("强化企业创新主体地位", None),
        ("完善产业生态", None),
        ("建设创新平台", None),
    ],
)
def test_names_in_headings(title: str, name: str | None) -> None:
    assert field_name(title) == name


def test_enumerations_respect_brackets() -> None:
    assert split_list("芯片（含车规、射频）、传感器以及控制器", joined=True) == [
        "芯片（含车规、射频）",
        "传感器",
        "控制器",
    ]


def test_prose_is_sorted_by_verb_and_noun() -> None:
    prose = describe("突破柔性电极、信号解码等关键技术，研制康复外骨骼等设备，构建智慧养老、远程康复等典型应用场景。")
    assert (prose.technologies, prose.products, prose.applications) == (
        ("柔性电极", "信号解码"),
        ("康复外骨骼",),
        ("智慧养老", "远程康复"),
    )


def test_shandong(shared: Path) -> None:
    fields = read(normalise((shared / "plan/shandong-2024.txt").read_text(encoding="utf-8")))
    assert [f.name for f in fields if f.kind == "priority"] == [
        "人工智能", "元宇宙+", "生命科学", "未来网络", "量子科技", "技能作业机器人", "深海深地深空", "低空经济",
    ]  # fmt: skip
    assert [f.name for f in fields if f.kind == "frontier"] == [
        "6G", "脑科学与类脑智能", "可见光通信", "光计算", "太赫兹", "氢能",
    ]  # fmt: skip


def test_papers_without_fields(shared: Path) -> None:
    for path in sorted((shared / "plan/samples").glob("*.txt")):
        assert read(normalise(path.read_text(encoding="utf-8"))) == ()


HEAD = "某市海洋产业方案\n一、总体要求\n到2027年，产值达到50亿元。\n"
FOOT = "三、保障措施\n（一）加强组织领导。落实责任。\n"


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("二、重点领域\n聚焦海洋装备、海洋药物、海洋信息三大领域，加快攻关。\n", ["海洋装备", "海洋药物", "海洋信息"]),
        ("二、重点产业\n重点产业包括：海洋装备、海洋药物、海洋信息。\n", ["海洋装备", "海洋药物", "海洋信息"]),
        (
            "二、重点领域\n做强海洋渔业，做优海洋旅游，培育海洋药物，构建产业体系。\n",
            ["海洋渔业", "海洋旅游", "海洋药物"],
        ),
        ("二、重点方向\n一是大力发展海洋渔业。二是做强海工装备。\n", ["海洋渔业", "海工装备"]),
        ("二、重点领域\n围绕主导产业（海洋渔业、海工装备、海洋旅游），强化招商。\n", ["海洋渔业", "海工装备", "海洋旅游"]),
        ("二、重点任务\n（一）抓招商。重点打造海洋渔业、海工装备、海洋旅游三条产业链。\n", ["海洋渔业", "海工装备", "海洋旅游"]),
        ("二、重点任务\n以钢铁、水泥、化工等行业为重点，推进治理。\n", []),
        ("二、重点任务\n以创新、协调、绿色、开放为引领，推进建设。\n", []),
    ],
)  # fmt: skip
def test_lists_of_fields(section: str, expected: list[str]) -> None:
    assert [f.name for f in read(HEAD + section + FOOT)] == expected


@pytest.mark.parametrize(
    "section",
    [
        "（三）加强前瞻研究。对可控核聚变、室温超导开展长期跟踪。\n",
        "（三）超前布局\n——可控核聚变。开展等离子体研究。\n——室温超导。探索新材料体系。\n",
        "（三）探索未来方向。1.可控核聚变。2.室温超导。\n",
        "（三）前沿储备。可控核聚变、室温超导等，按成熟度分类推进。\n",
    ],
)
def test_frontier_technologies(section: str) -> None:
    plan = "某市未来产业方案\n一、重点领域\n（一）量子信息。突破量子芯片技术。\n（二）氢能。研制电解槽装备。\n"
    assert [f.name for f in read(plan + section + FOOT) if f.kind == "frontier"] == ["可控核聚变", "室温超导"]


def test_items_below_a_field_are_its_subfields_and_a_box_is_not_its_prose() -> None:
    plan = (
        "某市方案\n一、重点方向\n（一）未来信息\n1.量子科技。突破量子芯片等关键技术。\n2.类脑智能。攻关类脑芯片。\n"
        "（二）未来能源。攻关钠离子电池、固态电池，推广工商业储能示范。\n二、重点任务\n（一）强化创新。建设平台。\n"
    )
    information, energy = read(plan)
    assert (information.name, information.subfields, information.technologies) == (
        "未来信息",
        ("量子科技", "类脑智能"),
        ("量子芯片", "类脑芯片"),
    )
    assert (energy.technologies, energy.applications) == (("钠离子电池", "固态电池"), ("工商业储能",))


def test_sentences_about_the_state_of_things_are_no_fields() -> None:
    plan = (
        "某市治水规划\n一、发展现状\n（一）水质取得明显进展。研发技术。\n（二）生态保护面临挑战。突破技术。\n"
        "（三）治理得到加强。装备制造。\n"
    )
    assert read(plan) == ()


def test_what_is_watched_may_stand_among_the_tasks() -> None:
    plan = (
        "某市未来产业方案\n一、重点领域\n（一）量子信息。突破量子芯片技术。\n（二）氢能。研制电解槽装备。\n"
        "二、重点任务\n（一）强化研究。围绕可控核聚变、室温超导、脑机融合开展前沿探索。\n（二）支持企业。加快培育。\n"
    )
    assert [f.name for f in read(plan) if f.kind == "frontier"] == ["可控核聚变", "室温超导", "脑机融合"]


def test_trades_under_their_own_heading_are_fields() -> None:
    text = (
        "一、重点行业\n聚焦装备制造、现代轻纺、绿色建材等3个行业，分类制定指南。\n二、重点任务\n（一）改造。推进改造。"
    )
    assert [f.name for f in read(text)] == ["装备制造", "现代轻纺", "绿色建材"]
