"""What the rules say of one firm, with the clause behind each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from xinzhi.core.messages import Message

from .bound import Bound
from .explain import Gap, Step, gaps_of, trace
from .firm import Firm
from .model import Basis, Benefit, Edition, Group, Named, Status
from .values import Values, kleene_and


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition: yes (True), no (False) or unknown (None, with the facts that it waits for)."""

    key: str
    name: str
    name_en: str
    value: bool | None
    basis: Basis
    text: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusResult:
    """Whether the firm meets a title's conditions. `doubts` are rules without a confirmed source it rests on."""

    key: str
    name: str
    name_en: str
    value: bool | None
    in_force: bool
    basis: Basis
    conditions: tuple[ConditionResult, ...] = ()
    needs: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    held: bool | None = None

    @property
    def state(self) -> str:
        """yes, no, unknown, or not_in_force."""
        return _word(self.value) if self.in_force else "not_in_force"


@dataclass(frozen=True, slots=True)
class BenefitResult:
    """What a firm is owed, in fen. `amount` is payable: None while unknown, 0 where a rule is unverified.

    state: due, not_due, unknown, unverified (see `indicative`), not_in_force, or displaced (by a group's other benefit).
    """

    key: str
    name: str
    name_en: str
    kind: str
    payer: str
    award: str
    state: str
    amount: int | None
    indicative: int | None
    basis: Basis
    conditions: tuple[ConditionResult, ...] = ()
    needs: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    figures: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True)
class Assessment:
    """Statuses and benefits by key, the gaps, and (made when asked for) the steps behind them."""

    on: date
    firm: Firm
    statuses: Mapping[str, StatusResult]
    benefits: Mapping[str, BenefitResult]
    values: Values

    @property
    def warnings(self) -> tuple[Message, ...]:
        return self.firm.warnings

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The conditions between the firm and each status it does not surely meet."""
        open_ = [(s, e) for s, e in self.values.bound.statuses if e and self.statuses[s.key].value is not True]
        return tuple(gap for status, edition in open_ for gap in gaps_of(self.values, status, edition))

    @cached_property
    def trace(self) -> Mapping[str, Step]:
        """Every named step: its formula, value, inputs and clause."""
        return trace(self.values)

    @property
    def payable(self) -> int:
        """What is surely owed, in fen. Tax saved and what a decision may give (`ceiling`) are not counted."""
        return sum(b.amount or 0 for b in self.benefits.values() if b.kind != "tax" and b.award == "right")

    def as_dict(self, *, steps: bool = True) -> dict[str, Any]:
        """The same as plain data for JSON."""
        from .output import as_dict

        return as_dict(self, steps=steps)


def assess(bound: Bound, firm: Firm) -> Assessment:
    """One firm under the rules of a day."""
    values = Values(bound, firm.values)
    statuses = {status.key: _status(values, status, edition) for status, edition in bound.statuses}
    benefits = {benefit.key: _benefit(values, benefit, edition) for benefit, edition in bound.benefits}
    for group in bound.book.groups:
        _share_out(values, group, benefits)
    return Assessment(bound.on, firm, statuses, benefits, values)


def _conditions(
    values: Values, conditions: Sequence[Named]
) -> tuple[tuple[ConditionResult, ...], bool | None, tuple[str, ...]]:
    """Each condition, their sum, and what an unknown sum waits for."""
    results = []
    total: bool | None = True
    for c in conditions:
        value = values.at[c.place]
        needs = values.needs(c.place) if value is None else ()
        results.append(ConditionResult(c.key, c.name, c.name_en, value, c.basis, c.text, needs))
        total = kleene_and(total, value)
    needed = dict.fromkeys(n for r in results for n in r.needs) if total is None else {}
    return tuple(results), total, tuple(needed)


def _status(values: Values, status: Status, edition: Edition | None) -> StatusResult:
    held: Any = values.firm.get(status.holds) if status.holds else None
    if edition is None:
        return StatusResult(status.key, status.name, status.name_en, None, False, Basis(), held=held)
    conditions, total, needs = _conditions(values, edition.conditions)
    doubts = values.bound.doubts_of(edition)
    return StatusResult(
        status.key, status.name, status.name_en, total, True, edition.basis, conditions, needs, doubts, held
    )


def _benefit(values: Values, benefit: Benefit, edition: Edition | None) -> BenefitResult:
    names = (benefit.key, benefit.name, benefit.name_en, benefit.kind, benefit.payer, benefit.award)
    if edition is None or edition.amount is None:
        return BenefitResult(*names, "not_in_force", 0, 0, Basis())
    conditions, total, needs = _conditions(values, edition.conditions)
    amount = values.at[edition.amount] if total else 0 if total is False else None
    if total and amount is None:
        needs = values.needs(edition.amount)
    doubts = values.bound.doubts_of(edition)
    figures = tuple((key, values.at[values.bound.book.named[key].place]) for key in benefit.figures)
    state = "unverified" if doubts else "unknown" if amount is None else "due" if amount else "not_due"
    payable = 0 if doubts else amount
    return BenefitResult(*names, state, payable, amount, edition.basis, conditions, needs, doubts, figures)


def _share_out(values: Values, group: Group, benefits: dict[str, BenefitResult]) -> None:
    """Apply a group: of benefits that exclude each other the largest stays; under a shared cap the first come first."""
    amounts = [benefits[key].amount for key in group.benefits]
    limit = values.bound.values[group.cap] if group.cap else None
    for key, share in zip(group.benefits, shared(group.kind, amounts, limit), strict=True):
        before = benefits[key]
        if share != before.amount:
            state = "unknown" if share is None else "displaced"
            needs = before.needs or tuple(n for other in group.benefits for n in benefits[other].needs)
            benefits[key] = _replaced(before, state, share, needs)


def shared(kind: str, amounts: Sequence[int | None], limit: Any) -> list[int | None]:
    """What is payable of each amount of a group, in the group's order; unknown where an unknown one could change it."""
    if kind == "exclusive":
        if None in amounts:
            return [a if a == 0 else None for a in amounts]
        first = amounts.index(max(a or 0 for a in amounts))
        return [a if i == first else 0 for i, a in enumerate(amounts)]
    left: int | None = None if limit is None else int(limit)
    result: list[int | None] = []
    for amount in amounts:
        share = 0 if amount == 0 else None if amount is None or left is None else min(amount, left)
        left = None if share is None or left is None else left - share
        result.append(share)
    return result


def _replaced(before: BenefitResult, state: str, amount: int | None, needs: tuple[str, ...]) -> BenefitResult:
    from dataclasses import replace

    return replace(before, state=state, amount=amount, needs=needs)


def _word(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"
