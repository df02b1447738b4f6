"""What lifts a firm one rung: the least changes that a firm can make until a status surely holds, in several ways.

Horizons. Today: facts that can change at once (rights, certificates, titles). A year later: the figures of the year now
running too, which then are those of the closed year. Two years later, where nothing else does: two years' figures.
Figures not yet known are taken as those of the year before.
Exact: each way is the cheapest (by the weights in facts.yaml) that does not contain an earlier one, proven by CP-SAT, and
checked again by the interpreter. Unknown facts are only assumed where no way does without; the way then says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ortools.sat.python import cp_model

from .assessment import Assessment
from .book import RuleBook
from .bound import Bound
from .facts import Fact, FactSet, Value, column_of
from .firm import Firm, read_firm
from .lift_model import Bit, Model, Variable
from .model import Edition
from .units import shown
from .values import Values

# What it weighs to confirm one unknown fact, in fen: of two equal ways, the one with fewer open questions.
CONFIRMING = 1_000_000
MOST_PEOPLE = 100_000
# Money changes by at most so many times the largest sum in sight; this keeps the solver exact and quick.
FAR = 10
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Changed:
    """One fact that changes. `cost` is the effort in fen by the weights of facts.yaml."""

    column: str
    name: str
    name_en: str
    before: Value
    after: Value
    shown_from: str
    shown_to: str
    cost: int


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """An unknown fact that the way rests on, with a value that would do."""

    column: str
    name: str
    name_en: str
    value: Value
    shown: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A benefit that changes: before and after, in fen (None: unknown, see `state`)."""

    key: str
    name: str
    name_en: str
    before: int | None
    after: int | None
    state: str
    clause: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way up. `firm` holds the facts by column after the changes, for an application on `apply_on`."""

    apply_on: date
    cost: int
    changes: tuple[Changed, ...]
    to_confirm: tuple[ToConfirm, ...]
    benefits: tuple[Brought, ...]
    firm: Mapping[str, Value]

    @property
    def what(self) -> dict[str, Value]:
        """The facts that change, and to what."""
        return {change.column: change.after for change in self.changes}

    @property
    def brings(self) -> int:
        """What is surely gained a year in fen: payable or saved as tax, by right, after less before."""
        return sum(
            (b.after or 0) - (b.before or 0) for b in self.benefits if b.before is not None and b.after is not None
        )


@dataclass(frozen=True, slots=True)
class Blocked:
    """A condition that no change of the firm's can bring about. `needs` are facts of it that are unknown."""

    condition: str
    name: str
    name_en: str
    clause: str
    facts: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumed:
    """A fact taken for granted: as that of another year (`same_as`), or, without one, as it stands."""

    column: str
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Lift:
    """The answer.

    state: met (already), ways, blocked, unknown (facts are missing that cannot be assumed), or undecided (the solver ran out
    of time: there may be ways).
    """

    status: str
    name: str
    name_en: str
    on: date
    state: str
    ways: tuple[Way, ...]
    blocked: tuple[Blocked, ...]
    assumptions: tuple[Assumed, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; each way with the whole firm as FIRM.json after the changes."""
        found: dict[str, Any] = _plain(asdict(self))
        for way, row in zip(self.ways, found["ways"], strict=True):
            row["brings"] = way.brings
            row["firm"] = _nested(row["firm"])
        return found


def find_ways(
    book: RuleBook, data: Firm | Mapping[str, Any], on: date, status: str, *, most: int = 5, hindsight: bool = False
) -> Lift:
    """The ways to a status, cheapest first. Raises FirmError for unusable facts, KeyError for an unknown status.

    `hindsight` asks instead what last year's figures should have been for an application on the same day.
    """
    aim = book.statuses[status]
    names = (status, aim.name, aim.name_en, on)
    firm = data if isinstance(data, Firm) else read_firm(book.facts, data, on)
    if book.assess(firm, on).statuses[status].value:
        return Lift(*names, "met", (), (), ())
    open_from = on.year - 1 if hindsight else on.year
    horizons = [on] if hindsight else [on, _later(on, 1), _later(on, 2)]
    gave_up = False
    for confirm in (False, True):
        ways: list[Way] = []
        assumptions: list[Assumed] = []
        for horizon in horizons:
            if ways and horizon.year > on.year + 1:
                break
            then, assumed = _projected(book.facts, data, on, horizon)
            search = _Search(book.on(horizon), then, status, open_from, confirm=confirm)
            found = [way for way in search.ways(most) if way.what not in [other.what for other in ways]]
            if found:
                assumptions += map(Assumed, sorted(search.frozen))
                assumptions += [Assumed(*pair) for pair in assumed.items() if pair[0] in search.reads]
            ways += found
            gave_up |= search.gave_up
        if ways:
            ways.sort(key=lambda way: (way.cost, way.apply_on))
            return Lift(*names, "ways", tuple(ways[:most]), (), tuple(dict.fromkeys(assumptions)))
    blocked = search.blocked()
    state = "undecided" if gave_up else "unknown" if any(b.needs for b in blocked) else "blocked"
    return Lift(*names, state, (), blocked, ())


def _later(on: date, years: int) -> date:
    return date(on.year + years, on.month, min(on.day, 28) if on.month == 2 else on.day)


def _projected(
    facts: FactSet, data: Firm | Mapping[str, Any], on: date, then: date
) -> tuple[dict[str, Value], dict[str, str]]:
    """The firm's facts on a later day if nothing is done: figures of the year now running are taken as last year's."""
    values = dict(data.values if isinstance(data, Firm) else read_firm(facts, data, then).values)
    assumed: dict[str, str] = {}
    if then == on:
        return values, assumed
    for fact in facts:
        for year in range(on.year, then.year) if fact.yearly and not fact.expert else ():
            this, last = column_of(fact.key, year), column_of(fact.key, year - 1)
            if values.get(this) is None and isinstance(value := values.get(last), int):
                values[this] = value
                assumed[this] = last
        if fact.unit == "year" and not fact.yearly and isinstance(value := values.get(fact.key), int):
            values[fact.key] = value + then.year - on.year
    return values, assumed


class _Search:
    """The model of one horizon, solved again and again with what was found shut out."""

    def __init__(self, bound: Bound, firm: dict[str, Value], status: str, open_from: int, *, confirm: bool) -> None:
        self.bound, self.firm, self.status, self.open_from, self.confirm = bound, firm, status, open_from, confirm
        self.book = bound.book
        self.solver_model = cp_model.CpModel()
        self.edition = self._edition(status)
        self.variables: dict[str, Variable] = {}
        self.reads: set[str] = set()
        self.gave_up = False
        self.bits: list[Bit] = []
        if self.edition is None:
            return
        places = self._places(status)
        order = bound.graph.below(*places)
        self.values = Values(bound, firm, order)
        self.scale = self._scale(order)
        self.frozen = self._frozen(order)
        self._collect(order)
        self.model = Model(self.values, self.variables, self.solver_model)
        self.bits = [self.model.bit(c.place) for c in self.edition.conditions]
        self._parts()
        self._titles()
        self.solver_model.minimize(self._objective())

    def _edition(self, status: str) -> Edition | None:
        return next((edition for s, edition in self.bound.statuses if s.key == status), None)

    def _places(self, status: str, seen: frozenset[str] = frozenset()) -> list[int]:
        """The conditions of a status and of every status whose title they ask for."""
        edition = self._edition(status)
        if edition is None or status in seen:
            return []
        places = [c.place for c in edition.conditions]
        for place in self.bound.graph.below(*places):
            node = self.bound.graph.nodes[place]
            if node.op == "fact" and (below := self.book.facts[node.data[0]].status):
                places += self._places(below, seen | {status})
        return places

    def _collect(self, order: list[int]) -> None:
        """A variable for each fact that may change or is unknown, and for the wholes of which they are parts."""
        for place in order:
            node = self.bound.graph.nodes[place]
            if node.op == "fact" and node.kind.name in {"BOOL", "NUMBER", "POINTS"}:
                self.reads.add(self.values.column(node))
                key, offset = node.data
                self._add(self.book.facts[key], None if offset is None else self.bound.on.year + offset)

    def _frozen(self, order: list[int]) -> set[str]:
        """Facts held still because a rule multiplies them with one that changes (growth over two open years)."""
        found: set[str] = set()
        for place in order:
            node = self.bound.graph.nodes[place]
            if node.op == "mul":
                left, right = ({c for c in self._columns(a) if self._open(c)} for a in node.args)
                if left and right:
                    found |= min(left, right, key=len)
        return found

    def _columns(self, place: int) -> Iterator[str]:
        for below in self.bound.graph.below(place):
            if self.bound.graph.nodes[below].op == "fact":
                yield self.values.column(self.bound.graph.nodes[below])

    def _open(self, column: str) -> bool:
        """Whether the firm can change the fact, or it is unknown and may be assumed."""
        key, dot, year = column.partition(".")
        fact = self.book.facts[key]
        changes = fact.change is not None and (not dot or int(year) >= self.open_from)
        return changes or (self.confirm and self.firm.get(column, fact.default) is None)

    def _scale(self, order: list[int]) -> int:
        """The largest sum of money in the firm's facts and in the rules asked: no way needs a change far beyond it."""
        sums = [
            v
            for c, v in self.firm.items()
            if isinstance(v, int) and self.book.facts[c.partition(".")[0]].type == "money"
        ]
        limits = [int(v) for key, v in self.bound.values.items() if v and self.book.parameters[key].unit == "fen"]
        return max(map(abs, [*sums, *(limits if order else ()), 1]))

    def _add(self, fact: Fact, year: int | None) -> None:
        column = column_of(fact.key, year)
        value = self.firm.get(column, fact.default)
        changes = fact.change is not None and (year is None or year >= self.open_from)
        if column in self.variables or column in self.frozen or not (changes or value is None) or fact.type == "text":
            return
        if value is None and not self.confirm:
            return
        before = int(value) if isinstance(value, int) else None
        self.variables[column] = self._variable(column, fact, before, changes=changes)
        if fact.part_of:
            self._add(self.book.facts[fact.part_of], year)

    def _variable(self, column: str, fact: Fact, before: int | None, *, changes: bool) -> Variable:
        m = self.solver_model
        flag = not fact.is_number
        if before is None:
            most = min(fact.at_most, FAR * self.scale) if fact.type == "money" else fact.at_most
            var = m.new_bool_var(column) if flag else m.new_int_var(max(fact.at_least, -most), most, column)
            asked = m.new_bool_var(f"{column}?")
            if not flag and fact.type != "points":
                m.add(var == max(fact.at_least, 0)).only_enforce_if(~asked)
            weigh = var - fact.at_least if fact.type == "points" else 0
            return Variable(column, fact, var, None, None, asked, CONFIRMING * asked + weigh)
        up, down = (fact.change.up, fact.change.down) if fact.change and changes else (0, 0)
        changed = m.new_bool_var(f"{column}!")
        if flag:
            var = m.new_bool_var(column)
            m.add(var != before).only_enforce_if(changed)
            m.add(var == before).only_enforce_if(~changed)
            if before or not up:
                m.add(changed == 0)
            return Variable(column, fact, var, before, changed, None, up * changed)
        far = {"count": MOST_PEOPLE, "money": FAR * self.scale}.get(fact.type, fact.at_most)
        top = min(fact.at_most, before + far)
        more = m.new_int_var(0, max(top - before, 0) if up else 0, f"{column}+")
        less = m.new_int_var(0, before - fact.at_least if down else 0, f"{column}-")
        var = m.new_int_var(fact.at_least if down else before, max(top, before), column)
        m.add(var == before + more - less)
        for free, start in ((var, before), (more, 0), (less, 0), (changed, 0)):
            m.add_hint(free, start)
        m.add(more + less >= 1).only_enforce_if(changed)
        m.add(more + less == 0).only_enforce_if(~changed)
        return Variable(column, fact, var, before, changed, None, up * more + down * less)

    def _parts(self) -> None:
        """No part above its whole."""
        for v in self.variables.values():
            _, dot, year = v.column.partition(".")
            whole = column_of(v.fact.part_of, int(year) if dot else None) if v.fact.part_of else ""
            if whole in self.variables:
                other = self.variables[whole]
                both = [lit for lit in (v.asked, other.asked) if lit is not None]
                self.model.imply(both, v.var <= other.var)
            elif isinstance(limit := self.firm.get(whole), int):
                self.model.imply([v.asked] if v.asked is not None else [], v.var <= limit)
            for part in self.book.facts:
                column = column_of(part.key, int(year) if dot else None)
                if (
                    part.part_of == v.fact.key
                    and column not in self.variables
                    and isinstance(least := self.firm.get(column), int)
                ):
                    self.model.imply([v.asked] if v.asked is not None else [], v.var >= least)

    def _titles(self) -> None:
        """A title below is only got where its own conditions surely hold."""
        for v in self.variables.values():
            if not v.fact.status:
                continue
            edition = self._edition(v.fact.status)
            holds = (
                False
                if edition is None
                else self.model.both([self.model.bit(c.place).sure for c in edition.conditions])
            )
            if v.changed is not None:
                self.model.imply([v.changed, self.model.negated(holds)], False)

    def _objective(self) -> Any:
        return sum(v.cost for v in self.variables.values())

    def ways(self, most: int) -> Iterator[Way]:
        """Ways in the order of their cost, none containing another."""
        if self.edition is None or any(bit.sure is False for bit in self.bits):
            return
        for bit in self.bits:
            self.model.imply([self.model.negated(bit.sure)], False)
        for _ in range(most):
            solver = _solver()
            outcome = solver.solve(self.solver_model)
            if outcome != cp_model.OPTIMAL:
                self.gave_up = outcome != cp_model.INFEASIBLE
                return
            moved = [v for v in self.variables.values() if v.changed is not None and solver.value(v.changed)]
            yield self._way(solver, moved)
            support = [v.changed for v in moved] or [v.asked for v in self._assumed(solver)]
            self.solver_model.add_bool_or([~literal for literal in support])

    def _assumed(self, solver: cp_model.CpSolver) -> list[Variable]:
        return [v for v in self.variables.values() if v.asked is not None and solver.value(v.asked)]

    def _way(self, solver: cp_model.CpSolver, moved: list[Variable]) -> Way:
        after = dict(self.firm)
        changes, confirms = [], []
        for v in self.variables.values():
            value = solver.value(v.var)
            if v.asked is not None and solver.value(v.asked):
                after[v.column] = _typed(v.fact, value)
                confirms.append(
                    ToConfirm(v.column, v.fact.name, v.fact.name_en, after[v.column], _shown(v.fact, value))
                )
            elif v in moved:
                after[v.column] = _typed(v.fact, value)
                shown_both = (_shown(v.fact, v.before or 0), _shown(v.fact, value))
                before = _typed(v.fact, v.before or 0)
                names = (v.column, v.fact.name, v.fact.name_en)
                changes.append(Changed(*names, before, after[v.column], *shown_both, int(solver.value(v.cost))))
        result = self.book.assess(Firm(after), self.bound.on)
        if result.statuses[self.status].value is not True:
            raise AssertionError(f"the way to {self.status} does not hold: {changes}")
        cost = sum(change.cost for change in changes)
        return Way(self.bound.on, cost, tuple(changes), tuple(confirms), self._brought(after), after)

    def _brought(self, after: dict[str, Value]) -> tuple[Brought, ...]:
        """The benefits by right that the title and the changes bring, beside doing nothing."""
        holds = self.book.statuses[self.status].holds
        before = self.book.assess(Firm(self.firm), self.bound.on)
        then = self.book.assess(Firm(after | ({holds: True} if holds else {})), self.bound.on)
        return tuple(_differences(before, then))

    def blocked(self) -> tuple[Blocked, ...]:
        """The conditions that cannot be met, each by itself."""
        found = []
        for condition, bit in zip(self.edition.conditions if self.edition else (), self.bits, strict=True):
            if bit.sure is True or self.values.at[condition.place] is True:
                continue
            possible = False
            if bit.sure is not False:
                trial = self.solver_model.clone()
                trial.clear_objective()
                trial.clear_assumptions()
                fresh = trial.get_bool_var_from_proto_index(abs_index(bit.sure))
                trial.add(fresh == (0 if is_negated(bit.sure) else 1))
                possible = _solver().solve(trial) in {cp_model.OPTIMAL, cp_model.FEASIBLE}
            if not possible:
                facts = tuple(dict.fromkeys(self._fixed(condition.place)))
                needs = tuple(column for column in facts if self.firm.get(column) is None)
                found.append(
                    Blocked(condition.key, condition.name, condition.name_en, condition.basis.cite, facts, needs)
                )
        return tuple(found)

    def _fixed(self, place: int) -> Iterator[str]:
        for below in self.bound.graph.below(place):
            node = self.bound.graph.nodes[below]
            if node.op == "fact" and self.values.column(node) not in self.variables:
                yield self.values.column(node)


def _differences(before: Assessment, after: Assessment) -> Iterator[Brought]:
    for key, new in after.benefits.items():
        old = before.benefits[key]
        if new.award == "right" and (new.amount != old.amount or new.state != old.state):
            yield Brought(key, new.name, new.name_en, old.amount, new.amount, new.state, new.basis.cite)


def _solver() -> cp_model.CpSolver:
    """One worker and a fixed seed: the same firm always gets the same answer."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_time_in_seconds = SECONDS
    return solver


def is_negated(literal: Any) -> bool:
    return bool(literal.index < 0)


def abs_index(literal: Any) -> int:
    return int(literal.index if literal.index >= 0 else -literal.index - 1)


def _typed(fact: Fact, value: int) -> Value:
    return value if fact.is_number else bool(value)


def _shown(fact: Fact, value: int) -> str:
    if not fact.is_number:
        return "yes" if value else "no"
    return f"{value / 100:.2f}%" if fact.type == "percent" else shown(value, fact.unit)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _nested(firm: Mapping[str, Any]) -> dict[str, Any]:
    """Columns back to the form of FIRM.json."""
    found: dict[str, Any] = {}
    for column, value in firm.items():
        key, dot, year = column.partition(".")
        if dot:
            found.setdefault(key, {})[year] = value
        else:
            found[key] = value
    return found
