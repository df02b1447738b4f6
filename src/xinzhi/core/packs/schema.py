"""Which keys each TOML file of a pack may have. Read by the checker and by the reader; described in docs/packs.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
STAGES = ("source", "transfer", "product", "scenario", "ecosystem")


@dataclass(frozen=True, slots=True)
class Key:
    """What one key may hold.

    type: str, int, number, bool, date, strs (array of strings), table, tables, or any (the room checks it). ref: what its value(s) must name.
    longest: most characters of a text.
    """

    type: str = "str"
    required: bool = True
    choices: tuple[str, ...] = ()
    pattern: str = ""
    ref: str = ""
    longest: int = 0
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The keys of a table; `one` where the file has it once ([x]) and not as an array ([[x]])."""

    keys: Mapping[str, Key] = field(default_factory=dict)
    one: bool = False
    required: bool = True


def _optional(type_: str = "str", ref: str = "") -> Key:
    return Key(type_, required=False, ref=ref)


TEXT = Key()
NAMES = {"name": TEXT, "name_en": TEXT}
SLUG_KEY = Key(pattern=SLUG)
PATH = Key("strs")
STAGE = Key(choices=STAGES)
DEPARTMENTS = Key("strs", ref="department")

PACK = Table(
    {
        "key": SLUG_KEY,
        **NAMES,
        "adcode": Key(pattern=r"\d{6}"),
        "kind": Key(choices=("country", "province", "city", "county", "zone")),
        "version": TEXT,
        "as_of": Key("date"),
        "plan": Key(ref="plan"),
        "source": TEXT,
    },
    one=True,
)
CITY = Table(
    {
        "key": SLUG_KEY,
        **NAMES,
        "full_name": _optional(),
        "adcode": Key(pattern=r"\d{6}"),
        "col": Key("int"),
        "row": Key("int"),
        "former_names": _optional("strs"),
        "former_adcodes": _optional("strs"),
    }
)
DEPARTMENT = Table(
    {
        "key": SLUG_KEY,
        **NAMES,
        "full_name": _optional(),
        "aliases": _optional("strs"),
        "kind": Key(choices=("party", "government", "central", "bank", "association")),
    }
)
FIELD = Table(
    {
        "key": SLUG_KEY,
        **NAMES,
        "kind": Key(choices=("priority", "frontier")),
        "number": _optional("int"),
        "parent": _optional(ref="field"),
        "placed": Key(required=False, choices=("plan", "ours")),
        "path": _optional("strs"),
        "chain": _optional(),
        "chain_en": _optional(),
        "aliases": _optional("strs"),
        "terms_zh": _optional("strs"),
        "terms_en": _optional("strs"),
    }
)
PLAN = Table(
    {
        "key": SLUG_KEY,
        "title": TEXT,
        "title_en": TEXT,
        "number": _optional(),
        "issuer": TEXT,
        "issuer_en": TEXT,
        "issued": Key("date"),
        "horizon": Key("date"),
        "public": Key("bool"),
        "system": _optional(),
        "milestones": Key("table", table=Table({"rule": Key(choices=("linear",)), "ours": Key("bool")}, one=True)),
    },
    one=True,
)
GOAL = Table({"key": SLUG_KEY, "due": Key("date"), "path": PATH, "text": TEXT, "text_en": TEXT}, required=False)
TARGET = Table(
    {
        "key": SLUG_KEY,
        **NAMES,
        "quantity": TEXT,
        "comparator": Key(choices=("≥", ">", "≈", "=", "≤", "<")),
        "value": Key("number"),
        "unit": TEXT,
        "unit_en": TEXT,
        "due": _optional("date"),
        "due_basis": Key(required=False, choices=("stated", "horizon")),
        "cadence": Key(required=False, choices=("yearly", "quarterly", "monthly")),
        "change": Key(choices=("total", "new", "growth")),
        "stage": STAGE,
        "path": PATH,
        "measure": _optional(ref="measure"),
        "lead": _optional(ref="department"),
        "field": _optional(ref="field"),
        "baseline": Key(
            "table",
            required=False,
            table=Table({"value": Key("number"), "as_of": Key("date"), "source": TEXT}, one=True),
        ),
        "context": Key(
            "tables",
            required=False,
            table=Table({"fact": Key(ref="fact"), "note": _optional(), "note_en": _optional()}),
        ),
    }
)
ACTION = Table(
    {
        "key": SLUG_KEY,
        "number": Key("int"),
        **NAMES,
        "short": TEXT,
        "short_en": TEXT,
        "stage": STAGE,
        "path": PATH,
    }
)
MEASURE = Table(
    {
        "key": SLUG_KEY,
        "action": Key(ref="action"),
        "path": PATH,
        "title": TEXT,
        "title_en": TEXT,
        "summary": Key(longest=60),
        "summary_en": Key(longest=120),
        "lead": DEPARTMENTS,
        "support": DEPARTMENTS,
        "shared": DEPARTMENTS,
    }
)
INSTRUMENT = Table(
    {
        "key": SLUG_KEY,
        "measure": Key(ref="measure"),
        "kind": Key(choices=("list", "library", "programme", "event", "platform", "place")),
        **NAMES,
        "city": _optional(ref="city"),
    },
    required=False,
)

# file -> the tables it may have
FILES: dict[str, dict[str, Table]] = {
    "pack.toml": {"pack": PACK},
    "cities.toml": {"city": CITY},
    "departments.toml": {"department": DEPARTMENT},
    "fields.toml": {"field": FIELD},
    "plan.toml": {
        "plan": PLAN,
        "goal": GOAL,
        "target": TARGET,
        "action": ACTION,
        "measure": MEASURE,
        "instrument": INSTRUMENT,
    },
}
