"""Operations run at once make the same tables as one by one."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from xinzhi.core.migrate import AtOnce, at_once

APP = "shelf"


def operations():
    """Models that point at each other, two constraints of one and one of another."""
    number = ("id", models.BigAutoField(primary_key=True))
    book = ("book", models.ForeignKey("shelf.Book", models.CASCADE))
    once = models.UniqueConstraint(fields=["book", "number"], name="shelf_page_once")
    first = models.UniqueConstraint(fields=["book"], condition=models.Q(number=1), name="shelf_first_page_once")
    return [
        migrations.CreateModel("Book", [number, ("name", models.CharField(max_length=20))]),
        migrations.CreateModel("Page", [number, ("number", models.IntegerField()), book]),
        migrations.AddField("Book", "cover", models.ForeignKey("shelf.Page", models.SET_NULL, null=True)),
        migrations.AddConstraint("Page", once),
        migrations.AddConstraint("Page", first),
        migrations.AddIndex("Book", models.Index(fields=["name"], name="shelf_book_name")),
    ]


def made_by(steps):
    """Constraints of the tables that the operations make; the tables are gone afterwards."""
    state, states = ProjectState(), []
    with connection.schema_editor(atomic=True) as editor:
        for step in steps:
            before, state = state, state.clone()
            step.state_forwards(APP, state)
            step.database_forwards(APP, editor, before, state)
            states.append(state)
    with connection.cursor() as cursor:
        found = {
            table: {
                name: (rule["columns"], rule["unique"], rule["foreign_key"])
                for name, rule in connection.introspection.get_constraints(cursor, table).items()
                if name.startswith("shelf_") and "_fk_" not in name and not name.endswith(("_like", "_id"))
            }
            for table in ("shelf_book", "shelf_page")
        }
    with connection.schema_editor(atomic=True) as editor:
        for name in ("Page", "Book"):
            editor.execute(
                f"DROP TABLE shelf_{name.lower()} CASCADE"
                if connection.vendor == "postgresql"
                else f"DROP TABLE shelf_{name.lower()}"
            )
    return found


def test_what_may_run_together_does():
    sizes = [len(step.operations) if isinstance(step, AtOnce) else 1 for step in at_once(operations())]
    # The models; a field of Book with a constraint of Page; the index of Book with the other constraint of Page.
    assert sizes == [2, 2, 2]
    kinds = [type(o) for step in at_once(operations()) for o in step.operations]
    assert kinds[2:4] == [migrations.AddField, migrations.AddConstraint]


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_the_same():
    found = made_by(operations())
    assert {"shelf_page_once", "shelf_first_page_once"} <= found["shelf_page"].keys()
    assert "shelf_book_name" in found["shelf_book"]
    assert made_by(at_once(operations())) == found


def test_an_empty_database_gets_what_is_from_elsewhere_before_the_rooms(tmp_path):
    place = {**os.environ, "XINZHI_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "xinzhi.site.settings"}
    place.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env=place, check=True)
    with closing(sqlite3.connect(tmp_path / "xinzhi.sqlite3")) as made:
        order = [app for (app,) in made.execute("SELECT app FROM django_migrations ORDER BY id")]
        tables = {name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    last = {app: place for place, app in enumerate(order)}
    elsewhere = {"auth", "axes", "mfa", "sessions", "socialaccount", "django_tasks_database"}
    assert max(last[app] for app in elsewhere) < min(
        order.index(app) for app in ("calls", "plan", "registry", "ledger")
    )
    wanted = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    assert wanted - tables == set()
