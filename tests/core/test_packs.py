"""Packs: the one we ship is sound and says what the plan says; a broken one is told where it is broken."""

import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from xinzhi.core.packs import FACT_KINDS, Pack, PackError, check_pack, find_pack, list_packs
from xinzhi.core.packs.cli import app
from xinzhi.core.packs.columns import Column, read_cell
from xinzhi.core.packs.locate import Lines
from xinzhi.core.packs.schema import FILES

pytestmark = pytest.mark.engine
ROOT = Path(__file__).parents[2]
SHANDONG = ROOT / "src" / "xinzhi" / "packs" / "shandong"


@pytest.fixture(scope="module")
def pack():
    return Pack.load("shandong")


@pytest.fixture
def copy(tmp_path):
    """A copy of the shipped pack that a test may break."""
    return Path(shutil.copytree(SHANDONG, tmp_path / "broken"))


def line_of(path: Path, words: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if words in line)


def breaking(path: Path, old: str, new: str) -> int:
    """Replace the first `old` by `new`; the line where it stood."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def told(path: Path) -> list[tuple[str, int, str, str]]:
    return [(p.file, p.line, p.field, p.reason) for p in check_pack(path)]


def test_the_shipped_pack_is_sound():
    assert check_pack(SHANDONG) == []


def test_the_shipped_pack_has_the_plan_in_numbers(pack):
    plan = pack.plan
    assert (len(pack.cities), len(plan.actions), len(plan.measures), len(plan.targets)) == (16, 6, 16, 8)
    assert [(t.comparator, t.value, t.due or t.cadence) for t in plan.targets] == [
        ("≈", 30, date(2027, 12, 31)),
        ("≥", 100, date(2027, 12, 31)),
        ("≥", 50, date(2027, 12, 31)),
        ("=", 20, "yearly"),
        ("≥", 2, date(2027, 12, 31)),
        ("≈", 50, date(2027, 12, 31)),
        ("≈", 20, date(2027, 12, 31)),
        ("≥", 10, "yearly"),
    ]
    assert (plan.issued, plan.number, plan.milestones.ours) == (date(2024, 12, 4), None, True)


def test_the_tree_is_eight_and_x(pack):
    assert [(node.number, node.kind) for node in pack.fields] == [
        *((number, "priority") for number in range(1, 9)),
        (None, "frontier"),
    ]
    leaves = [node for node in pack.field_nodes() if not node.children]
    assert [
        node.key for node in leaves if not (10 <= len(node.terms_zh) <= 25 and 10 <= len(node.terms_en) <= 25)
    ] == []
    frontier = {node.name for node in pack.fields[-1].walk()}
    assert {"6G", "脑科学与类脑智能", "可见光通信", "光计算", "太赫兹", "氢能"} <= frontier


def test_measures_owe_what_the_official_text_prints(pack, shared):
    text = (shared / "plan" / "shandong-2024.txt").read_text(encoding="utf-8")
    names = {d.key: d.name for d in pack.departments}
    notes = re.findall(r"（([^（）]*(?:配合|负责))）", text)
    printed = []
    for measure in pack.plan.measures:
        if measure.shared:
            printed.append("、".join(names[k] for k in measure.shared) + "按职责分工负责")
        else:
            lead, support = ("、".join(names[k] for k in keys) for keys in (measure.lead, measure.support))
            printed.append(f"{lead}牵头，{support}配合")
    assert printed == notes
    assert len(notes) == 16


def test_headings_are_the_text_s_and_summaries_are_not(pack, shared):
    text = (shared / "plan" / "shandong-2024.txt").read_text(encoding="utf-8")
    titles = [*(m.title for m in pack.plan.measures), *(a.name for a in pack.plan.actions)]
    assert [title for title in titles if title not in text] == []
    own = [*(m.summary for m in pack.plan.measures), *(g.text for g in pack.plan.goals)]
    assert [s for s in own for at in range(len(s) - 9) if s[at : at + 10] in text] == []


def test_facts_are_those_collected(pack, shared):
    counts = {kind: sum(1 for _ in pack.iter_facts(kind)) for kind in pack.fact_kinds()}
    for kind in set(counts) - {"listed_companies"}:
        with (shared / "facts" / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert counts[kind] == len(rows)
        changed = {"city", "field", "year", "year_approved", "as_of", "source_url", "statuses", "unit", "level", "date"}
        for row, fact in zip(rows, pack.iter_facts(kind), strict=True):
            kept = {str(value) for value in fact.values.values()} | {fact.text(name) for name in fact.values}
            lost = {k: v for k, v in row.items() if k not in changed - ({"level"} if kind == "parks" else set())}
            assert {k: v for k, v in lost.items() if v and v.strip() not in kept and not _number(v)} == {}
    assert counts["listed_companies"] == 310
    assert sum(counts.values()) == 420 + 310


def _number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def test_the_builder_would_change_nothing(shared):
    tool = [sys.executable, str(ROOT / "tools" / "build_pack_facts.py"), "--shared", str(shared), "--check"]
    assert subprocess.run(tool, capture_output=True, text=True, check=False).stdout == "up to date\n"  # noqa: S603


def test_cells_are_cleaned(pack):
    rows = {fact.name: fact for kind in ("organisations", "indicators", "parks") for fact in pack.iter_facts(kind)}
    rocket = rows["山东长征火箭有限公司"]
    assert (rocket.city, rocket["place"], rocket.field) == ("yantai", "海阳", "deep")
    assert (rows["东营经济技术开发区"].field, rows["淄博市氢能及储能产业集群"].field) == ("x-materials", "x-hydrogen")
    first = next(pack.iter_facts("indicators"))
    assert (first.as_of, first["as_of_precision"], first["as_of_note"]) == (
        date(2022, 1, 1),
        "year",
        "页面无日期，据内容推断",
    )
    trade = rows["技术合同成交额"]
    assert (trade["year"], trade["period"], trade["raw_year"], trade["value"]) == (2014, "2014-H1", "2014上半年", 55.13)
    undated = rows["济南高新技术产业开发区"]
    assert (undated.as_of, undated["as_of_precision"], undated["as_of_note"]) == (None, "unknown", "页面无日期")


BREAKS = [
    ("plan.toml", 'comparator = "≈"', 'comparator = "~"', "target[1].comparator", "'~' is not allowed"),
    ("plan.toml", "due = 2027-12-31\n", 'due = "2027-12-31"\n', "target[1].due", "'2027-12-31' is of the wrong type"),
    (
        "plan.toml",
        'support = ["drc", "education"',
        'support = ["drc", "xx"',
        "measure[1].support",
        "there is no department 'xx'",
    ),
    ("plan.toml", 'key = "m-1-2"', 'key = "m-1-1"', "measure[2].key", "the key 'm-1-1' is there twice"),
    ("plan.toml", 'city = "qingdao"', 'city = "qd"', "instrument[3].city", "there is no city 'qd'"),
    ("plan.toml", 'fact = "ind-2cd357b6"', 'fact = "ind-0"', "target[5].context[1].fact", "there is no fact 'ind-0'"),
    ("plan.toml", "ours = true", "mine = true", "plan.milestones.mine", "unknown key"),
    ("cities.toml", "col = 2", 'col = "2"', "city[1].col", "'2' is of the wrong type"),
    ("cities.toml", 'adcode = "370100"', 'adcode = "3701"', "city[1].adcode", "'3701' has the wrong form"),
    ("cities.toml", 'adcode = "370200"', 'adcode = "370100"', "city[2].adcode", "370100 is the code of 'jinan'"),
    ("departments.toml", 'kind = "party"', 'kind = "club"', "department[1].kind", "'club' is not allowed"),
    ("fields.toml", 'parent = "ai"', 'parent = "ai-knowledge"', "field[2].parent", "the field is below itself"),
    ("fields.toml", 'name = "知识计算"', 'title = "知识计算"', "field[2].title", "unknown key"),
    ("cities.toml", "col = 5\nrow = 2", "col = 2\nrow = 2", "city[2].col", "the tile 2,2 is taken by 'jinan'"),
    ("plan.toml", 'lead = ["science"]', 'lead = [["science"]]', "measure[1].lead", "of the wrong type"),
    ("pack.toml", "[pack]", "[[pack]]", "pack", "wrong kind of table"),
    ("plan.toml", "goal = [", "goal = [1,", "goal", "wrong kind of table"),
    ("pack.toml", "as_of = 2026-11-23", "as_of = 2026-11-23T00:00:00", "pack.as_of", "of the wrong type"),
]


@pytest.mark.parametrize(("file", "old", "new", "field", "reason"), BREAKS)
def test_a_fault_is_told_with_its_line(copy, file, old, new, field, reason):
    line = breaking(copy / file, old, new)
    found = [(f, at, key) for f, at, key, why in told(copy) if reason in why]
    assert (file, line, field) in found


def test_duties_and_deadlines_that_contradict_themselves_are_told(copy):
    plan = copy / "plan.toml"
    breaking(plan, 'lead = ["science"]\nsupport = ["drc", "education", "industry"]', "lead = []\nsupport = []")
    breaking(plan, 'cadence = "yearly"', 'cadence = "yearly"\ndue = 2027-12-31')
    measure, target = line_of(plan, "[[measure]]"), line_of(plan, 'key = "t-frontier-projects"') - 1
    assert told(copy) == [
        ("plan.toml", target, "target[4]", "needs either due or cadence"),
        ("plan.toml", measure + 8, "measure[1].lead", "nobody leads or shares this measure"),
    ]


def test_a_missing_key_is_told_at_its_table(copy):
    breaking(copy / "cities.toml", 'name_en = "Qingdao"\n', "")
    table = line_of(copy / "cities.toml", 'key = "qingdao"') - 1
    assert told(copy) == [("cities.toml", table, "city[2].name_en", "the key is missing")]


def test_broken_syntax_and_missing_files_are_told(copy):
    line = breaking(copy / "cities.toml", "col = 2", "col = ")
    (copy / "departments.toml").unlink()
    (copy / "plans.toml").write_text("")
    found = told(copy)
    assert ("departments.toml", 1, "", "the file is missing") in found
    assert ("plans.toml", 1, "", "the file is not part of a pack") in found
    assert [(f, at) for f, at, _, why in found if why.startswith("not TOML")] == [("cities.toml", line)]


@pytest.mark.parametrize(
    ("kind", "column", "cell", "reason"),
    [
        ("parks", "city", "paris", "there is no city 'paris'"),
        ("parks", "field", "wood", "there is no field 'wood'"),
        ("parks", "year", "20x4", "'20x4' is not a whole number"),
        ("parks", "as_of", "2024-13-01", "month must be in 1..12"),
        ("parks", "as_of", "", "as_of and as_of_precision contradict each other"),
        ("parks", "source_url", "", "the fact has no source"),
        ("parks", "source_url", "somewhere", "'somewhere' is not an address (http://, https:// or plan:key)"),
        ("indicators", "value", "many", "'many' is not a number"),
        ("indicators", "nature", "hoped", "'hoped' is not one of reported, planned, announced"),
        ("indicators", "unit", "", "the cell is empty"),
    ],
)
def test_a_bad_cell_is_told_with_its_row(copy, kind, column, cell, reason):
    file = copy / "facts" / f"{kind}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[3][column] = cell
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert told(copy) == [(f"facts/{kind}.csv", 5, column, reason)]


def test_rows_columns_ids_and_kinds_are_told(copy):
    parks = copy / "facts" / "parks.csv"
    head, first, *rest = parks.read_text(encoding="utf-8").splitlines(keepends=True)
    parks.write_text("".join([head, first, first, "too,short\n", *rest]), encoding="utf-8")
    (copy / "facts" / "wishes.csv").write_text("id\n")
    standards = copy / "facts" / "standards.csv"
    breaking(standards, "id,number", "id,nummer")
    assert told(copy) == [
        ("facts/parks.csv", 3, "id", f"the id '{first[:12]}' is there twice"),
        ("facts/parks.csv", 4, "", "the row has 2 cells"),
        ("facts/standards.csv", 1, "number", "the column is missing"),
        ("facts/standards.csv", 1, "nummer", "unknown column"),
        ("facts/wishes.csv", 1, "", "there is no kind of facts 'wishes'"),
    ]


def test_a_broken_pack_is_not_loaded_and_says_why(copy):
    line = breaking(copy / "cities.toml", 'name = "青岛"', "name = 1")
    with pytest.raises(PackError) as caught:
        Pack.load(copy)
    assert [(p.file, p.line, p.field) for p in caught.value.problems] == [("cities.toml", line, "city[2].name")]


def test_packs_are_found_by_name_path_and_environment(copy, monkeypatch):
    assert find_pack("shandong") == SHANDONG
    assert find_pack(copy) == copy
    monkeypatch.setenv("XINZHI_PACKS", str(copy.parent))
    assert list_packs() == {"broken": copy, "shandong": SHANDONG}
    assert find_pack("broken") == copy
    with pytest.raises(PackError, match="Known packs: broken, shandong"):
        find_pack("atlantis")
    with pytest.raises(PackError, match=r"without pack\.toml"):
        find_pack(copy / "facts")


def test_the_command_line_says_what_the_checker_says(copy):
    run = CliRunner().invoke
    sound = run(app, ["check", "shandong"])
    assert (sound.exit_code, sound.stdout) == (0, "shandong: sound\n")
    line = breaking(copy / "cities.toml", 'adcode = "370100"', 'adcode = "3701"')
    broken = run(app, ["check", str(copy), "--json"])
    assert broken.exit_code == 1
    assert [(p["file"], p["line"], p["field"]) for p in json.loads(broken.stdout)] == [
        ("cities.toml", line, "city[1].adcode")
    ]
    assert run(app, ["check", "atlantis"]).exit_code == 2
    assert run(app, ["list"]).stdout == f"shandong\t{SHANDONG}\n"


def test_packs_are_read_without_django():
    code = "import sys, xinzhi.core.packs.cli; print(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"  # noqa: S603


def test_the_guide_names_every_key_and_column():
    guide = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
    keys = {key for tables in FILES.values() for table in tables.values() for key in table.keys}
    columns = {column.name for _, kind in FACT_KINDS.values() for column in kind}
    assert sorted(name for name in keys | columns | set(FACT_KINDS) if f"`{name}`" not in guide) == []


NAME = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
VALUE = st.sampled_from(
    ['"a # [b]"', "1", "[1, 2]", "['x',\n  'y', # ]\n]", '"""\n[no]\nz = 1\n"""', "{ p = [1], q = 2 }"]
)


@given(st.lists(st.tuples(NAME, st.dictionaries(NAME, VALUE, min_size=1, max_size=3)), min_size=1, max_size=5))
def test_every_key_of_an_array_of_tables_is_found_on_its_line(tables):
    text, wanted, counts = "", {}, {}
    for name, values in tables:
        index = counts[name] = counts.get(name, -1) + 1
        text += f"# comment\n[[{name}]]\n"
        for key, value in values.items():
            wanted[name, index, key] = text.count("\n") + 1
            text += f"{key} = {value}\n"
    lines = Lines(text)
    assert {path: lines.of(path) for path in wanted} == wanted


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_are_read_back(number):
    assert read_cell(Column("n", "int"), str(number)) == number
    assert read_cell(Column("n", "number"), str(number)) == number
