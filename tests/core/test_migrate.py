"""Operations run at once make the same tables as one by one."""

import pytest
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
    kinds = [type(step) for step in at_once(operations())]
    assert kinds == [AtOnce, migrations.AddField, migrations.AddConstraint, AtOnce]


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_the_same():
    found = made_by(operations())
    assert {"shelf_page_once", "shelf_first_page_once"} <= found["shelf_page"].keys()
    assert "shelf_book_name" in found["shelf_book"]
    assert made_by(at_once(operations())) == found
