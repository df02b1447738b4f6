"""Payments without application: what a benefit gives each firm of a batch, and why, from the rules and facts with their origins.

Only what surely follows is proposed: an unknown fact, two origins that contradict each other, or a rule without a confirmed source pay nothing.
The same inputs, rules and day give the same digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from xinzhi.core.bundle import canonical, sha256_of
from xinzhi.incentives.engine import FirmError, RuleBook
from xinzhi.incentives.engine.assessment import BenefitResult
from xinzhi.incentives.engine.facts import column_of
from xinzhi.incentives.engine.model import in_force

PAID_KINDS = ("subsidy", "reward")


class NotPayableError(ValueError):
    """A benefit cannot be paid without application; the message says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """A fact with where it is from. `weak`: only declared, reported or derived, so that an officer must look at the evidence."""

    value: Any
    origin: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """A firm of the batch: facts by column (`revenue.2025`), each with all that was said of it."""

    id: str
    facts: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules give a firm.

    outcome: pay, not_due, unknown (`needs` says what), conflict (`needs`: columns), evidence (`needs`:
    weak columns; payable once an officer has seen the evidence), or invalid (`why`). `amount` in fen, 0 where nothing is payable.
    """

    id: str
    outcome: str
    amount: int
    needs: tuple[str, ...] = ()
    why: str = ""
    conditions: tuple[dict[str, Any], ...] = ()
    facts: tuple[dict[str, Any], ...] = ()


def require_payable(book: RuleBook, benefit: str, on: date) -> tuple[str, ...]:
    """The columns of facts that the benefit reads on this day.

    Raises NotPayableError: no such benefit, not in force, tax or an investment, only a ceiling for a decision, or resting on rules
    without a confirmed source.
    """
    found = book.benefits.get(benefit)
    if found is None:
        raise NotPayableError(f"The rules hold no benefit {benefit!r}. Known: {', '.join(book.benefits)}.")
    edition = in_force(found.editions, on)
    if edition is None or edition.amount is None:
        raise NotPayableError(f"{found.name} is not in force on {on}. Choose another day.")
    if found.kind not in PAID_KINDS:
        raise NotPayableError(f"{found.name} is {found.kind}: nothing is paid out by this way.")
    if found.award != "right":
        raise NotPayableError(f"{found.name} is only a ceiling: each case needs a decision of its own.")
    bound = book.on(on)
    if doubts := bound.doubts_of(edition):
        raise NotPayableError(
            f"{found.name} rests on rules without a confirmed source: {', '.join(doubts)}. It pays nothing."
        )
    columns: dict[str, None] = {}
    for place in book.graph.below(*bound.roots(edition)):
        node = book.graph.nodes[place]
        if node.op == "fact":
            key, back = cast("tuple[str, int | None]", node.data)
            columns[column_of(key, None if back is None else on.year + back)] = None
    return tuple(columns)


def propose(book: RuleBook, benefit: str, firms: Sequence[FirmFacts], on: date) -> list[Proposal]:
    """A proposal for each firm, in their order. Raises NotPayableError."""
    reads = require_payable(book, benefit, on)
    return [_propose(book, benefit, firm, on, reads) for firm in firms]


def _propose(book: RuleBook, benefit: str, firm: FirmFacts, on: date, reads: Sequence[str]) -> Proposal:
    used = {column: firm.facts[column] for column in reads if column in firm.facts}
    shown = tuple(
        {"column": column, "value": str(said.value), "origin": said.origin, "weak": said.weak}
        for column, all_said in used.items()
        for said in all_said
    )
    if conflicts := tuple(column for column, all_said in used.items() if len({str(s.value) for s in all_said}) > 1):
        return Proposal(firm.id, "conflict", 0, conflicts, facts=shown)
    try:
        result = book.assess(nested({column: said[0].value for column, said in used.items()}), on).benefits[benefit]
    except FirmError as error:
        return Proposal(firm.id, "invalid", 0, why=str(error), facts=shown)
    outcome, needs = _outcome(result, used)
    amount = result.amount if result.amount and outcome in {"pay", "evidence"} else 0
    return Proposal(firm.id, outcome, amount, needs, conditions=_conditions(result), facts=shown)


def _outcome(result: BenefitResult, used: Mapping[str, tuple[Said, ...]]) -> tuple[str, tuple[str, ...]]:
    if result.amount is None:
        return "unknown", result.needs
    if result.state != "due":
        return "not_due", ()
    weak = tuple(column for column, said in used.items() if all(one.weak for one in said))
    return ("evidence", weak) if weak else ("pay", ())


def _conditions(result: BenefitResult) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"name": c.name, "name_en": c.name_en, "value": c.value, "cite": c.basis.cite} for c in result.conditions
    )


def nested(columns: Mapping[str, Any]) -> dict[str, Any]:
    """FIRM.json's form: a figure of a year stands under its year."""
    found: dict[str, Any] = {}
    for column, value in columns.items():
        key, _dot, year = column.partition(".")
        if year:
            found.setdefault(key, {})[year] = value
        else:
            found[key] = value
    return found


def write_inputs(firms: Iterable[FirmFacts]) -> bytes:
    """The batch's facts with their origins, canonical, to be kept."""
    rows = [
        {"id": f.id, "facts": {c: [[s.value, s.origin, s.weak] for s in said] for c, said in sorted(f.facts.items())}}
        for f in firms
    ]
    return canonical(rows)


def read_inputs(content: bytes) -> list[FirmFacts]:
    """What `write_inputs` wrote."""
    return [
        FirmFacts(row["id"], {c: tuple(Said(*one) for one in said) for c, said in row["facts"].items()})
        for row in json.loads(content)
    ]


def rules_digest(folders: Iterable[Path]) -> str:
    """SHA-256 of all rule files, their names and order."""
    found = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.glob("*.yaml")):
            found.update(f"{folder.parent.name}/{file.name}\n".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def digest_of(benefit: str, on: date, rules: str, inputs: bytes, proposals: Iterable[Proposal]) -> str:
    """SHA-256 of a run: benefit, day, rules, inputs and what was proposed."""
    said = [[p.id, p.outcome, p.amount] for p in proposals]
    return sha256_of([benefit, on.isoformat(), rules, hashlib.sha256(inputs).hexdigest(), said])
