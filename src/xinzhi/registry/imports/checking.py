"""What becomes of each row of an import, with everything that is wrong with it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug

from xinzhi.core.messages import Message, gettext_noop
from xinzhi.core.tabular import Problem, Row
from xinzhi.registry.engine.tabular import RowReader, State, decide
from xinzhi.registry.engine.tabular.planning import Seen, identities
from xinzhi.registry.engine.tabular.rows import ReadRow
from xinzhi.registry.keys import new_key
from xinzhi.registry.models import Consent, Person
from xinzhi.registry.models import RowOutcome as Outcome
from xinzhi.registry.registers import Register
from xinzhi.registry.schemas import reference_book, split
from xinzhi.registry.values import clean

from .known import Known
from .origin import own_origin
from .reading import Sheet
from .stored import to_stored

REMARK = "#"  # a row whose key begins with it explains the columns, as in our templates
_OUTCOMES = {
    State.NEW: Outcome.NEW,
    State.CHANGED: Outcome.CHANGED,
    State.UNCHANGED: Outcome.UNCHANGED,
    State.BAD: Outcome.BAD,
    State.DUPLICATE: Outcome.DUPLICATE,
}
_KEY = gettext_noop("«%(value)s» cannot be a key.")
_KEY_REMEDY = gettext_noop("Use letters, digits, - and _ only, or leave the cell empty: a key is then made.")
_REFUSED = gettext_noop("The register does not take this: %(why)s")
_CORRECT = gettext_noop("Correct the cell.")
_LONG = gettext_noop("The words kept for «%(attribute)s» have %(found)d characters; %(limit)d fit.")
_LONG_REMEDY = gettext_noop("Shorten them, and put the rest into the note.")
_CONSENT = gettext_noop("A person may be shown only with the day on which they agreed to it.")
_CONSENT_REMEDY = gettext_noop("Give the day of the consent and its evidence, or leave the consent empty.")


@dataclass(frozen=True, slots=True)
class Fate:
    """What is kept of a checked row: the columns of an `ImportRow` but for its cells and repairs."""

    outcome: str
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)


class Checker:
    """Checks rows of one sheet against the entries there are. Rows must come in the order of the file."""

    def __init__(self, register: Register, sheet: Sheet, known: Known, seen: Seen | None = None) -> None:
        self._register, self._sheet, self._known = register, sheet, known
        self._seen = seen or Seen()
        self._reader = RowReader(sheet.mapping, sheet.schema, reference_book())
        self._columns = {m.attribute: m.column.name for m in sheet.mapping.matches if m.attribute}
        self._limits = {a.key: a.max_length for a in sheet.schema.attributes if a.max_length}

    def read(self, row: Row) -> tuple[ReadRow, dict[str, Any]]:
        """The row's values in machine form and what it says of its origin; every fault is in its problems."""
        read = self._reader.read(row)
        values, origin = split(read.values)
        origin, told = own_origin(origin, row.line, self._columns.get("source_url", ""))
        problems = [*read.problems, *told, *self._unfit(row.line, values, origin)]
        self._identify(values)
        return replace(read, values=values, problems=tuple(problems)), origin

    def check(self, row: Row) -> Fate | None:
        """What becomes of the row; None for a remark."""
        if self._is_remark(row):
            return None
        read, origin = self.read(row)
        found = decide(read, self._sheet.schema, self._known.published, self._seen)
        outcome = _OUTCOMES[found.state]
        if found.state is State.DUPLICATE and any(p.is_error for p in found.problems):
            outcome = Outcome.BAD
        takes = outcome in {Outcome.NEW, Outcome.CHANGED}
        reading = set(map(id, row.problems))
        return Fate(
            outcome.value,
            found.entry or self._key_of_new(read.values),
            {n: v for n, v in found.values.items() if n != "key"} if takes else {},
            origin if takes else {},
            [to_stored(p, reading=id(p) in reading) for p in self._once(found.problems)],
            [{"name": n, "before": b, "after": a} for n, (b, a) in found.changes.items()] if takes else [],
        )

    def _once(self, problems: tuple[Problem, ...]) -> Iterator[Problem]:
        """The problems, without «missing» of an attribute whose cell is there but cannot be read."""
        wrong = {p.column for p in problems if p.is_error and p.code != "missing"}
        return (p for p in problems if p.code != "missing" or self._columns.get(p.column) not in wrong)

    def _is_remark(self, row: Row) -> bool:
        place = next((m.column.index for m in self._sheet.mapping.matches if m.attribute == "key"), None)
        return place is not None and row.cells[place].startswith(REMARK)

    def _identify(self, values: dict[str, Any]) -> None:
        """Give a merged entry's key its successor, and a row that nothing identifies a key made of all it says.

        Without the latter the same row would be a new entry each time the file is brought in.
        """
        key = values.get("key", "")
        if key in self._known.merged:
            values["key"] = self._known.merged[key]
        elif values and not identities(self._sheet.schema, values):
            said = json.dumps(values, sort_keys=True, ensure_ascii=False)
            values["key"] = f"{self._register.one}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    def _key_of_new(self, values: Mapping[str, Any]) -> str:
        if key := values.get("key"):
            return str(key)
        meant, _namesakes = self._known.dormant.find(identities(self._sheet.schema, values))
        return meant[0] if len(meant) == 1 else new_key(self._register, values)

    def _unfit(self, line: int, values: dict[str, Any], origin: Mapping[str, Any]) -> Iterator[Problem]:
        """What the register would refuse; such values are taken out. Those that fit are brought to machine form."""
        key = values.pop("key", "")
        try:
            values |= clean(self._register, values, partial=True)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                value = values.pop(name, "")
                reason = Message(_REFUSED, {"why": " ".join(texts)})
                yield self._problem(line, name, value, "refused", reason, Message(_CORRECT))
            values |= clean(self._register, values, partial=True)
        for name, value in {**values, **origin}.items():
            limit = self._limits.get(name, 0)
            if limit and isinstance(value, str) and len(value) > limit:
                params = {"attribute": name, "found": len(value), "limit": limit}
                values.pop(name, None)
                yield self._problem(line, name, value, "too_long", Message(_LONG, params), Message(_LONG_REMEDY))
        consent = values.get("consent", Consent.NONE)
        if self._register.model is Person and consent != Consent.NONE and not values.get("consent_on"):
            yield self._problem(line, "consent", consent, "consent", Message(_CONSENT), Message(_CONSENT_REMEDY))
        if key:
            values["key"] = key
            try:
                validate_unicode_slug(key)
            except ValidationError:
                reason = Message(_KEY, {"value": key})
                yield self._problem(line, "key", key, "key", reason, Message(_KEY_REMEDY))

    def _problem(self, line: int, name: str, value: Any, code: str, reason: Message, remedy: Message) -> Problem:
        return Problem(line, self._columns.get(name, name), str(value), code, reason, remedy)
