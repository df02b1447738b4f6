"""An assessment as plain data for JSON: amounts in fen, dates as ISO, unknown as null with what it needs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .explain import plain
from .model import Basis

if TYPE_CHECKING:
    from .assessment import Assessment, BenefitResult, ConditionResult, StatusResult
    from .explain import Gap, Step


def as_dict(assessment: Assessment, *, steps: bool = True) -> dict[str, Any]:
    """The assessment as nested tables of plain values."""
    result = {
        "on": assessment.on.isoformat(),
        "statuses": {key: _status(s) for key, s in assessment.statuses.items()},
        "benefits": {key: _benefit(b) for key, b in assessment.benefits.items()},
        "payable_fen": assessment.payable,
        "gaps": [_gap(g) for g in assessment.gaps],
        "warnings": [str(warning) for warning in assessment.warnings],
    }
    return result | ({"steps": {key: _step(s) for key, s in assessment.trace.items()}} if steps else {})


def _basis(basis: Basis) -> dict[str, str]:
    return {name: value for name, value in asdict(basis).items() if value}


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "status": gap.status,
        "condition": gap.condition,
        "name": gap.name,
        "name_en": gap.name_en,
        "state": gap.state,
        "needs": list(gap.needs),
        "shortfalls": [
            {
                "what": s.what,
                "have": s.have,
                "value": plain(s.value, s.type),
                "need": s.need,
                "short": s.short,
                "unit": s.unit,
            }
            for s in gap.shortfalls
        ],
        **_basis(gap.basis),
    }


def _condition(condition: ConditionResult) -> dict[str, Any]:
    return {
        "key": condition.key,
        "name": condition.name,
        "name_en": condition.name_en,
        "value": condition.value,
        "needs": list(condition.needs),
        "rule": condition.text,
        **_basis(condition.basis),
    }


def _status(status: StatusResult) -> dict[str, Any]:
    return {
        "name": status.name,
        "name_en": status.name_en,
        "state": status.state,
        "value": status.value,
        "held": status.held,
        "needs": list(status.needs),
        "unverified": list(status.doubts),
        "conditions": [_condition(c) for c in status.conditions],
        **_basis(status.basis),
    }


def _benefit(benefit: BenefitResult) -> dict[str, Any]:
    return {
        "name": benefit.name,
        "name_en": benefit.name_en,
        "kind": benefit.kind,
        "payer": benefit.payer,
        "award": benefit.award,
        "state": benefit.state,
        "amount_fen": benefit.amount,
        "indicative_fen": benefit.indicative,
        "needs": list(benefit.needs),
        "unverified": list(benefit.doubts),
        "figures": dict(benefit.figures),
        "conditions": [_condition(c) for c in benefit.conditions],
        **_basis(benefit.basis),
    }


def _step(step: Step) -> dict[str, Any]:
    row = {
        "name": step.name,
        "name_en": step.name_en,
        "kind": step.kind,
        "rule": step.text,
        "value": plain(step.value, step.type),
        "shown": step.shown,
        "inputs": {
            key: value if not hasattr(value, "isoformat") else value.isoformat() for key, value in step.inputs.items()
        },
        "parameters": step.parameters,
        "uses": list(step.uses),
    }
    return row | _basis(step.basis)
