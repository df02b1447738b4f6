"""The index follows the database: singly, in bulk, late, after a crash, beside other processes."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from factories import CityFactory, OrganisationFactory
from xinzhi.core.models import SearchChange
from xinzhi.core.search import folder, keep
from xinzhi.core.search.changes import Lost, Position, _ranges, pending, present, prune
from xinzhi.core.search.find import find
from xinzhi.core.search.searchable import note, touched
from xinzhi.registry.models import Organisation

NOBODY = AnonymousUser()


def names(text):
    return sorted(m.name for m in find(text, NOBODY).matches)


def test_the_first_search_builds_and_later_ones_follow_single_changes(db):
    one = OrganisationFactory(name="量子公司")
    assert names("量子") == ["量子公司"]
    OrganisationFactory(name="量子中心")
    assert names("量子") == ["量子中心", "量子公司"]
    one.name = "激光公司"
    one.save()
    assert names("量子") == ["量子中心"]
    assert names("激光") == ["激光公司"]
    one.delete()
    assert names("激光") == []


def test_bulk_writers_say_what_they_touched(db):
    OrganisationFactory(name="量子公司")
    assert names("量子") == ["量子公司"]
    made = Organisation.objects.bulk_create(
        [Organisation(key=f"b{i}", name="量子新所", kind="institute") for i in "12"]
    )
    touched(Organisation, [o.pk for o in made])
    assert len(names("量子")) == 3
    Organisation.objects.filter(name="量子新所").update(name="激光新所")
    touched(Organisation, None)
    assert names("量子") == ["量子公司"]
    assert names("激光") == ["激光新所"] * 2
    Organisation.objects.filter(name="激光新所").delete()
    assert names("激光") == []


def test_a_change_above_is_a_change_of_what_speaks_of_it(db):
    city = CityFactory(name="济南")
    OrganisationFactory(name="甲公司", city=city)
    assert names("济南 甲") == ["甲公司"]
    city.name = "泉城"
    city.save()
    assert names("泉城 甲") == ["甲公司"]
    assert names("济南 甲") == []


def test_what_is_rolled_back_is_not_found(db):
    assert names("量子") == []
    with transaction.atomic():
        OrganisationFactory(name="量子公司")
        transaction.set_rollback(True)
    assert names("量子") == []
    assert pending(folder.current().position)[0] == []


def test_many_changes_are_left_to_a_thread(db, monkeypatch):
    assert names("量子") == []
    started = []
    monkeypatch.setattr(keep, "AT_ONCE", 1)
    monkeypatch.setattr(keep, "_in_background", lambda: started.append(1))
    OrganisationFactory(name="量子公司")
    OrganisationFactory(name="量子中心")
    assert names("量子") == []
    assert started == [1]
    keep.catch_up()
    assert len(names("量子")) == 2


def test_a_big_first_build_is_left_to_a_thread_and_said(db, client, monkeypatch):
    monkeypatch.setattr(keep, "BUILT_AT_ONCE", 0)
    started = []
    monkeypatch.setattr(keep, "_in_background", lambda: started.append(1))
    OrganisationFactory(name="量子公司")
    assert find("量子", NOBODY).mode == "building"
    assert client.get("/search/", {"q": "量子"}).context["answer"].mode == "building"
    assert started


def test_the_thread_catches_up_and_lets_the_next_one_begin(db, monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(keep, "catch_up", done.set)
    monkeypatch.setattr(keep.connection, "close", lambda: None)
    for _ in range(2):
        keep._in_background()
        assert done.wait(10)
        assert keep._busy.acquire(timeout=10)
        keep._busy.release()
        done.clear()


def test_while_another_process_writes_the_index_serves_as_it_is(db):
    OrganisationFactory(name="量子公司")
    assert names("量子") == ["量子公司"]
    with folder.writing() as mine:
        assert mine
        OrganisationFactory(name="量子中心")
        assert names("量子") == ["量子公司"]
        with folder.writing() as again:
            assert not again
    assert len(names("量子")) == 2


def test_an_index_of_another_database_is_built_anew(db):
    OrganisationFactory(name="量子公司")
    assert names("量子") == ["量子公司"]
    before = folder.current().folder
    SearchChange.objects.all().delete()
    Organisation.objects.filter(name="量子公司").update(name="激光公司")
    assert names("激光") == ["激光公司"]
    assert names("量子") == []
    assert folder.current().folder != before


def test_pruning_keeps_hosts_that_are_up_to_date_and_is_noticed_by_others(db):
    OrganisationFactory(name="量子公司")
    away = present()
    OrganisationFactory(name="量子中心")
    here = present()
    assert prune(dt.timedelta(0)) == 1
    with pytest.raises(Lost):
        pending(away)
    assert pending(here)[0] == []


def test_reindexing_swaps_and_sweeps(db):
    OrganisationFactory(name="量子公司")
    first = keep.rebuild().folder
    second = keep.rebuild().folder
    third = keep.rebuild().folder
    assert not first.exists()
    assert second.exists()
    assert folder.current().folder == third
    assert names("量子") == ["量子公司"]


def test_a_damaged_folder_is_built_anew(db):
    OrganisationFactory(name="量子公司")
    assert names("量子") == ["量子公司"]
    (folder.current().folder / "meta.json").unlink()
    folder._opened = None
    for path in folder.current().folder.iterdir() if folder.current() else ():
        path.unlink()
    folder._opened = None
    assert names("量子") == ["量子公司"]


def test_positions_are_written_and_read(db):
    position = Position(3, "2026-01-01T00:00:00+00:00", 9, ((1, 2, 9), (5, 5, 11)))
    assert Position.read(position.written()) == position
    assert _ranges([(5, 5, 1), (1, 2, 3), (3, 4, 2), (9, 9, 1)]) == ((1, 5, 3), (9, 9, 1))


@pytest.mark.django_db(transaction=True)
def test_ids_that_appear_late_are_taken_in():
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one writer follows the other")
    note("a", [1])
    position = present()
    written, go = threading.Event(), threading.Event()

    def late():
        try:
            with transaction.atomic():
                note("a", [2])  # a lower id …
                written.set()
                go.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=late)
    writer.start()
    assert written.wait(30)
    note("a", [3])  # … than this one, which is seen first
    changes, after = pending(position)
    assert [c.object_id for c in changes] == [3]
    assert pending(after)[0] == []
    note("a", [4])
    changes, after = pending(after)
    assert [c.object_id for c in changes] == [4]
    go.set()
    writer.join()
    changes, after = pending(after)
    assert [c.object_id for c in changes] == [2]
    assert pending(after) == ([], after)
    note("a", [5])
    assert [c.object_id for c in pending(after)[0]] == [5]
    assert pending(after)[1].above == ()  # every writer has ended: nothing is to be remembered


SCRIPT = """
import sys, time, django
django.setup()
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from xinzhi.core.search import keep, searchable
from xinzhi.core.search.find import find
from xinzhi.registry.models import City
if sys.argv[1] == "build":
    call_command("migrate", verbosity=0)
    City.objects.create(key="jinan", name="济南", adcode="370100", column=1, row=1)
    keep.rebuild()
    source = searchable.sources()["registry.city"]
    def slow(row):
        print("building", flush=True)
        time.sleep(600)
    searchable._sources["registry.city"] = searchable.Source(source.kind, source.name, source.rows, slow, source.visible)
    keep.rebuild()
