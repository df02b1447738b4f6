"""Reading a text, correcting it, undoing, publishing, putting aside."""

import copy
import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinzhi.plan.actions import (
    can_be_undone,
    correct_reading,
    discard_reading,
    publish_reading,
    read_text,
    undo_correction,
)
from xinzhi.plan.models import Correction, DutyKind, Plan, Reading, ReadingState
from xinzhi.plan.queries import new_departments
from xinzhi.registry.models import Organisation


def test_read_keeps_text_and_structure(world, records):
    reading = Reading.objects.get(pk=world.reading().pk)
    assert (reading.state, reading.owner) == (ReadingState.DRAFT, world.office)
    assert "text" not in reading.structure
    first = reading.structure["targets"][0]
    assert reading.text[slice(*first["span"])] == first["text"]
    (record,) = records(reading)
    assert record.changes["found"][1]["measures"] == len(reading.structure["measures"])
    assert record.changes["sha256"] == [None, reading.file.sha256]


def test_read_is_the_plan_offices(world):
    for person in world.wrong_people(world.office):
        with pytest.raises(PermissionDenied):
            read_text(actor=person, content=b"x", file_name="x.txt")
    assert Reading.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [("今天天气很好。".encode(), "no_plan"), (b"", "unreadable"), (b"PK\x03\x04broken", "unreadable")],
)
def test_read_says_why_not(world, content, code):
    with pytest.raises(ValidationError) as error:
        read_text(actor=world.office, content=content, file_name="x.txt")
    assert error.value.code == code
    assert Reading.objects.count() == 0


def _correct(world, reading, kind, position, values, **more):
    return correct_reading(actor=world.office, reading=reading, kind=kind, position=position, values=values, **more)


def test_correction_is_kept_with_before_and_after(world, records):
    reading = world.reading()
    old = reading.structure["targets"][0]
    kept = _correct(world, reading, "targets", 0, {"value": 99.0}, why="核对原文")
    reading.refresh_from_db()
    assert reading.structure["targets"][0] == {**old, "value": 99.0}
    assert (kept.before, kept.after, kept.by, kept.why) == (old, {**old, "value": 99.0}, world.office, "核对原文")
    assert records(reading)[-1].changes == {"targets.0": [old, {**old, "value": 99.0}]}


def test_correction_of_nothing_is_none(world):
    reading = world.reading()
    value = reading.structure["targets"][0]["value"]
    assert _correct(world, reading, "targets", 0, {"value": value}) is None
    assert Correction.objects.count() == 0


def test_corrections_of_two_people_both_stay(world):
    reading = world.reading()
    stale = Reading.objects.get(pk=reading.pk)
    _correct(world, reading, "targets", 0, {"unit": "座"})
    _correct(world, stale, "targets", 1, {"unit": "名"})
    reading.refresh_from_db()
    assert [t["unit"] for t in reading.structure["targets"][:2]] == ["座", "名"]


def test_header_gives_the_reading_its_name(world):
    reading = world.reading()
    _correct(world, reading, "header", None, {"title": "新名", "issued": "2025-03-18"})
    reading.refresh_from_db()
    assert (reading.name, reading.structure["issued"]) == ("新名", "2025-03-18")


@pytest.mark.parametrize(
    ("kind", "position", "values", "field"),
    [
        ("targets", 0, {"quantity": ""}, "quantity"),
        ("targets", 0, {"comparator": "~"}, "comparator"),
        ("targets", 0, {"value": "5"}, "value"),
        ("targets", 0, {"value": float("nan")}, "value"),
        ("targets", 0, {"value": 1e15}, "value"),
        ("targets", 0, {"value": 5.0, "value_high": 4.0}, "value_high"),
        ("targets", 0, {"due": "end of 2027"}, "due"),
        ("targets", 0, {"cadence": "hourly"}, "cadence"),
        ("targets", 0, {"change": "shrink"}, "change"),
        ("targets", 0, {"unit": "个" * 21}, "unit"),
        ("measures", 0, {"title": ""}, "title"),
        ("measures", 0, {"lead": [""]}, "lead"),
        ("fields", 0, {"kind": "other"}, "kind"),
        ("instruments", None, {"name": "", "kind": "list"}, "name"),
        ("header", None, {"title": " "}, "title"),
        ("header", None, {"issued": "去年"}, "issued"),
    ],
)
def test_correction_refuses_what_cannot_stand(world, kind, position, values, field):
    reading = world.reading()
    before = copy.deepcopy(reading.structure)
    with pytest.raises(ValidationError) as error:
        _correct(world, reading, kind, position, values)
    assert set(error.value.error_dict) == {field}
    reading.refresh_from_db()
    assert reading.structure == before


