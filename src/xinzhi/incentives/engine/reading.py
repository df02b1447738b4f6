"""Rule files into a rule book; every fault with file, line, field, reason and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xinzhi.core.packs.model import Problem

from .book import RuleBook, RuleError
from .expression import ExpressionError, parse
from .facts import FactSet, fact_from
from .graph import Graph, Kind
from .model import Basis, Benefit, Edition, Group, Named, Office, Parameter, Setting, Status, Term
from .schema import check_form
from .source import Source, Table, read
from .units import exact

_BASIS = ("document", "clause", "evidence", "confidence", "note", "source")
_OPERATORS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}


def load_rules(paths: Sequence[Path | str]) -> RuleBook:
    """The rule book of these files and folders (all *.yaml in them). Raises RuleError with every problem."""
    book, problems = read_rules(paths)
    if book is None or problems:
        raise RuleError("The rule files have faults:", tuple(problems))
    return book


def check_rules(paths: Sequence[Path | str]) -> list[Problem]:
    """Every fault of these rule files; [] when they are sound."""
    return read_rules(paths)[1]


def read_rules(paths: Sequence[Path | str]) -> tuple[RuleBook | None, list[Problem]]:
    """The book, as far as the files give one, and the faults."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for file, name in _files(paths):
        found = read(file, name)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        faults = [*check_form(found)]
        problems += faults
        if not faults:
            sources.append(found)
    if problems:
        return None, sorted(problems)
    reader = _Reader(sources)
    book = reader.book()
    return book, sorted(set(reader.problems))


def _files(paths: Sequence[Path | str]) -> Iterator[tuple[Path, str]]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from ((file, f"{path.parent.name}/{path.name}/{file.name}") for file in sorted(path.glob("*.yaml")))
        else:
            yield path, path.name


