"""Workshops as the engine takes them, and their results as pages show them."""

from typing import Any

import numpy as np

from xinzhi.foresight.engine.cross_impact import (
    Entered,
    consistency,
    final_probabilities,
    group_matrix,
    sensitivity,
    structure_of,
)
from xinzhi.foresight.engine.cross_impact.gordon import conditional_of
from xinzhi.foresight.engine.cross_impact.group import ratios_of
from xinzhi.foresight.models import CrossImpactEntry, CrossImpactWorkshop

PLAYS = 10_000
SEED = 20_241_204
STEP = 0.1


def compute(workshop: CrossImpactWorkshop) -> dict[str, Any]:
    """Everything the engine says of the whole entries, as plain JSON (docs/delphi.md names the keys).

    Only whole entries count, and in these an open cell is no impact: no cell rests on fewer experts than the workshop.
    """
    events = list(workshop.events.order_by("position"))
    n = len(events)
    pairs = [(j, i) for j in range(n) for i in range(n) if i != j]
    entries = [_entered(e, pairs) for e in workshop.entries.filter(is_whole=True)]
    group = group_matrix(entries, n)
    ratios = ratios_of(group.strength)
    outcome = final_probabilities(group.probability, ratios, plays=PLAYS, seed=SEED)
    structure = structure_of(np.abs(group.strength))
    impossible = consistency(group.probability, conditional_of(group.probability, ratios))
    moved = sensitivity(group.probability, ratios, step=STEP, plays=PLAYS, seed=SEED)
    return {
        "experts": len(entries),
        "plays": PLAYS,
        "seed": SEED,
        "step": STEP,
        "events": [e.statement_id for e in events],
        "initial": _plain(group.probability),
        "initial_spread": _plain(group.probability_spread),
        "final": _plain(outcome.final),
        "error": _plain(outcome.error),
        "strength": _plain(group.strength),
        "spread": _plain(group.spread),
        "sensitivity": _plain(moved),
        "impossible": [{k: round(v, 4) for k, v in found._asdict().items()} for found in impossible],
        "direct": [_place(p) for p in structure.direct],
        "indirect": [_place(p) for p in structure.indirect],
        "power": structure.power,
    }


def _entered(entry: CrossImpactEntry, pairs: list[tuple[int, int]]) -> Entered:
    return Entered(
        {int(i): p / 100 for i, p in entry.probabilities.items()},
        {(j, i): entry.strengths.get(f"{j}-{i}", 0) for j, i in pairs},
    )


def _plain(numbers: np.ndarray) -> Any:
    return np.round(numbers, 4).tolist()


def _place(place: Any) -> dict[str, Any]:
    return {"influence": round(place.influence, 4), "dependence": round(place.dependence, 4), "kind": place.kind}
