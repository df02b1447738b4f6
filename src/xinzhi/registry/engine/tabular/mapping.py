"""Which column holds which attribute: a proposal with its grounds, for a person to confirm or change."""

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from xinzhi.core.tabular import Column

from .schema import Attribute, Schema, Type, narrow
from .synonyms import SYNONYMS

BY_KEY, BY_LABEL, BY_SYNONYM, BY_LIKENESS, BY_HAND = "key", "label", "synonym", "likeness", "hand"
_SURE = {BY_KEY: 1.0, BY_LABEL: 0.95, BY_SYNONYM: 0.9}
_LIKE = 0.75  # from this likeness on a heading is proposed, always below a synonym
_UNIT = re.compile(r"[(\[]\s*(?:单位[:]?)?\s*(%|千元|百万元|万元|亿元|元|万|亿)\s*[)\]]|(?<=_)(fen|yuan|wan|yi)$")
_UNITS = {"fen": "分", "yuan": "元", "wan": "万元", "yi": "亿元"}
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """What one column is taken for: an attribute's key, or "" when it is kept beside the entry.

    `confidence` from 0 to 1 and `ground` say why; `unit` is what the heading says of money or percentages. `rival` is
    the name of the column that got the attribute this one would have had.
    """

    column: Column
    attribute: str = ""
    confidence: float = 0.0
    ground: str = ""
    unit: str = ""
    rival: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One match for each column of a table, in the table's order; no attribute stands twice."""

    matches: tuple[Match, ...]

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes that some column holds."""
        return frozenset(m.attribute for m in self.matches if m.attribute)

    def changed(self, choices: Table[int, str]) -> "Mapping":
        """The mapping with a person's choices: column's place -> attribute's key, or "" for none.

        Raises ValueError when two columns would hold one attribute.
        """
        matches = tuple(
            replace(m, attribute=choices[m.column.index], confidence=1.0, ground=BY_HAND, rival="")
            if choices.get(m.column.index, m.attribute) != m.attribute
            else m
            for m in self.matches
        )
        taken = [m.attribute for m in matches if m.attribute]
        if len(taken) != len(set(taken)):
            raise ValueError(next(a for a in taken if taken.count(a) > 1))
        return Mapping(matches)


def propose(columns: Sequence[Column], schema: Schema) -> Mapping:
    """The likeliest mapping: best grounds first, each attribute once, a column that lost an attribute says to whom."""
    names = [(attribute, _names(attribute)) for attribute in schema.attributes]
    candidates = sorted(
        (
            (confidence, -column.index, ground, attribute.key)
            for column in columns
            for attribute, known in names
            for confidence, ground in [_likeness(column.heading, attribute, known)]
            if ground
        ),
        reverse=True,
    )
    holders: dict[str, Column] = {}
    found: dict[int, Match] = {}
    by_index = {c.index: c for c in columns}
    for confidence, place, ground, key in candidates:
        column = by_index[-place]
        if found.get(column.index, Match(column)).attribute:
            continue
        if key not in holders:
            holders[key] = column
            found[column.index] = Match(column, key, confidence, ground, _unit(column.heading))
        elif column.index not in found and ground != BY_LIKENESS:
            found[column.index] = Match(column, unit=_unit(column.heading), rival=holders[key].name)
    return Mapping(tuple(found.get(c.index, Match(c, unit=_unit(c.heading))) for c in columns))


def _names(attribute: Attribute) -> dict[str, str]:
    """Every heading the attribute is known by, reduced to its letters, with the ground it gives."""
    known = {_bare(n): BY_SYNONYM for n in (*attribute.synonyms, *SYNONYMS.get(attribute.key, ()))}
    known |= {_bare(n): BY_LABEL for n in attribute.labels}
    known.pop("", None)
    return known


def _likeness(heading: str, attribute: Attribute, names: Table[str, str]) -> tuple[float, str]:
    if heading.strip() == attribute.key:
        return _SURE[BY_KEY], BY_KEY
    bare = _bare(heading)
    if not bare:
        return 0.0, ""
    ground = BY_SYNONYM if bare == _bare(attribute.key) else names.get(bare, "")
    if ground:
        return _SURE[ground], ground
    best = max((SequenceMatcher(None, bare, name).ratio() for name in names), default=0.0)
    return (round(best * 0.8, 2), BY_LIKENESS) if best >= _LIKE else (0.0, "")


def _bare(heading: str) -> str:
    """The heading's letters and digits without its unit; of a money column's key, without its ending."""
    return _NOT_WORD.sub("", _UNIT.sub("", narrow(heading))).casefold()


def _unit(heading: str) -> str:
    found = _UNIT.search(narrow(heading).casefold())
    return _UNITS.get(found[2], found[1] or "") if found else ""


def is_exact(match: Match, attribute: Attribute) -> bool:
    """Whether the column is in the form of our own exports, so that lists, money and the like are read strictly."""
    return match.ground == BY_KEY and attribute.type in {Type.LIST, Type.REFERENCES, Type.MONEY, Type.TEXT}
