"""An operation for migrations that make many related models."""

from collections import defaultdict
from itertools import groupby
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, AlterModelOptions, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def at_once(operations: list[Operation]) -> list[Operation]:
    """The operations, those that may in an `AtOnce` together.

    These are neighbours of one kind: new models and options; and of fields, constraints and indexes added to models that
    are there, one a model (in the end state that all see, a second would be there before it is added). For the first
    migration of a room, at the end of its class: `operations = at_once(operations)`.
    """
    runs: list[list[Operation]] = []
    for kind, neighbours in groupby(operations, _kind):
        seen: dict[str, int] = defaultdict(int)
        rounds: dict[int, list[Operation]] = defaultdict(list)
        for place, operation in enumerate(neighbours):
            model = getattr(operation, "model_name_lower", "")
            rounds[seen[model] if kind == "added" else place if kind == "alone" else 0].append(operation)
            seen[model] += 1
        runs += rounds.values()
    return [AtOnce(run) if len(run) > 1 else run[0] for run in runs]


def _kind(operation: Operation) -> str:
    match operation:
        case CreateModel() | AlterModelOptions():
            return type(operation).__name__
        case AddField() | AddConstraint() | AddIndex():
            return "added"
        case _:
            return "alone"


class AtOnce(Operation):
    """Run operations with the models rendered once, after all of them.

    Django renders every related model anew after each operation. Where all models point to the account, that grows
    with the square of their number: the registers' first migration took 14 s one by one and takes 2 s at once.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # a cached property: rendered again when it is next asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations at once"
