"""A workflow as a table: states, and the transitions between them.

A room declares one `Workflow` beside its model. Actions call `check` before they change the
state; pages call `available` to know which buttons to show. Who may take a transition is a
permission, decided by the room's rules, so that a table never holds a role.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .workdays import add_workdays

Text = str | Promise
Guard = Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class State:
    """`tone` is the colour meaning in the interface: mute, info, warn, ok, bad."""

    key: str
    label: Text
    tone: str = "mute"
    final: bool = False
    limit_workdays: int | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A named step. A guard returns None when the step is allowed, else the reason it is not."""

    key: str
    label: Text
    sources: tuple[str, ...]
    target: str
    permission: str
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False


@dataclass(frozen=True)
class Workflow:
    """States and transitions of one kind of thing, whose current state is `subject.<attribute>`."""

    name: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    attribute: str = "state"
    _by_key: dict[str, State] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_key.update({s.key: s for s in self.states})
        if len(self._by_key) != len(self.states):
            raise ValueError(f"workflow {self.name}: a state is declared twice")
        for t in self.transitions:
            if unknown := {*t.sources, t.target} - self._by_key.keys():
                raise ValueError(f"workflow {self.name}: transition {t.key} names unknown states {sorted(unknown)}")
            if any(self._by_key[s].final for s in t.sources):
                raise ValueError(f"workflow {self.name}: transition {t.key} leaves a final state")

    @property
    def choices(self) -> list[tuple[str, Text]]:
        """For a model field's `choices`."""
        return [(s.key, s.label) for s in self.states]

    def state(self, subject: Any) -> State:
        """The subject's current state."""
        return self._by_key[getattr(subject, self.attribute)]

    def transition(self, key: str) -> Transition:
        """The transition with this key; KeyError when there is none."""
        return next(t for t in self.transitions if t.key == key)

    def check(self, subject: Any, key: str, *, actor: Any, why: str = "") -> Transition:
        """The transition, if the actor may take it now.

        Raises PermissionDenied (not theirs) before ValidationError (wrong state, guard, missing reason),
        so that an outsider learns nothing about the state. `actor` None is the system itself.
        """
        step = self.transition(key)
        if actor is not None and not actor.has_perm(step.permission, subject):
            raise PermissionDenied(_("You may not do this: %(permission)s.") % {"permission": step.permission})
        if getattr(subject, self.attribute) not in step.sources:
            raise ValidationError(
                _("«%(step)s» is not possible from the state «%(state)s»."),
                code="state",
                params={"step": step.label, "state": self.state(subject).label},
            )
        if step.needs_reason and not why.strip():
            raise ValidationError(_("Give a reason."), code="reason")
        if reasons := [r for guard in step.guards if (r := guard(subject))]:
            raise ValidationError(reasons, code="guard")
        return step

    def available(self, subject: Any, actor: Any) -> list[Transition]:
        """The transitions the actor may take now, guards left aside (a guard's reason is shown on trying)."""
        here = getattr(subject, self.attribute)
        return [t for t in self.transitions if here in t.sources and actor.has_perm(t.permission, subject)]

    def deadline(self, subject: Any, entered: dt.date) -> dt.date | None:
        """The last day to leave the current state, or None when it has no limit."""
        limit = self.state(subject).limit_workdays
        return add_workdays(entered, limit) if limit is not None else None

    def path(self, subject: Any) -> Iterable[tuple[State, bool]]:
        """Every state with whether it is the current one, for a stepper."""
        here = getattr(subject, self.attribute)
        return [(s, s.key == here) for s in self.states]
