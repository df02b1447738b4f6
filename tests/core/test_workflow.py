"""The table refuses what it does not hold, and an outsider learns nothing from the refusal."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from xinzhi.core.workflow import State, Transition, Workflow

pytestmark = pytest.mark.engine

FLOW = Workflow(
    name="flow",
    states=(State("open", "open", limit_workdays=3), State("shut", "shut", final=True)),
    transitions=(
        Transition("shut", "Shut", ("open",), "shut", "x.shut", guards=(lambda s: s.problem,), needs_reason=True),
    ),
)


def actor(*perms):
    return SimpleNamespace(has_perm=lambda p, _o=None: p in perms)


def thing(state="open", problem=None):
    return SimpleNamespace(state=state, problem=problem)


def test_allowed_step_is_returned():
    assert FLOW.check(thing(), "shut", actor=actor("x.shut"), why="done").target == "shut"


@pytest.mark.parametrize(
    ("subject", "who", "why", "error", "code"),
    [
        (thing("shut"), actor(), "", PermissionDenied, None),
        (thing("shut"), actor("x.shut"), "w", ValidationError, "state"),
        (thing(), actor("x.shut"), " ", ValidationError, "reason"),
        (thing(problem="not yet"), actor("x.shut"), "w", ValidationError, "guard"),
    ],
)
def test_refusals(subject, who, why, error, code):
    with pytest.raises(error) as caught:
        FLOW.check(subject, "shut", actor=who, why=why)
    if code == "guard":
        assert caught.value.messages == ["not yet"]
    elif code:
        assert caught.value.code == code


def test_available_depends_on_state_and_person():
    assert [t.key for t in FLOW.available(thing(), actor("x.shut"))] == ["shut"]
    assert FLOW.available(thing("shut"), actor("x.shut")) == []
    assert FLOW.available(thing(), actor()) == []


@pytest.mark.parametrize(
    ("states", "transitions", "words"),
    [
        ((State("a", "a"), State("a", "a")), (), "twice"),
        ((State("a", "a"),), (Transition("t", "t", ("a",), "b", "p"),), "unknown states"),
        ((State("a", "a", final=True), State("b", "b")), (Transition("t", "t", ("a",), "b", "p"),), "final"),
    ],
)
def test_a_wrong_table_is_refused_when_declared(states, transitions, words):
    with pytest.raises(ValueError, match=words):
        Workflow(name="w", states=states, transitions=transitions)
