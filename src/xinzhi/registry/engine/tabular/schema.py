"""What a register takes in: attributes, how each is written, what it may refer to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """How the cells of an attribute are read."""

    TEXT = "text"
    INT = "int"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    YEAR = "year"
    BOOL = "bool"
    CHOICE = "choice"
    LIST = "list"
    REFERENCE = "reference"
    REFERENCES = "references"
    IDENTIFIER = "identifier"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: its machine key and what people call it, in any language."""

    key: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a register.

    `labels` are its names on the pages in every language, `synonyms` other headings people give it. `choices` belong
    to CHOICE; `target` names the references (city, field, organisation) or the kind of identifier. `precision` and
    `note` name the attributes that take how exact a date is and the words around it; a year's words go to `note` too,
    and so does a place in brackets behind a reference.
    """

    key: str
    type: Type = Type.TEXT
    labels: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    required: bool = False
    max_length: int = 0
    choices: tuple[Choice, ...] = ()
    target: str = ""
    precision: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """A register's attributes, and the identities by which a row finds its entry, surest first.

    Each identity is a tuple of attributes that together name one entry: (("key",), ("credit_code",), ("name", "kind")).
    """

    key: str
    attributes: tuple[Attribute, ...]
    identities: tuple[tuple[str, ...], ...] = (("key",),)

    @property
    def by_key(self) -> dict[str, Attribute]:
        """The attributes by their keys."""
        return {a.key: a for a in self.attributes}


@dataclass(frozen=True, slots=True)
class ReferenceBook:
    """What references may point to: for each target, every spelling (folded) with the keys it may mean."""

    spellings: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, targets: Mapping[str, Iterable[tuple[str, Iterable[str]]]]) -> "ReferenceBook":
        """The book of (key, names) pairs for each target; a key is a spelling of its own."""
        book: dict[str, dict[str, frozenset[str]]] = {}
        for target, things in targets.items():
            known = book.setdefault(target, {})
            for key, names in things:
                for spelling in {fold(key), *(fold(n) for n in names if n)}:
                    known[spelling] = known.get(spelling, frozenset()) | {key}
        return cls(book)

    def find(self, target: str, text: str) -> frozenset[str]:
        """The keys a spelling may mean: none, one, or several where it is not clear."""
        return self.spellings.get(target, {}).get(fold(text), frozenset())

    def all(self, target: str) -> Mapping[str, frozenset[str]]:
        """Every folded spelling of a target, for suggestions."""
        return self.spellings.get(target, {})


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}


def narrow(text: str) -> str:
    """The text in half-width characters, ends trimmed."""
    return text.translate(_FULL_WIDTH).strip()


def fold(text: str) -> str:
    """The text for comparing spellings: half-width, no difference of case or spaces."""
    return re.sub(r"\s+", "", narrow(text)).casefold()
