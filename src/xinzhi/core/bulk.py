"""Many rows in one go, past Django's instances: for loads of a hundred thousand rows and more.

Only actions call this, inside their transaction. No signal is sent and nothing is validated: the caller answers for
the values. On PostgreSQL the rows go through COPY, elsewhere through one prepared statement.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

_CHUNK = 20_000


def insert_columns(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any] | None = None
) -> int:
    """The number of rows written. `columns` are equally long lists by attname, `same` what all rows share.

    What is named in neither takes the column's default; times of creation and change are now. Raises ValueError for
    columns of different length or that the model does not have.
    """
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]  # noqa: SLF001  Django's documented Meta
    shared = dict(same or {})
    lengths = {len(c) for c in columns.values()}
    if unknown := {*columns, *shared} - {f.attname for f in fields}:
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
    if len(lengths) != 1:
        raise ValueError("the columns are not equally long")
    prepared = [_prepared(f, columns, shared) for f in fields]
    (count,) = lengths
    rows = zip(*prepared, strict=False)  # what all share is repeated without end
    if count:
        _write(model, [str(f.column) for f in fields], itertools.islice(rows, count))
    return count


def _prepared(field: Any, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]) -> Iterable[Any]:
    """The values of one column as the database takes them."""
    if (given := columns.get(field.attname)) is not None:
        if type(field) in {models.CharField, models.SlugField, models.BigIntegerField}:
            return given
        return (field.get_db_prep_save(value, connection) for value in given)
    if field.attname in same:
        value = same[field.attname]
    elif getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        value = timezone.now()
    else:
        value = field.get_default()
    return itertools.repeat(field.get_db_prep_save(value, connection))


def _write(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    listed = ", ".join(map(connection.ops.quote_name, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(names))
        sql = f"INSERT INTO {table} ({listed}) VALUES ({marks})"  # noqa: S608  names of our own models only
        waiting = iter(rows)
        while chunk := list(itertools.islice(waiting, _CHUNK)):
            cursor.executemany(sql, chunk)


def insert_history(model: Any, rows: models.QuerySet[Any], *, user_id: int | None, reason: str) -> None:
    """A first version of each of these rows in the model's history, as simple-history would have kept it."""
    history = model.history.model
    kept = [f.column for f in model._meta.concrete_fields]  # noqa: SLF001
    quote = connection.ops.quote_name
    own = {"history_date": timezone.now(), "history_type": "+", "history_user_id": user_id}
    own["history_change_reason"] = reason[:100]
    source, parameters = rows.order_by("pk").values("pk").query.sql_with_params()
    listed = ", ".join(map(quote, [*kept, *own]))
    chosen = ", ".join([*map(quote, kept), *["%s"] * len(own)])
    adapted = [history._meta.get_field(n.removesuffix("_id")).get_db_prep_save(v, connection) for n, v in own.items()]  # noqa: SLF001
    sql = (
        f"INSERT INTO {quote(history._meta.db_table)} ({listed}) "  # noqa: S608, SLF001  names of our own models only
        f"SELECT {chosen} FROM {quote(model._meta.db_table)} WHERE id IN ({source}) ORDER BY id"  # noqa: SLF001
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*adapted, *parameters])
