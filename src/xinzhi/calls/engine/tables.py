"""Which tables and keys a programme file and a form file may have. Read by the checker; described in docs/programmes.md."""

from __future__ import annotations

from xinzhi.core.packs.schema import SLUG, Key, Table

from . import form as f
from . import programme as p

TEXT = Key()
OPTIONAL = Key(required=False)
SLUG_KEY = Key(pattern=SLUG)
INT = Key("int")
OPTIONAL_INT = Key("int", required=False)
# Answers are kept by these names: letters, digits and underscores, as in JSON paths and templates.
NAME = Key(pattern=r"[a-z][a-z0-9_]*")
ADDRESS = r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*"
MARK = {"confidence": Key(choices=p.CONFIDENCE), "source": OPTIONAL}
NAMES = {"name": TEXT, "name_en": TEXT}
HELP = {"help": OPTIONAL, "help_en": OPTIONAL}

WHEN = Key("table", required=False, table=Table({"field": Key(pattern=ADDRESS), "value": Key("any")}, one=True))
OPTION = Key("tables", required=False, table=Table({"key": SLUG_KEY, "label": TEXT, "label_en": TEXT}))
QUESTION = {
    "key": NAME,
    "label": TEXT,
    "label_en": TEXT,
    "required": Key("bool", required=False),
    "least": Key("number", required=False),
    "most": Key("number", required=False),
    **HELP,
    "unit": OPTIONAL,
    "unit_en": OPTIONAL,
    "option": OPTION,
}
COLUMN = Table({**QUESTION, "type": Key(choices=f.COLUMN_TYPES), "ceiling": Key("bool", required=False)})
FIELD = Table(
    {
        **QUESTION,
        "type": Key(choices=f.FIELD_TYPES),
        "narrow": Key("bool", required=False),
        "prefill": OPTIONAL,
        "blind": Key("bool", required=False),
        "floor": Key("bool", required=False),
        "ceiling": Key("bool", required=False),
        "column": Key("tables", required=False, table=COLUMN),
        "when": WHEN,
    }
)
SECTION = Table(
    {"key": NAME, "title": TEXT, "title_en": TEXT, **HELP, "when": WHEN, "field": Key("tables", table=FIELD)},
    required=False,
)
FORM_FILE = {"form": Table({"key": SLUG_KEY, **NAMES}, one=True), "section": SECTION}