@pytest.mark.parametrize(
    ("kind", "position", "values"),
    [("duties", 0, {}), ("targets", 999, {}), ("targets", None, None), ("targets", 0, {"colour": "red"})],
)
def test_correction_refuses_what_is_not_there(world, kind, position, values):
    with pytest.raises(ValidationError):
        _correct(world, world.reading(), kind, position, values)


def test_reviewing_is_the_plan_offices(world):
    reading = world.reading()
    kept = _correct(world, reading, "targets", 0, {"unit": "座"})
    for person in world.wrong_people(world.office):
        with pytest.raises(PermissionDenied):
            correct_reading(actor=person, reading=reading, kind="targets", position=0, values={"unit": "x"})
        with pytest.raises(PermissionDenied):
            undo_correction(actor=person, correction=kept)
        with pytest.raises(PermissionDenied):
            discard_reading(actor=person, reading=reading, why="x")
        with pytest.raises(PermissionDenied):
            publish_reading(actor=person, reading=reading, key="x-1")
    assert Correction.objects.count() == 1


_words = st.text("甲乙丙丁", min_size=1, max_size=4)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("targets"), st.integers(0, 5), st.fixed_dictionaries({"value": st.integers(0, 99)})),
        st.tuples(st.just("targets"), st.integers(0, 5), st.none()),
        st.tuples(
            st.just("measures"), st.integers(0, 3), st.fixed_dictionaries({"lead": st.lists(_words, max_size=2)})
        ),
        st.tuples(st.just("instruments"), st.none(), st.fixed_dictionaries({"name": _words, "kind": st.just("list")})),
        st.tuples(st.just("header"), st.none(), st.fixed_dictionaries({"title": _words})),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_undoing_all_backwards_gives_the_reading_back(world, steps):
    reading = world.reading()
    start = copy.deepcopy(reading.structure)
    kept = [c for kind, place, values in steps if (c := _correct(world, reading, kind, place, values))]
    for correction in reversed(kept):
        correction.reading = reading
        assert can_be_undone(reading.structure, correction)
        undo_correction(actor=world.office, correction=correction)
    assert Reading.objects.get(pk=reading.pk).structure == start
    assert reading.corrections.count() == 2 * len(kept)


def test_an_undo_can_be_undone(world):
    reading = world.reading()
    first = _correct(world, reading, "targets", 0, None)
    second = undo_correction(actor=world.office, correction=first)
    undo_correction(actor=world.office, correction=second)
    reading.refresh_from_db()
    assert first.before not in reading.structure["targets"]


def test_undo_finds_an_item_that_moved(world):
    reading = world.reading()
    changed = _correct(world, reading, "targets", 2, {"unit": "座"})
    _correct(world, reading, "targets", 0, None)
    undo_correction(actor=world.office, correction=changed)
    reading.refresh_from_db()
    assert reading.structure["targets"][1] == changed.before


def test_undo_refuses_what_was_changed_again(world):
    reading = world.reading()
    first = _correct(world, reading, "targets", 0, {"unit": "座"})
    _correct(world, reading, "targets", 0, {"unit": "幢"})
    reading.refresh_from_db()
    assert not can_be_undone(reading.structure, first)
    with pytest.raises(ValidationError) as error:
        undo_correction(actor=world.office, correction=first)
    assert error.value.code == "later"


def test_discard_needs_a_reason_and_ends_the_review(world, records):
    reading = world.reading()
    with pytest.raises(ValidationError):
        discard_reading(actor=world.office, reading=reading, why="")
    discard_reading(actor=world.office, reading=reading, why="重复")
    assert (reading.state, records(reading)[-1].why) == (ReadingState.DISCARDED, "重复")
    with pytest.raises(ValidationError):
        _correct(world, reading, "targets", 0, {"unit": "x"})
    with pytest.raises(ValidationError):
        discard_reading(actor=world.office, reading=reading, why="again")


