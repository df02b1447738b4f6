"""Rule files: a fault is told with file, line, field and remedy; the language refuses what it does not know."""

import pytest

from xinzhi.core.packs import check_pack, find_pack
from xinzhi.incentives.engine import RuleError, check_rules, load_rules
from xinzhi.incentives.engine.folders import check_pack_rules

pytestmark = pytest.mark.engine
HEAD = """from: 2026-01-01
document: d
facts:
  registered_on: {name: a, name_en: a, type: date, meaning: a}
  x: {name: x, name_en: x, type: count, meaning: x}
  y: {name: y, name_en: y, type: money, period: year, meaning: y}
  q: {name: q, name_en: q, type: points, meaning: q}
"""


def faults(tmp_path, text):
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in check_rules([tmp_path / "r.yaml"])]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("facts: [", "r.yaml:1: not YAML: expected the node content, but found '<stream end>'. Correct the syntax"),
        ("a: 1\n", "r.yaml:1: a: there is no key 'a' here. The form of rule files is in docs/rules.md"),
        ("facts:\n  x: {name: x}\n  x: {name: y}\n", "r.yaml:3: x: the key stands twice. Keep one of the two"),
        (HEAD + "parameters:\n  p: {name: p, name_en: p, value: 5 apples}\n",
         "r.yaml:9: parameters.p.value: 'apples' is not a unit; use one of 分, fen, 元, yuan, 万元, 亿元, 美元, usd, 万美元, 亿美元, %, ‰, bp. Write 365, 5%, 2/3 or 5000万元"),
        (HEAD + "parameters:\n  p:\n    name: p\n    name_en: p\n    values:\n      - {value: 1, from: 2020-01-01}\n      - {value: 2, from: 2021-01-01}\n",
         "r.yaml:9: parameters.p: two values hold on 2021-01-01. Give the earlier one its last day (to:)"),
        (HEAD + "definitions:\n  d: {name: d, name_en: d, value: y + 1}\n",
         "r.yaml:9: definitions.d.value: 'y' is a figure of a year: write y[-1]. The language of conditions is in docs/rules.md"),
        (HEAD + "definitions:\n  d: {name: d, name_en: d, value: x.real}\n",
         "r.yaml:9: definitions.d.value: 'x.real' is not part of the language. The language of conditions is in docs/rules.md"),
        (HEAD + "definitions:\n  d: {name: d, name_en: d, value: open(x)}\n",
         "r.yaml:9: definitions.d.value: there is no function 'open'; there are at_least, days_since, first_known, floor, full_years, max, mean_growth, min, round, sum_years, within_years, years_since. The language of conditions is in docs/rules.md"),
        (HEAD + "definitions:\n  d: {name: d, name_en: d, value: q * 2}\n",
         "r.yaml:9: definitions.d.value: mul does not go with points and number. The language of conditions is in docs/rules.md"),
        (HEAD + "definitions:\n  d: {name: d, name_en: d, value: e + 1}\n  e: {name: e, name_en: e, value: d + 1}\n",
         "r.yaml:10: definitions.e.value: the definition needs itself: d -> e -> d. The language of conditions is in docs/rules.md"),
        (HEAD + "statuses:\n  s:\n    name: s\n    name_en: s\n    editions:\n      - from: 2026-01-01\n        conditions: [{key: k, name: k, name_en: k, when: x + 1}]\n",
         "r.yaml:14: statuses.s.editions.0.conditions.0.when: gives number, not yes or no. The language of conditions is in docs/rules.md"),
        (HEAD + "statuses:\n  s:\n    name: s\n    name_en: s\n    holds: none\n    editions:\n      - from: 2026-01-01\n        conditions: [{key: k, name: k, name_en: k, when: x > 1}]\n",
         "r.yaml:12: statuses.s.holds: 'none' is not a fact. Correct the name"),
        (HEAD + "parameters:\n  p: {name: p, name_en: p, value: 5%}\nbenefits:\n  b:\n    name: b\n    name_en: b\n    kind: subsidy\n    payer: city\n    editions:\n      - from: 2026-01-01\n        conditions: [{key: k, name: k, name_en: k, when: x > 1}]\n        amount: p * y[-1]\n",
         "r.yaml:19: benefits.b.editions.0.amount: may come out in parts of a fen. Say how: floor(…) or round(…)"),
    ],
)  # fmt: skip
def test_faults(tmp_path, text, told):
    assert told in faults(tmp_path, text)


def test_a_book_with_faults_is_not_made(tmp_path):
    (tmp_path / "r.yaml").write_text(HEAD + "definitions:\n  d: {name: d, name_en: d, value: z}\n", encoding="utf-8")
    with pytest.raises(RuleError, match="'z' is neither a fact, a parameter nor a definition"):
        load_rules([tmp_path])


def test_the_pack_is_sound():
    assert check_pack_rules(find_pack("shandong")) == []


def test_pack_check_asks_the_rooms(tmp_path, monkeypatch):
    from xinzhi.core.packs import check as packs

    folder = tmp_path / "small"
    (folder / "rules").mkdir(parents=True)
    (folder / "pack.toml").write_text("", encoding="utf-8")
    (folder / "rules" / "r.yaml").write_text("a: 1\n", encoding="utf-8")
    monkeypatch.setattr(packs, "_room_checks", [lambda path, _keys: check_pack_rules(path)])
    assert ("small/rules/r.yaml", 1, "a") in [(p.file, p.line, p.field) for p in check_pack(folder)]