PROGRAMME = Table(
    {
        "key": SLUG_KEY,
        **NAMES,
        "kind": Key(choices=p.KINDS),
        "department": Key(ref="department"),
        "measure": Key(required=False, ref="measure"),
        "instrument": Key(required=False, ref="instrument"),
        "target": Key(required=False, ref="target"),
        "registers": Key(required=False, choices=("project", "platform", "result", "standard")),
        "summary": TEXT,
        "summary_en": TEXT,
        "who": TEXT,
        "who_en": TEXT,
        "applicants": Key("strs", required=False),
        "leads_to": Key("strs", required=False),
        "form": Key(required=False, ref="form"),
    },
    one=True,
)
BASIS = Table(
    {"document": TEXT, "says": TEXT, "says_en": TEXT, "confidence": Key(choices=p.CONFIDENCE), "url": OPTIONAL},
    required=False,
)
STEP = Table(
    {
        "key": Key(choices=p.STEPS),
        "actor": Key(choices=p.ACTORS),
        "workdays": OPTIONAL_INT,
        "blinding": Key(required=False, choices=p.BLINDING),
        "note": OPTIONAL,
        "note_en": OPTIONAL,
        **MARK,
    }
)
CONDITION = Table(
    {
        "key": SLUG_KEY,
        "text": TEXT,
        "text_en": TEXT,
        "fact": OPTIONAL,
        "answer": Key(required=False, pattern=ADDRESS),
        "rule": OPTIONAL,
        "op": OPTIONAL,
        "value": Key("any", required=False),
        "must": Key("bool", required=False),
        **MARK,
    },
    required=False,
)
LIMIT = Table(
    {
        "per": Key(choices=("leader", "person", "organisation")),
        "of": Key(choices=("call", "running")),
        "most": INT,
        **MARK,
    },
    required=False,
)
QUOTA = Table(
    {
        "per": Key(choices=("call", "field", "city")),
        "key": OPTIONAL,
        "most": OPTIONAL_INT,
        "least": OPTIONAL_INT,
        **MARK,
    },
    required=False,
)
CRITERION = Table({"key": SLUG_KEY, **NAMES, "weight": INT, "most": OPTIONAL_INT, **HELP})
SHEET = Table(
    {"pass_mark": OPTIONAL_INT, "criterion": Key("tables", table=CRITERION), **MARK}, one=True, required=False
)
DIVERSITY = Table(
    {
        "by": Key(choices=("institution", "discipline", "sex", "region")),
        "most": OPTIONAL_INT,
        "least": OPTIONAL_INT,
    }
)
REVIEW = Table(
    {
        "need": INT,
        "load_most": INT,
        "load_least": OPTIONAL_INT,
        "coauthor_years": OPTIONAL_INT,
        "employer_years": OPTIONAL_INT,
        "answer_workdays": OPTIONAL_INT,
        "remind_workdays": OPTIONAL_INT,
        "disagreement": OPTIONAL_INT,
        "discussion": Key("bool", required=False),
        "max_probability": Key("number", required=False),
        "diversity": Key("tables", required=False, table=DIVERSITY),
        **MARK,
    },
    one=True,
    required=False,
)
PANEL = Table(
    {
        "size_least": INT,
        "size_most": INT,
        "quorum": OPTIONAL_INT,
        "consent": OPTIONAL_INT,
        "diversity": Key("tables", required=False, table=DIVERSITY),
        **MARK,
    },
    one=True,
    required=False,
)
VISIT = Table(
    {
        "visitors_least": OPTIONAL_INT,
        "point": Key("tables", required=False, table=Table({"key": SLUG_KEY, **NAMES, **HELP})),
        **MARK,
    },
    one=True,
    required=False,
)
NOTICE = Table({"workdays": INT, "answer_workdays": INT, **MARK}, one=True, required=False)
ITEM = Table({"key": NAME, **NAMES, "most": OPTIONAL_INT})
BUDGET = Table(
    {
        "grant_most_yuan": OPTIONAL_INT,
        "total_yuan": OPTIONAL_INT,
        "own": OPTIONAL_INT,
        "item": Key("tables", table=ITEM),
        **MARK,
    },
    one=True,
    required=False,
)
PAYMENT = Table({"after": SLUG_KEY, "share": INT})
CONTRACT = Table(
    {
        "months": INT,
        "sign_workdays": INT,
        "close_months": OPTIONAL_INT,
        "extension_months": OPTIONAL_INT,
        "payment": Key("tables", required=False, table=PAYMENT),
        **MARK,
    },
    one=True,
    required=False,
)
MILESTONE = Table(
    {
        "key": SLUG_KEY,
        **NAMES,
        "kind": Key(choices=("yearly", "midterm", "delivery")),
        "after_months": INT,
        **MARK,
    },
    required=False,
)
DOCUMENT = Table(
    {
        "key": NAME,
        **NAMES,
        "required": Key("bool", required=False),
        **HELP,
        "blind": Key("bool", required=False),
        **MARK,
    },
    required=False,
)

PROGRAMME_FILE = {
    "programme": PROGRAMME,
    "basis": BASIS,
    "step": STEP,
    "eligibility": CONDITION,
    "limit": LIMIT,
    "quota": QUOTA,
    "sheet": SHEET,
    "review": REVIEW,
    "panel": PANEL,
    "visit": VISIT,
    "notice": NOTICE,
    "budget": BUDGET,
    "contract": CONTRACT,
    "milestone": MILESTONE,
    "document": DOCUMENT,
    "section": SECTION,
}
