"""An edition in words and as plain data, for the command line and the interface to programs."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from .engine import Moves, Ranking, Reliability, coherence, reliability


def as_dict(ranking: Ranking, moved: Moves | None = None) -> dict[str, Any]:
    """All that a ranking says, ready for JSON (unknown numbers are null)."""
    sure = reliability(ranking)
    firms = ranking.firms
    rows = [
        {
            "rank": int(ranking.ranks[i]),
            "id": firms.ids[row],
            "name": firms.names[row],
            "score": float(ranking.scores[i]),
            "tier": ranking.tiers[i],
            "simulated": bool(firms.simulated[row]),
            "interval": [int(sure.low[i]), int(sure.high[i])] if sure else None,
            "within": {key: float(share[i]) for key, share in sure.within.items()} if sure else {},
            "parts": {key: float(values[i]) for key, values in ranking.parts.items()},
        }
        for i, row in ((i, ranking.prepared.rows[i]) for i in ranking.order)
    ]
    said: dict[str, Any] = {
        **about(ranking, sure, moved),
        "firms": rows,
        "left_out": [
            {"id": firms.ids[out.row], "reason": out.reason, "keys": list(out.keys)} for out in ranking.left_out
        ],
        "moves": asdict(moved) if moved else None,
    }
    return _without_nan(said)


def about(ranking: Ranking, sure: Reliability | None, moved: Moves | None) -> dict[str, Any]:
    """What is said of an edition as a whole, ready for JSON."""
    said = {
        "list": ranking.listed.key,
        "name": ranking.listed.name,
        "unverified": list(ranking.listed.unverified),
        "ranked": len(ranking.ranks),
        "omitted": len(ranking.left_out),
        "weights": {group.key: _weights(group) for group in ranking.prepared.root.groups()},
        "drawn_in": _counted(ranking, ranking.prepared.drawn_in),
        "filled": _counted(ranking, ranking.prepared.filled),
        "reliability": {
            "draws": sure.draws,
            "level": sure.level,
            "shift": sure.shift,
            "effects": [asdict(effect) for effect in sure.effects],
        }
        if sure
        else None,
        "coherence": asdict(coherence(ranking)),
        "entered": list(moved.entered) if moved else [],
        "left": list(moved.left) if moved else [],
    }
    return _without_nan(said)


def lines(said: dict[str, Any], top: int) -> list[str]:
    """The first firms and what a reader must know, a line each."""
    text = [f"{said['name']} · {len(said['firms'])} firms ranked, {len(said['left_out'])} left out"]
    if said["unverified"]:
        text.append(f"Unverified (no document that fixes it was read): {', '.join(said['unverified'])}")
    for row in said["firms"][:top]:
        interval = f"{row['interval'][0]}–{row['interval'][1]}" if row["interval"] else "—"
        mark = " (simulated)" if row["simulated"] else ""
        text.append(f"{row['rank']:>5}  {row['score']:>9.4f}  {interval:>9}  {row['tier']:<10} {row['name']}{mark}")
    if sure := said["reliability"]:
        text.append(
            f"Ranks shift by {sure['shift']:.1f} places on average over {sure['draws']} draws; what matters most:"
        )
        most = sorted(sure["effects"], key=lambda effect: -effect["total"])[:5]
        text += [f"  {e['kind']} {e['key']}: first {e['first']:.2f}, total {e['total']:.2f}" for e in most]
    if moved := said["moves"]:
        text.append(f"Since the last edition: {len(moved['entered'])} entered, {len(moved['left'])} left")
    return text


def _counted(ranking: Ranking, counts: tuple[int, ...]) -> dict[str, int]:
    return {part.key: n for part, n in zip(ranking.listed.indicators, counts, strict=True) if n}


def _weights(group: Any) -> dict[str, float]:
    return {child.key: weight for child, weight in zip(group.children, group.weights, strict=True)}


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
