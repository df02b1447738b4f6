"""The judge judged: gold read back is perfect, and each kind of mistake costs its figure."""

from types import SimpleNamespace

import pytest

from plan import scoring

TEXT = "到2027年,建成中心15家,其中新建8—10家.(甲局牵头,乙局配合)"
GOLD = {
    "title": "某市方案",
    "number": "某政发〔2025〕1号",
    "issued": "2025-01-01",
    "issuer": "某市人民政府",
    "fields": ["“元宇宙+”", "量子"],
    "targets": [
        {
            "quantity": "中心",
            "comparator": "=",
            "value": 15,
            "unit": "家",
            "due": "2027-12-31",
            "cadence": None,
            "words": "建成中心15家",
        },
        {
            "quantity": "中心",
            "comparator": "=",
            "value": 8,
            "value_high": 10,
            "unit": "家",
            "due": None,
            "cadence": None,
            "words": "新建8—10家",
        },
    ],
    "measures": [
        {"path": ["二", "1"], "title": "建设中心", "lead": ["甲局"], "support": ["乙局", "各市人民政府"], "shared": []}
    ],
}


def as_read(**changes):
    targets = [
        SimpleNamespace(**{"value_high": None, **target}, text=target["words"], span=(0, len(TEXT)))
        for target in GOLD["targets"]
    ]
    measures = [
        SimpleNamespace(path=("二", "1."), title="建设中心", lead=("甲局",), support=("乙局", "各市"), shared=())
    ]
    fields = [SimpleNamespace(name="元宇宙+"), SimpleNamespace(name="量子")]
    head = {key: GOLD[key] for key in ("title", "number", "issued", "issuer")}
    return SimpleNamespace(
        **{**head, "text": TEXT, "targets": targets, "measures": measures, "fields": fields, **changes}
    )


def figures(plan, gold=GOLD):
    return {name: (t.hits, t.gold, t.found) for name, t in scoring.score(gold, plan).tallies.items()}


def test_gold_read_back_is_perfect():
    assert scoring.score(GOLD, as_read()).misses == []
    assert figures(as_read())["targets"] == (2, 2, 2)
    assert figures(as_read())["departments"] == (3, 3, 3)


def test_a_field_may_go_by_another_name():
    gold = {**GOLD, "fields": ["量子集群", "元宇宙+"], "fields_also": {"量子集群": ["量子"]}}
    assert figures(as_read(), gold)["fields"] == (2, 2, 2)
    assert figures(as_read(fields=[SimpleNamespace(name="集群")]), gold)["fields"] == (0, 2, 1)


def test_an_invented_target_costs_precision():
    plan = as_read()
    plan.targets.append(SimpleNamespace(**{**vars(plan.targets[0]), "value": 99}))
    assert figures(plan)["targets"] == (2, 2, 3)


def test_a_lost_range_is_a_lost_target():
    plan = as_read()
    plan.targets[1].value_high = None
    assert figures(plan)["targets"] == (1, 2, 2)


def test_another_scale_is_another_number():
    plan = as_read()
    plan.targets[0].unit = "万家"
    assert figures(plan)["targets"] == (1, 2, 2)


def test_an_optional_target_is_neither_asked_nor_punished():
    optional = {**GOLD, "targets": [GOLD["targets"][0], {**GOLD["targets"][1], "optional": True}]}
    assert figures(as_read(), optional)["targets"] == (1, 1, 1)
    assert figures(as_read(targets=as_read().targets[:1]), optional)["targets"] == (1, 1, 1)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("comparator", "≥"), ("unit", "个"), ("due", None), ("cadence", "yearly"), ("quantity", "企业数量")],
)
def test_each_attribute_counts(name, wrong):
    plan = as_read()
    setattr(plan.targets[0], name, wrong)
    assert figures(plan)[name] == (1, 2, 2)
    assert figures(plan)["targets"] == (2, 2, 2)


def test_a_department_in_the_wrong_role_is_missed_and_invented():
    measures = [
        SimpleNamespace(path=("二", "1"), title="建设中心", lead=("乙局",), support=("甲局", "各市"), shared=())
    ]
    assert figures(as_read(measures=measures))["departments"] == (1, 3, 3)
    assert figures(as_read(measures=measures))["exact"] == (0, 1, 1)


def test_a_measure_elsewhere_is_missed():
    measures = [SimpleNamespace(path=("三", "1"), title="建设中心", lead=("甲局",), support=(), shared=())]
    found = figures(as_read(measures=measures))
    assert (found["measures"], found["departments"]) == ((0, 1, 1), (0, 3, 1))


@pytest.mark.parametrize(
    ("dressed", "bare"),
    [("（一）", "一"), ("1．", "1"), ("①", "1"), ("第十二条", "十二"), ("3.2.1", "1"), ("2、", "2")],
)
def test_labels_are_compared_bare(dressed, bare):
    assert scoring.label(dressed) == bare
