"""What merging, splitting and undoing share: rows that point to an entry, moved to another and back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from xinzhi.registry.models import Claim, Observation, RegisterEntry, Relation, Statement, Title
from xinzhi.registry.registers import Register

Moved = dict[str, list[int]]
# What points to entries without a foreign key.
CLAIMS: tuple[type[Claim], ...] = (Statement, Title, Relation)


def repoint(
    register: Register, source: RegisterEntry, target: RegisterEntry, statements: Iterable[int] | None
) -> Moved:
    """Let what points to the source point to the target; only some statements where they are named.

    Gives back what was moved, by «model.column». Raises ValidationError where a row of another room cannot stand
    beside one of the target (the same duty twice): that must be settled there first.
    """
    moved: Moved = {}
    if statements is not None:
        _move(moved, Statement, "entry_id", Statement.objects.filter(pk__in=list(statements)), target.pk)
        return moved
    for model in CLAIMS:
        for kind, column in model.POINTERS:
            held = model._default_manager.filter(**{kind: register.one, column: source.pk})  # noqa: SLF001
            _move(moved, model, column, held, target.pk)
    for relation in source._meta.related_objects:  # noqa: SLF001  Django's documented Meta
        column = relation.field.attname if not relation.many_to_many else ""
        if (
            not column
            or relation.related_model is register.model
            or "historical" in relation.related_model.__name__.lower()
        ):
            continue
        rows = relation.related_model._default_manager.filter(**{column: source.pk})  # noqa: SLF001
        try:
            with transaction.atomic():
                _move(moved, relation.related_model, column, rows, target.pk)
        except IntegrityError as error:
            text = _("Both have a row in «%(what)s» that there may be only once. Settle it there first.")
            raise ValidationError(text % {"what": relation.related_model._meta.verbose_name}) from error  # noqa: SLF001
    return moved


def point_back(moved: Mapping[str, list[int]], target: RegisterEntry) -> None:
    """Let the moved rows point to this entry."""
    for name, ids in moved.items():
        label, _dot, column = name.rpartition(".")
        apps.get_model(label)._default_manager.filter(pk__in=ids).update(**{column: target.pk})  # noqa: SLF001


def forget_figures(register: Register, *entries: RegisterEntry) -> None:
    """Take away the dated figures, which are made again from the statements."""
    Observation.objects.filter(kind=register.one, entry_id__in=[e.pk for e in entries]).delete()


def _move(moved: Moved, model: type[Model], column: str, rows: Any, target: int) -> None:
    ids = list(rows.values_list("pk", flat=True))
    if ids:
        model._default_manager.filter(pk__in=ids).update(**{column: target})  # noqa: SLF001
        moved[f"{model._meta.label_lower}.{column}"] = ids  # noqa: SLF001