class _Reader:
    """Collects what all files say, then turns texts into nodes, names first come first served by need."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.graph = Graph()
        self.problems: list[Problem] = []
        self.facts = FactSet(self._facts())
        self.parameters = self._parameters()
        self.steps = {
            key: (source, row, part) for part in ("definitions", "grids") for source, key, row in self.rows(part)
        }
        self.named: dict[str, Named] = {}
        self.open: list[str] = []

    def rows(self, part: str) -> Iterator[tuple[Source, str, Table]]:
        """Every entry of a part over all files; one that stands twice is a fault."""
        seen: dict[str, str] = {}
        for source in self.sources:
            for key, row in source.data.get(part, {}).items():
                if key in seen:
                    self.fault(source, (part, key), f"{key!r} is already in {seen[key]}", "Rename one of the two")
                    continue
                seen[key] = source.name
                yield source, key, row

    def fault(self, source: Source, path: Iterable[str | int], reason: str, remedy: str) -> None:
        steps = [*path]
        self.problems.append(Problem(source.name, source.line_of(steps), ".".join(map(str, steps)), reason, remedy))

    def book(self) -> RuleBook:
        for key in self.steps:
            self.step(key)
        for key, (source, _, part) in self.steps.items():
            if key in self.facts or key in self.parameters:
                self.fault(source, (part, key), f"{key!r} is also a fact or parameter", "Rename one of the two")
        self._references()
        return RuleBook(
            facts=self.facts,
            graph=self.graph,
            parameters=self.parameters,
            named=self.named,
            statuses={key: self.status(source, key, row) for source, key, row in self.rows("statuses")},
            benefits={key: self.benefit(source, key, row) for source, key, row in self.rows("benefits")},
            groups=tuple(self.group(source, key, row) for source, key, row in self.rows("groups")),
        )

    def _facts(self) -> dict[str, Any]:
        return {key: fact_from(key, row, source.name, row.line) for source, key, row in self.rows("facts")}

    def _references(self) -> None:
        wholes = [
            ("part_of", self.facts.facts),
            ("estimate", self.facts.facts),
            ("status", dict.fromkeys(k for _, k, _ in self.rows("statuses"))),
        ]
        for source, key, row in self.rows("facts"):
            for name, known in wholes:
                if row.get(name) and row[name] not in known:
                    self.fault(source, ("facts", key, name), f"{row[name]!r} is not known", _near(row[name], known))

    def _parameters(self) -> dict[str, Parameter]:
        found = {}
        for source, key, row in self.rows("parameters"):
            rows = row.get("values") or [row]
            settings = []
            for index, one in enumerate(rows):
                path = ("parameters", key, *(("values", index) if "values" in row else ()))
                try:
                    value = exact(one["value"])
                except KeyError:
                    self.fault(source, path, "has neither value nor values", "Give one of them")
                    continue
                except ValueError as error:
                    self.fault(source, (*path, "value"), str(error), "Write 365, 5%, 2/3 or 5000万元")
                    continue
                settings.append(Setting(value, self.term(source, path, one, row), _basis(source, row, one)))
            self._apart(source, ("parameters", key), [s.term for s in settings])
            region = source.data.get("region", "CN")
            found[key] = Parameter(key, row["name"], row["name_en"], row.get("unit", ""), tuple(settings), region)
        return found

    def term(self, source: Source, path: tuple[str | int, ...], *rows: Mapping[str, Any]) -> Term:
        start = next((row["from"] for row in rows if "from" in row), source.data.get("from"))
        end = next((row["to"] for row in rows if "to" in row), None)
        if start is None:
            self.fault(source, path, "has no first day", "Write from: here or at the head of the file")
            start = date.min
        if end is not None and end < start:
            self.fault(source, path, f"ends on {end}, before it begins", "Correct from or to")
        said = next((row for row in rows if "from" in row or "first_day" in row), source.data)
        return Term(start, end, stated=said.get("first_day") != "not_stated")

    def _apart(self, source: Source, path: tuple[str | int, ...], terms: Sequence[Term]) -> None:
        for before, after in zip(sorted(terms, key=_start), sorted(terms, key=_start)[1:], strict=False):
            if before.end is None or before.end >= after.start:
                reason = f"two values hold on {after.start}"
                self.fault(source, path, reason, "Give the earlier one its last day (to:)")

    def lookup(self, key: str) -> int | None:
        """The node of a parameter or a definition; definitions may stand in any order."""
        if key in self.parameters:
            return self.graph.add("param", Kind.NUMBER, data=key)
        named = self.step(key) if key in self.steps else None
        return named.place if named else None

    def step(self, key: str) -> Named | None:
        if key in self.named:
            return self.named[key]
        source, row, part = self.steps[key]
        if key in self.open:
            circle = " -> ".join([*self.open[self.open.index(key) :], key])
            raise ExpressionError(f"the definition needs itself: {circle}")
        self.open.append(key)
        try:
            grid = part == "grids"
            place = self.grid(source, key, row) if grid else self.node(source, (part, key, "value"), row["value"])
        finally:
            self.open.pop()
        if place is None:
            return None
        text = str(row.get("value", row.get("of", "")))
        made = Named(key, row["name"], row["name_en"], place, text, _basis(source, row), row.get("unit", ""), part[:-1])
        return self.named.setdefault(key, made)

    def node(self, source: Source, path: tuple[str | int, ...], text: object, kind: Kind | None = None) -> int | None:
        try:
            place = parse(str(text), self.graph, self.facts, self.lookup)
            if kind is not None and self.graph.kind(place) is not kind:
                raise ExpressionError(f"gives {self.graph.kind(place).value}, not {kind.value}")  # noqa: TRY301
        except ExpressionError as error:
            self.fault(source, path, str(error), "The language of conditions is in docs/rules.md")
            return None
        return place

    def grid(self, source: Source, key: str, row: Table) -> int | None:
        tests: list[int] = []
        points: list[tuple[int, int]] = []
        subject = self.node(source, ("grids", key, "of"), row["of"]) if "of" in row else None
        for index, band in enumerate(row["bands"]):
            test = self.band(source, ("grids", key, "bands", index), band, subject)
            if test is None:
                return None
            tests.append(test)
            points.append(_points(band["points"]))
        data = (tuple(points), _points(row.get("else", 0)))
        place = self.graph.add("grid", Kind.POINTS, *tests, data=data)
        if "expert" not in row:
            return place
        chosen = self.node(source, ("grids", key, "expert"), row["expert"], Kind.POINTS)
        return None if chosen is None else self.graph.add("expert", Kind.POINTS, place, chosen)

    def band(self, source: Source, path: tuple[str | int, ...], band: Table, subject: int | None) -> int | None:
        if "when" in band:
            return self.node(source, (*path, "when"), band["when"], Kind.BOOL)
        limits = [(name, _OPERATORS[name]) for name in _OPERATORS if name in band]
        if len(limits) != 1 or subject is None:
            self.fault(
                source, path, "a band needs «when», or the grid «of» and the band one limit", "Write at_least: 6%"
            )
            return None
        name, op = limits[0]
        try:
            limit = self.graph.add("const", Kind.NUMBER, data=exact(band[name]))
        except ValueError as error:
            self.fault(source, (*path, name), str(error), "Write 365, 5%, 2/3 or 5000万元")
            return None
        return self.graph.add("cmp", Kind.BOOL, subject, limit, data=op)

    def conditions(
        self, source: Source, path: tuple[str | int, ...], rows: Sequence[Table], edition: Table
    ) -> tuple[Named, ...]:
        found = []
        for index, row in enumerate(rows):
            place = self.node(source, (*path, index, "when"), row["when"], Kind.BOOL)
            if place is not None:
                basis = _basis(source, edition, row)
                text = str(row["when"])
                found.append(Named(row["key"], row["name"], row["name_en"], place, text, basis, kind="condition"))
        return tuple(found)

    def editions(self, source: Source, path: tuple[str | int, ...], rows: Sequence[Table]) -> tuple[Edition, ...]:
        found = []
        for index, row in enumerate(rows):
            here = (*path, "editions", index)
            amount = None
            if "amount" in row:
                amount = self.node(source, (*here, "amount"), row["amount"], Kind.NUMBER)
                if amount is not None and not self.whole(amount):
                    self.fault(
                        source, (*here, "amount"), "may come out in parts of a fen", "Say how: floor(…) or round(…)"
                    )
            conditions = self.conditions(source, (*here, "conditions"), row["conditions"], row)
            found.append(Edition(self.term(source, here, row), conditions, _basis(source, row), amount))
        self._apart(source, path, [edition.term for edition in found])
        return tuple(found)

    def whole(self, place: int) -> bool:  # noqa: PLR0911  one case a line
        """Whether a number can only be whole: sums of money, or what was cut or rounded."""
        node = self.graph.nodes[place]
        match node.op:
            case "floor" | "round" | "days_since" | "years_since" | "full_years":
                return True
            case "fact":
                return self.facts[node.data[0]].type != "percent"
            case "param":
                return all(s.value.denominator == 1 for s in self.parameters[str(node.data)].settings)
            case "const":
                return getattr(node.data, "denominator", 1) == 1
            case "add" | "sub" | "min" | "max" | "first_known" | "mul":
                return all(self.whole(a) for a in node.args)
            case "if":
                return all(self.whole(a) for a in node.args[1:])
        return False

    def status(self, source: Source, key: str, row: Table) -> Status:
        holds = row.get("holds", "")
        if holds and holds not in self.facts:
            self.fault(source, ("statuses", key, "holds"), f"{holds!r} is not a fact", _near(holds, self.facts.facts))
        editions = self.editions(source, ("statuses", key), row["editions"])
        region = source.data.get("region", "CN")
        return Status(
            key,
            row["name"],
            row["name_en"],
            editions,
            row.get("rung", 0),
            holds,
            row.get("valid_years", 0),
            region,
            _office(row),
        )

    def benefit(self, source: Source, key: str, row: Table) -> Benefit:
        figures = tuple(row.get("figures", ()))
        for name in figures:
            if name not in self.named:
                self.fault(
                    source, ("benefits", key, "figures"), f"{name!r} is not a definition", _near(name, self.named)
                )
        editions = self.editions(source, ("benefits", key), row["editions"])
        region = source.data.get("region", "CN")
        return Benefit(
            key,
            row["name"],
            row["name_en"],
            row["kind"],
            row["payer"],
            editions,
            figures,
            row.get("award", "right"),
            region,
            _office(row),
        )

    def group(self, source: Source, key: str, row: Table) -> Group:
        known = {name for _, name, _ in self.rows("benefits")}
        for name in row["benefits"]:
            if name not in known:
                self.fault(source, ("groups", key, "benefits"), f"{name!r} is not a benefit", _near(name, known))
        cap = row.get("cap", "")
        if (row["kind"] == "cumulative") != bool(cap) or (cap and cap not in self.parameters):
            self.fault(
                source, ("groups", key), "cap names a parameter, for a cumulative group", "Name it, or leave it out"
            )
        basis = _basis(source, row)
        return Group(key, row["name"], row["name_en"], row["kind"], tuple(row["benefits"]), cap, basis)


def _basis(source: Source, *rows: Mapping[str, Any]) -> Basis:
    """What the nearest table says, else those around it, else the head of the file."""
    found = {name: source.data[name] for name in _BASIS if name in source.data}
    for row in rows:
        found |= {name: row[name] for name in _BASIS if name in row}
    return Basis(**found)


def _office(row: Mapping[str, Any]) -> Office | None:
    said = row.get("apply")
    if said is None:
        return None
    basis = Basis(**{name: said[name] for name in _BASIS if name in said})
    return Office(said["office"], said["office_en"], said["how"], said["how_en"], basis, said.get("url", ""))


def _points(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


_start: Callable[[Term], date] = lambda term: term.start  # noqa: E731


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, [*known], n=1)
    return f"Did you mean {near[0]}?" if near else "Correct the name"
