"""A back-test as plain data: for JSON, for a page, for a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from .base import Base
from .metrics import METRICS, Estimate
from .model import BURST_WEIGHT, STRONG_WEIGHT
from .protocol import MODEL, OTHER_ORDERS, BackTest, Result, Span
from .signals import FAMILIES

_REASONS = 3
_DIGITS = 4

PROTOCOL = {
    "vocabulary": "frozen at each origin: phrases, acronyms and words counted in papers up to it, nothing later",
    "positive": "top 5 % by gain of pooled share over the horizon's years, of the terms alive at the origin",
    "growth@100": "share of the first 100 whose share grows to more than 1.5 times",
    "Spearman": "rank correlation with ln of the ratio of shares, half a paper added to both",
    "ranking": f"{MODEL}: {1 - BURST_WEIGHT} * (log-odds of being positive + {STRONG_WEIGHT} * log-odds of growing to more than 1.5 "
    f"times, in units of their spread) + {BURST_WEIGHT} * place by Kleinberg's burst; this one ranking is judged on all five metrics. "
    "Its two learnt parts are also shown alone, on all metrics. The calibration error is of the probability of being positive.",
    "training": "at each origin on earlier origins whose outcome was known by then, calibrated on forecasts made for these",
    "interval": "95 %, bootstrap over origins and terms, 400 resamples, the same for all methods; leads where the paired "
    "difference is above zero in at least 97.5 % of the resamples",
}


def to_dict(base: Base, span: Span, test: BackTest, *, top: int) -> dict[str, Any]:
    """The whole back-test; each origin with its first `top` terms."""
    return {
        "corpus": {
            "papers": len(base.years),
            "rows_left_out": base.left_out,
            "first_year": base.first_year,
            "last_year": base.first_year + len(base.papers) - 1,
            "columns": base.columns._asdict(),
        },
        "protocol": {"first": span.first, "last": span.last, "horizon": span.horizon, **PROTOCOL},
        "origins": [_origin(base, test, place, top) for place in range(len(test.results))],
        "skipped": [{"origin": origin, "reason": reason} for origin, reason in test.skipped.items()],
        "metrics": {name: {m: _estimate(e) for m, e in row.items()} for name, row in test.table.items()},
        "calibration_error": {name: _estimate(e) for name, e in test.calibration_error.items()},
        "verdict": verdict(test),
        "leads": [
            {"metric": c.metric, "baseline": c.baseline, "leads": c.leads, **_estimate(c.lead)} for c in test.leads
        ],
    }


def _estimate(estimate: Estimate) -> dict[str, float]:
    return {key: round(value, _DIGITS) for key, value in estimate._asdict().items()}


def _origin(base: Base, test: BackTest, place: int, top: int) -> dict[str, Any]:
    result = test.results[place]
    return {
        "origin": result.view.origin,
        "terms": len(result.view.terms),
        "positives": int(result.became.positive.sum()),
        "learnt_from": result.model.origins,
        "metrics": {
            name: {m: round(float(v), _DIGITS) for m, v in zip(METRICS, scored[place].value, strict=True)}
            for name, scored in test.by_origin.items()
        },
        "list": listed(base, result, top),
    }


def listed(base: Base, result: Result, top: int) -> list[dict[str, Any]]:
    """The first terms by score: their chances, what spoke for them, and what became of them."""
    chosen = np.argsort(-result.forecast.score, kind="stable")[:top]
    if not len(chosen):
        return []
    reasons = result.model.explain(result.signals, chosen)
    chance, became = result.chance, result.became
    recent = result.view.counts[result.view.terms, result.view.window()].sum(axis=1)
    rows = []
    for term, why in zip(chosen, reasons, strict=True):
        strongest = np.argsort(-why, kind="stable")[:_REASONS]
        rows.append(
            {
                "term": base.name(int(result.view.terms[term])),
                "papers": int(recent[term]),
                "chance": round(float(chance[term]), _DIGITS),
                "score": round(float(result.forecast.score[term]), _DIGITS),
                "because": {FAMILIES[i]: round(float(why[i]), 2) for i in strongest if why[i] > 0},
                "positive": bool(became.positive[term]),
                "ratio": round(float(became.ratio[term]), 2),
            }
        )
    return rows


def verdict(test: BackTest) -> list[dict[str, Any]]:
    """For each metric the strongest other method, the lead over it, and over which methods the lead is not certain."""
    found = []
    for metric in METRICS:
        of = [c for c in test.leads if c.metric == metric and c.baseline not in OTHER_ORDERS]
        hardest = min(of, key=lambda c: c.lead.value)
        found.append(
            {
                "metric": metric,
                "value": round(test.table[MODEL][metric].value, _DIGITS),
                "best_other": hardest.baseline,
                "lead": _estimate(hardest.lead),
                "leads_all": all(c.leads for c in of),
                "not_certain_over": [c.baseline for c in of if c.lead.value > 0 and not c.leads],
                "behind": [c.baseline for c in of if c.lead.value <= 0],
            }
        )
    return found
