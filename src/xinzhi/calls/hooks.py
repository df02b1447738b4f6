"""What other rooms may hand in: how a rule named in a programme file is judged.

A condition `rule = "KEY"` in `[[eligibility]]` is a rule of the room of incentives. That room (or the site) says once, in
its `ready`, how such a rule is judged for an organisation on a day:

    judge_rules_with(lambda rule, organisation, day: ("met", "…words…", "/address/of/the/explanation/"))

The first is "met", "unmet" or "unknown". Without it every such condition is left to a person.

What an organisation says of itself elsewhere fills forms too (`prefill = "measure.NAME"`), before the registers' figures:

    figures_from(lambda organisation, day: {"revenue": 320_000_000})
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from .engine.eligibility import MEASURE

Figures = Callable[[Any, dt.date], dict[str, int]]
RuleOfOrganisation = Callable[[str, Any, dt.date], tuple[str, str, str]]
_judge: list[RuleOfOrganisation] = []
_figures: list[Figures] = []


def judge_rules_with(function: RuleOfOrganisation) -> None:
    """Have rules judged by this function from now on; a later one takes its place."""
    _judge[:] = [function]


def rule_judge(organisation: Any, day: dt.date) -> Callable[[str], tuple[str, str, str]] | None:
    """How rules are judged for this organisation; None where no room judges rules."""
    if not _judge:
        return None
    judge = _judge[0]
    return lambda rule: judge(rule, organisation, day)


def figures_from(function: Figures) -> None:
    """Have forms filled with these figures of the year before; a later function takes its place."""
    _figures[:] = [function]


def declared_figures(organisation: Any, day: dt.date) -> dict[str, int]:
    """Figures of an organisation's own, by the names forms use; {} where no room keeps any."""
    found = _figures[0](organisation, day) if _figures else {}
    return {f"{MEASURE}{name}": value for name, value in found.items()}