@pytest.mark.parametrize("name", ["canglan-future", "six-ministries-robots", "qingping-aged"])
def test_the_board_holds_exactly_the_structure(world, name):
    reading = world.reading(name)
    plan = publish_reading(actor=world.office, reading=reading, key="canglan-2025", why="审核")
    structure = reading.structure
    assert (plan.name, plan.state, plan.text) == (structure["title"], "published", reading.text)
    board_targets = [
        (t.name, t.comparator, float(t.value), t.unit, t.due and t.due.isoformat(), t.cadence, t.span)
        for t in plan.targets.order_by("position")
    ]
    assert board_targets == [
        (t["quantity"], t["comparator"], t["value"], t["unit"], t["due"], t["cadence"] or "", t["span"])
        for t in structure["targets"]
    ]
    board_measures = [
        (
            m.name,
            m.path,
            {k: sorted(d.organisation.name for d in m.duties.all() if d.kind == k) for k in DutyKind.values},
        )
        for m in plan.measures.order_by("position").prefetch_related("duties__organisation")
    ]
    assert board_measures == [
        (m["title"], m["path"], {k: sorted(_owed(m)[k]) for k in DutyKind.values}) for m in structure["measures"]
    ]
    assert (reading.state, reading.plan) == (ReadingState.PUBLISHED, plan)
    assert {i.name for i in plan.instruments.all()} == {i["name"] for i in structure["instruments"]}


def _owed(measure):
    """A department named under two kinds owes the first of them: lead, then shared, then support."""
    seen, found = set(), {"lead": [], "shared": [], "support": []}
    for kind, names in found.items():
        names += [n for n in dict.fromkeys(measure[kind]) if n not in seen]
        seen |= set(names)
    return found


def test_publishing_enters_new_departments_with_the_plan_as_source(world):
    reading = world.reading()
    names = new_departments(reading.structure)
    assert "省科技厅" not in names
    plan = publish_reading(actor=world.office, reading=reading, key="canglan-2025")
    entered = Organisation.objects.filter(source=plan.name)
    assert {o.name for o in entered} == set(names)
    assert new_departments(reading.structure) == []


@pytest.mark.parametrize("key", ["", "A", "x", "有", "a b", "-a", "p" * 62])
def test_publish_refuses_a_key(world, key):
    with pytest.raises(ValidationError) as error:
        publish_reading(actor=world.office, reading=world.reading(), key=key)
    assert set(error.value.error_dict) == {"key"}
    assert Plan.objects.count() == 1


def test_publish_refuses_a_taken_key_and_an_empty_structure(world):
    reading = world.reading()
    with pytest.raises(ValidationError) as error:
        publish_reading(actor=world.office, reading=reading, key=Plan.objects.get().key + "")
    assert "key" in error.value.error_dict
    Reading.objects.update(structure={"targets": [], "measures": []})
    with pytest.raises(ValidationError) as error:
        publish_reading(actor=world.office, reading=Reading.objects.get(), key="new-1")
    assert error.value.code == "empty"


def test_publish_what_was_shown(world):
    """A correction made after the preview stops the publication until it was seen."""
    reading = world.reading()
    shown = Reading.objects.get(pk=reading.pk)
    _correct(world, reading, "targets", 0, {"unit": "座"})
    with pytest.raises(ValidationError) as error:
        publish_reading(actor=world.office, reading=shown, key="new-1")
    assert error.value.code == "stale"
    assert Plan.objects.filter(key="new-1").count() == 0


def test_long_paths_do_not_clash(world):
    reading = world.reading()
    for i, path in enumerate((["第一章", "第二节", "专栏十", "1"], ["第一章", "第二节", "专栏十一", "1"])):
        _correct(world, reading, "measures", i, {"path": path})
    plan = publish_reading(actor=world.office, reading=reading, key="new-1")
    numbers = [a.number for a in plan.areas.all()]
    assert len(numbers) == len(set(numbers))
    assert plan.issued == dt.date(2025, 3, 18)