else:
    City.objects.create(key=sys.argv[2], name=f"济南{sys.argv[2]}", adcode=sys.argv[3], column=1, row=1)
    print(sorted(m.name for m in find("济南", AnonymousUser()).matches))
"""


def test_a_killed_build_leaves_the_old_index_and_others_search_meanwhile(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"XINZHI_DATA_DIR": str(tmp_path)}

    def ask(*arguments):
        command = [sys.executable, "-c", SCRIPT, "ask", *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603  our own script

    command = [sys.executable, "-c", SCRIPT, "build"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as building:  # noqa: S603  our own script
        assert building.stdout.readline() == "building\n"
        assert ask("a", "370101") == "['济南']"  # the other process is writing: as it was
        building.send_signal(signal.SIGKILL)
    half_built = {p.name for p in (tmp_path / "search").iterdir() if p.is_dir()}
    assert len(half_built) == 2
    assert ask("b", "370102") == "['济南', '济南a', '济南b']"  # the old index, brought up to date
    command = [sys.executable, "-m", "xinzhi.site.cli", "search", "reindex"]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout  # noqa: S603  our own script
    assert told.startswith("3 things")
    assert len([p for p in (tmp_path / "search").iterdir() if p.is_dir()]) == 2  # the new one and the one before
    command[-1] = "status"
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout  # noqa: S603  our own script
    assert "3 things" in told
    assert "0 changes waiting" in told
