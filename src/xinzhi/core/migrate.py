"""An operation for migrations that make many related models."""

from typing import Any

from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def at_once(operations: list[Operation]) -> list[Operation]:
    """The operations in their order, those that may in an `AtOnce` together.

    These are new models, and constraints and indexes, one a model. For the first migration of a room, at the end of its
    class: `operations = at_once(operations)`.
    """
    runs: list[list[Operation]] = []
    for operation in operations:
        if runs and _goes_with(operation, runs[-1]):
            runs[-1].append(operation)
        else:
            runs.append([operation])
    return [AtOnce(run) if len(run) > 1 else run[0] for run in runs]


def _goes_with(operation: Operation, run: list[Operation]) -> bool:
    if isinstance(operation, CreateModel):
        return all(isinstance(o, CreateModel) for o in run)
    if not isinstance(operation, AddConstraint | AddIndex):
        return False
    # What a model is made with in the end, it is given at once: a second constraint of it would be there already.
    return all(isinstance(o, AddConstraint | AddIndex) and o.model_name != operation.model_name for o in run)


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
