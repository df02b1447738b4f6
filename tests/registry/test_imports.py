"""Imports: who may, what becomes of each row, repair, two people, undo."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from factories import person
from permissions import check_action
from registry.bringing import bring, csv_of, settle
from registry.conftest import origin
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role
from xinzhi.registry.actions import (
    accept_import,
    check_import,
    map_import,
    merge_entries,
    propose_import,
    reject_import,
    repair_row,
    skip_row,
    start_import,
    undo_import,
)
from xinzhi.registry.models import Import, ImportRow, ImportState, Organisation, Person, RowOutcome, Standing, Statement
from xinzhi.registry.registers import BY_KEY

pytestmark = pytest.mark.django_db
FIRMS = BY_KEY["organisations"]
DIRTY = [
    ["企业名称", "类型", "统一社会信用代码", "上市日期", "备注", "内部编号"],
    ["甲公司", "企业", "91370100MA3C00000Q", "2020-01-02", "", "7"],  # the check character is wrong
    ["乙公司", "企业", "", "20/3/2021", "", "8"],  # a turned date
    ["丙公司", "企业", "", "2021年3月", "=1+1", "9"],  # no day
    ["丁公司", "企业", "", "2021-03-04", "好", "10"],
    ["丁公司", "企业", "", "2021-03-04", "好", "10"],  # said twice
    ["", "", "", "", "", ""],
    ["戊公司", "企业", "", "2021-03-05", "", "11"],
]


def firms():
    """The firms, without the offices that people of the tests belong to."""
    return Organisation.objects.filter(kind="enterprise")


def outcomes(batch):
    return {row.line: row.outcome for row in batch.rows.all()}


def codes(row):
    return {p["code"] for p in row.problems if p["level"] == "error"}


def state(*models):
    """Every column of the entries, but for the time of change."""
    return [
        {k: v for k, v in row.items() if k != "updated_at"}
        for model in models
        for row in model.objects.order_by("pk").values()
    ]


# --- who may ------------------------------------------------------------------------------------------------------------


def test_who_may_bring_a_file_in():
    file = csv_of([["name", "kind"], ["甲公司", "enterprise"]])
    batch = check_action(
        lambda actor: start_import(
            actor=actor, file=ContentFile(file, "a.csv"), name="a.csv", provenance=origin(), register=FIRMS
        ),
        role=Role.DUTY_OFFICER,
    )
    assert batch.mapping == {"name": "name", "kind": "kind"}


@pytest.mark.parametrize("verb", ["map", "check", "repair", "skip", "propose"])
def test_only_who_brought_it_works_on_an_import(verb, office, second):
    batch = bring(office, csv_of([["name", "kind"], ["甲公司", "enterprise"]]))

    def act(actor):
        row = batch.rows.get()
        return {
            "map": lambda: map_import(
                actor=actor, batch=batch, register=FIRMS, mapping=batch.mapping, constants={}, provenance=origin()
            ),
            "check": lambda: check_import(actor=actor, batch=batch),
            "repair": lambda: repair_row(actor=actor, row=row, cells={"name": "乙公司"}),
            "skip": lambda: skip_row(actor=actor, row=row),
            "propose": lambda: propose_import(actor=actor, batch=batch, policy="all"),
        }[verb]()

    with pytest.raises(PermissionDenied):
        act(second)
    check_action(act, role=Role.PLAN_OFFICE, actor=office)


@pytest.mark.parametrize("verb", ["accept", "reject"])
def test_a_second_person_decides(verb, office):
    batch = bring(office, csv_of([["name", "kind"], ["甲公司", "enterprise"]]))
    propose_import(actor=office, batch=batch, policy="all")

    def act(actor):
        if verb == "accept":
            return accept_import(actor=actor, batch=batch)
        return reject_import(actor=actor, batch=batch, why="来源不清")

    with pytest.raises(PermissionDenied):
        act(office)
    check_action(act, role=Role.PLAN_OFFICE)
    assert Notification.objects.filter(recipient=office, kind="registry.import_decided").count() == 1


def test_who_may_undo(office, second):
    batch = settle(bring(office, csv_of([["name", "kind"], ["甲公司", "enterprise"]])), office, second)
    check_action(lambda actor: undo_import(actor=actor, batch=batch, why="错表"), role=Role.PLAN_OFFICE)


def test_who_brought_it_takes_back_what_waits(db):
    officer = person(Role.DUTY_OFFICER)
    batch = bring(officer, csv_of([["name", "kind"], ["甲公司", "enterprise"]]))
    propose_import(actor=officer, batch=batch, policy="all")
    undo_import(actor=officer, batch=batch, why="发错了")
    assert batch.state == ImportState.UNDONE
    assert firms().get().standing == Standing.WITHDRAWN


# --- rows ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_dirty_file_is_told_row_by_row_and_loses_nothing(office, encoding):
    batch = bring(office, csv_of(DIRTY, encoding))
    assert outcomes(batch) == {
        2: RowOutcome.BAD,
        3: RowOutcome.BAD,
        4: RowOutcome.BAD,
        5: RowOutcome.NEW,
        6: RowOutcome.DUPLICATE,
        8: RowOutcome.NEW,
    }
    assert batch.counts == {"bad": 3, "new": 2, "duplicate": 1}
    for row in batch.rows.all():
        assert row.cells == {h: c for h, c in zip(DIRTY[0], DIRTY[row.line - 1], strict=True) if c}
    first = batch.rows.get(line=2).problems[0]
    assert (first["column"], first["value"]) == ("统一社会信用代码", "91370100MA3C00000Q")
    assert first["reason"]
    assert first["remedy"]
    assert batch.mapping["内部编号"] == ""
    assert not firms().exists()


def test_one_bad_row_blocks_no_good_one(office, second):
    batch = bring(office, csv_of(DIRTY))
    with pytest.raises(ValidationError, match="3"):
        propose_import(actor=office, batch=batch, policy="all")
    propose_import(actor=office, batch=batch, policy="good")
    assert set(firms().values_list("name", "standing")) == {("丁公司", "proposed"), ("戊公司", "proposed")}
    assert not firms().filter(standing=Standing.PUBLISHED).exists()
    before = ActionRecord.objects.count()
    accept_import(actor=second, batch=batch)
    assert ActionRecord.objects.count() == before + 1
    assert set(firms().filter(standing=Standing.PUBLISHED).values_list("name", flat=True)) == {"丁公司", "戊公司"}
    assert set(Statement.objects.values_list("origin", "state")) == {(batch.origin, "accepted")}
    assert batch.rows.get(line=5).statement.values["name"] == "丁公司"


def test_repaired_rows_are_checked_alone(office):
    batch = bring(office, csv_of(DIRTY))
    row = repair_row(actor=office, row=batch.rows.get(line=3), cells={"上市日期": "2021-3-20"})
    assert row.outcome == RowOutcome.NEW
    assert row.values["listed_on"] == "2021-03-20"
    assert row.cells["上市日期"] == "20/3/2021"  # the file's own word stays
    assert batch.rows.get(line=4).outcome == RowOutcome.BAD
    batch.refresh_from_db()
    assert batch.counts == {"bad": 2, "new": 3, "duplicate": 1}
    assert ActionRecord.objects.latest("pk").changes["3 上市日期"] == ["20/3/2021", "2021-3-20"]
    twin = repair_row(actor=office, row=batch.rows.get(line=4), cells={"企业名称": "丁公司", "上市日期": ""})
    assert (twin.outcome, codes(twin)) == (RowOutcome.BAD, {"contradicts"})
    skip_row(actor=office, row=twin)
    assert ImportRow.objects.get(pk=twin.pk).outcome == RowOutcome.SKIPPED
    repair_row(actor=office, row=twin, cells={"企业名称": "己公司"})
    assert ImportRow.objects.get(pk=twin.pk).outcome == RowOutcome.NEW


def test_what_stands_is_compared_and_what_is_unchanged_is_left(office, second, published):
    entry = published(name="甲公司", note="旧")
    published(name="乙公司", note="同")
    count = Statement.objects.count()
    batch = bring(office, csv_of([["name", "kind", "note"], ["甲公司", "企业", "新"], ["乙公司", "企业", "同"]]))
    assert outcomes(batch) == {2: RowOutcome.CHANGED, 3: RowOutcome.UNCHANGED}
    row = batch.rows.get(line=2)
    assert (row.key, row.changes) == (entry.key, [{"name": "note", "before": "旧", "after": "新"}])
    propose_import(actor=office, batch=batch, policy="all")
    entry.refresh_from_db()
    assert entry.note == "旧"
    accept_import(actor=second, batch=batch)
    entry.refresh_from_db()
    assert entry.note == "新"
    assert Statement.objects.count() == count + 1


def test_nothing_new_is_nothing_to_propose(office, published):
    published(name="甲公司")
    batch = bring(office, csv_of([["name", "kind"], ["甲公司", "企业"]]))
    with pytest.raises(ValidationError, match=r"."):
        propose_import(actor=office, batch=batch, policy="all")


def test_a_rows_own_origin_wins(office):
    head = ["name", "kind", "source", "source_url", "as_of", "confidence"]
    rows = [
        ["甲公司", "企业", "", "https://a.example/1", "2024-05", "official"],
        ["乙公司", "企业", "", "见某某报", "", ""],
        ["丙公司", "企业", "年鉴", "", "页面无日期", ""],
        ["丁公司", "企业", "", "", "", ""],
    ]
    given_origin = origin("总表", source_url="https://all.example/")
    batch = bring(office, csv_of([head, *rows]), provenance=given_origin)
    propose_import(actor=office, batch=batch, policy="all")
    said = {s.values["name"]: s for s in Statement.objects.all()}
    first = said["甲公司"]
    assert (first.source, first.source_url) == ("总表", "https://a.example/1")
    assert (str(first.as_of), first.as_of_precision, first.confidence) == ("2024-05-01", "month", "official")
    assert (said["乙公司"].source, said["乙公司"].source_url) == ("见某某报", "")
    assert said["乙公司"].as_of == given_origin.as_of
    assert (said["丙公司"].as_of, said["丙公司"].as_of_note) == (None, "页面无日期")
    assert (said["丁公司"].source, said["丁公司"].source_url) == ("总表", "https://all.example/")
    warned = batch.rows.get(line=3).problems
    assert [(p["code"], p["level"], p["column"]) for p in warned] == [("source_words", "warning", "source_url")]


def test_what_is_the_same_in_every_row_needs_no_column(office):
    file = csv_of([["name"], ["甲公司"], ["乙公司"]])
    batch = bring(office, file)
    assert codes(batch.rows.get(line=2)) == {"missing"}
    row = repair_row(actor=office, row=batch.rows.get(line=2), cells={"@kind": "高校"})
    assert row.values["kind"] == "university"
    batch = bring(office, file, constants={"kind": "企业"})
    assert {r.values["kind"] for r in batch.rows.all()} == {"enterprise"}
    with pytest.raises(ValidationError) as caught:
        bring(office, file, constants={"kind": "未知"})
    assert "kind" in caught.value.message_dict


def test_the_register_is_found_by_the_headings(office):
    head = ["项目批准号", "项目名称", "立项时间", "工作单位"]
    batch = bring(office, csv_of([head, ["17A1", "某研究", "2017-06-30", "某大学"]]), register=None)
    assert batch.register == "projects"
    with pytest.raises(ValidationError):
        bring(office, csv_of([["甲乙丙丁", "%%"], ["1", "2"]]), register=None)


@pytest.mark.parametrize(
    ("mapping", "constants"),
    [
        ({"x": "name"}, {}),
        ({"name": "nonsense"}, {}),
        ({"name": "name", "kind": "name"}, {}),
        ({"name": "name"}, {"name": "a"}),
    ],
)
def test_a_mapping_must_fit(office, mapping, constants):
    batch = bring(office, csv_of([["name", "kind"], ["甲公司", "企业"]]))
    with pytest.raises(ValidationError):
        map_import(actor=office, batch=batch, register=FIRMS, mapping=mapping, constants=constants, provenance=origin())
    assert batch.rows.count() == 1


def test_units_of_headings_hold_for_columns_mapped_by_hand(office):
    batch = start_import(
        actor=office,
        file=ContentFile(csv_of([["基金", "规模数(万元)"], ["甲基金", "12.5"]])),
        name="a.csv",
        register=BY_KEY["funds"],
        provenance=origin(),
    )
    map_import(
        actor=office,
        batch=batch,
        register=BY_KEY["funds"],
        mapping={"基金": "name", "规模数(万元)": "size_fen"},
        constants={},
        provenance=origin(),
    )
    check_import(actor=office, batch=batch)
    assert batch.rows.get().values["size_fen"] == 12_500_000


def test_rows_that_nothing_identifies_are_known_again(office, second):
    file = csv_of([["name", "category"], ["同名研究", "重点"], ["同名研究", "一般"]])
    settle(bring(office, file, register="projects"), office, second)
    assert BY_KEY["projects"].entries().count() == 2
    assert bring(office, file, register="projects").counts == {"unchanged": 2}


def test_a_merged_entrys_key_leads_on(office, second, published):
    one, other = published(name="甲公司"), published(name="甲股份公司")
    merge_entries(actor=office, keep=one, absorb=other, why="同一家")
    batch = bring(office, csv_of([["key", "note"], [other.key, "新"]]))
    assert (batch.rows.get().key, batch.rows.get().outcome) == (one.key, RowOutcome.CHANGED)


def test_people_are_shown_only_with_their_consent(office, second):
    head = ["name", "affiliation", "consent", "consent_on"]
    batch = bring(
        office,
        csv_of([head, ["张某", "某院", "public", ""], ["李某", "某院", "public", "2026-01-01"]]),
        register="people",
    )
    assert outcomes(batch) == {2: RowOutcome.BAD, 3: RowOutcome.NEW}
    assert codes(batch.rows.get(line=2)) == {"consent"}
    settle(batch, office, second)
    assert Person.objects.get().name == "李某"


def test_what_the_columns_cannot_hold_is_told(office):
    head = ["name", "university", "places", "key"]
    rows = [["甲学院", "某大学", "9999999999", ""], ["乙学院", "某大学", "-1", ""], ["丙学院", "某大学", "1", "a b"]]
    batch = bring(office, csv_of([head, *rows]), register="colleges", constants={"kind": "other"})
    assert [codes(r) for r in batch.rows.all()] == [{"refused"}, {"refused"}, {"key"}]


@pytest.mark.parametrize("text", ["甲\x00乙", "\ud800", "\ufeff=1+1", "'=1", "\x1b[0m", "\U0010ffff", " 空 格 "])
def test_any_text_in_a_json_cell_can_be_kept(office, text):
    content = json.dumps([{"name": "甲公司", "kind": "enterprise", "note": text, "用途": text}]).encode()
    batch = bring(office, content, name="a.json")
    assert batch.rows.get().outcome == RowOutcome.NEW
    propose_import(actor=office, batch=batch, policy="all")


# --- the whole ----------------------------------------------------------------------------------------------------------


def test_undo_restores_exactly_and_the_file_can_come_again(office, second, loaded):
    entry = Organisation.objects.filter(kind="enterprise").order_by("pk").first()
    rows = [
        ["key", "name", "kind", "note", "stock_code"],
        [entry.key, "改名公司", "企业", "改", ""],
        ["", "新公司", "企业", "", ""],
    ]
    before = state(Organisation)
    batch = settle(bring(office, csv_of(rows)), office, second)
    entry.refresh_from_db()
    assert Organisation.objects.get(name="新公司").is_public
    count = Statement.objects.filter(origin=batch.origin).count()
    undo_import(actor=second, batch=batch, why="表有误")
    after = [row for row in state(Organisation) if row["name"] != "新公司"]
    assert after == before
    assert Organisation.objects.get(name="新公司").standing == Standing.WITHDRAWN
    assert set(Statement.objects.filter(origin=batch.origin).values_list("state", flat=True)) == {"retracted"}
    assert count == 2
    again = bring(office, csv_of(rows))
    assert again.counts.get("new") == 1
    settle(again, office, second)
    assert Organisation.objects.filter(name="新公司").count() == 1
    assert Organisation.objects.get(name="新公司").is_public


def test_undo_leaves_what_came_since(office, second):
    first = settle(bring(office, csv_of([["name", "kind", "note"], ["甲公司", "企业", "一"]])), office, second)
    settle(bring(office, csv_of([["name", "kind", "note"], ["甲公司", "企业", "二"]])), office, second)
    undo_import(actor=second, batch=first, why="旧表")
    entry = firms().get()
    assert (entry.note, entry.standing) == ("二", Standing.PUBLISHED)


def test_rejected_rows_never_show(office, second):
    batch = bring(office, csv_of([["name", "kind"], ["甲公司", "企业"]]))
    propose_import(actor=office, batch=batch, policy="all")
    with pytest.raises(ValidationError):
        reject_import(actor=second, batch=batch, why=" ")
    reject_import(actor=second, batch=batch, why="来源不清")
    assert firms().get().standing == Standing.WITHDRAWN
    with pytest.raises(ValidationError):
        accept_import(actor=second, batch=batch)


@pytest.mark.parametrize("step", ["map", "check", "repair", "skip", "propose"])
def test_what_is_proposed_is_fixed(office, step):
    batch = bring(office, csv_of([["name", "kind"], ["甲公司", "企业"]]))
    propose_import(actor=office, batch=batch, policy="all")
    row = batch.rows.get()
    steps = {
        "map": lambda: map_import(
            actor=office, batch=batch, register=FIRMS, mapping=batch.mapping, constants={}, provenance=origin()
        ),
        "check": lambda: check_import(actor=office, batch=batch),
        "repair": lambda: repair_row(actor=office, row=row, cells={"name": "乙公司"}),
        "skip": lambda: skip_row(actor=office, row=row),
        "propose": lambda: propose_import(actor=office, batch=batch, policy="all"),
    }
    with pytest.raises(ValidationError):
        steps[step]()
    assert batch.rows.count() == 1


def test_checking_again_gives_the_same(office):
    batch = bring(office, csv_of(DIRTY))
    before = list(batch.rows.values("line", "cells", "outcome", "problems", "values", "key"))
    check_import(actor=office, batch=batch)
    assert list(batch.rows.values("line", "cells", "outcome", "problems", "values", "key")) == before


def test_a_check_that_is_stopped_leaves_the_upload(office):
    batch = bring(office, csv_of(DIRTY))

    def stop(_done, _whole):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        check_import(actor=office, batch=batch, progress=stop)
    batch = Import.objects.get(pk=batch.pk)
    assert (batch.state, batch.counts) == (ImportState.UPLOADED, {})
    check_import(actor=office, batch=batch)
    assert batch.counts["new"] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"nothing"), ("a.pdf", b"%PDF-1.7"), ("a.csv", b"  \n \n"), ("a.zip", b"PK\x03\x04nothing")],
)
def test_a_file_that_is_no_table_is_refused_with_a_reason(office, name, content):
    with pytest.raises(ValidationError) as caught:
        bring(office, content, name=name)
    assert "file" in caught.value.message_dict
    assert not Import.objects.exists()
