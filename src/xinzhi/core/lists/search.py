"""The search box of a list: every word must stand in one of the fields."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet

_MOST_WORDS = 12


def search(rows: QuerySet[Any], fields: tuple[str, ...], text: str) -> QuerySet[Any]:
    """The rows in which each word of the text occurs, letter case aside, in at least one field.

    Fields may be paths across relations, to-many too (a row still comes once). Words are split at white space;
    beyond the twelfth they are left out, so that no query grows without limit.
    """
    for word in text.replace("\x00", " ").split()[:_MOST_WORDS]:
        condition = Q()
        for path in fields:
            condition |= Q(**{f"{path}__icontains": word})
        if any(_crosses_many(rows.model, path) for path in fields):
            found = rows.model._base_manager.filter(condition).values("pk")  # noqa: SLF001  Django's documented manager
            rows = rows.filter(pk__in=found)
        else:
            rows = rows.filter(condition)
    return rows


def _crosses_many(model: type[Model], path: str) -> bool:
    """Whether a path leads through a relation that may have several rows, which would repeat the first."""
    for step in path.split("__"):
        try:
            field = model._meta.get_field(step)  # noqa: SLF001
        except FieldDoesNotExist:
            return False
        if field.one_to_many or field.many_to_many:
            return True
        if field.related_model is None:
            return False
        model = field.related_model
    return False
