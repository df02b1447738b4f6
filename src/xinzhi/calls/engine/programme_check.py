"""What must hold between the keys of a programme or form file: weights that sum to 100, a panel that has a rule …

Every key has passed its own check (`core.packs.check_document`) before these are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from xinzhi.core.packs import Problem
from xinzhi.core.packs.document import Document, Path

from .eligibility import FACTS, MEASURE, OPS, fact_type, fits, type_of_value
from .floors import DIRECTION, HIGHER, LOWER
from .programme import NEEDED_STEPS, STEPS

Report = Callable[[Path, str, str], Problem]
Rows = Sequence[Mapping[str, Any]]
# The kinds of organisation of the registry (registry.models.OrganisationKind; a test holds the two together).
APPLICANTS = (
    "department",
    "city",
    "enterprise",
    "university",
    "institute",
    "fund",
    "bank",
    "incubator",
    "intermediary",
    "association",
    "other",
)
# What a form may take over from the organisation's entry in the registry.
PREFILLS = (
    "organisation.name",
    "organisation.credit_code",
    "organisation.city",
    "organisation.industry",
    "organisation.registered_on",
    "organisation.titles",
)
# A step and the table that must be there with it.
TABLE_OF_STEP = {"review": "review", "panel": "panel", "notice": "notice", "contract": "contract"}
# Tables whose figures say how sure they are.
MARKED = (
    *("step", "eligibility", "limit", "quota", "sheet", "review", "panel", "notice", "budget", "contract"),
    *("milestone", "document", "visit"),
)


def check_form(document: Document, stem: str) -> Iterator[Problem]:
    """Problems of a shared form file."""
    yield from _named(document.problem, document.data["form"]["key"], ("form", "key"), stem)
    yield from _sections(document, [], with_budget=None)


def check_programme(document: Document, stem: str, shared: Rows, keys: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Problems of a programme file; `shared` are the sections of the form it names."""
    report, data = document.problem, document.data
    yield from _named(report, data["programme"]["key"], ("programme", "key"), stem)
    for place, kind in enumerate(data["programme"].get("applicants", [])):
        if kind not in APPLICANTS:
            remedy = f"Use {', '.join(APPLICANTS)}"
            yield report(("programme", "applicants", place), f"there is no kind of organisation {kind!r}", remedy)
    if not shared and not data.get("section"):
        yield report(("programme",), "the programme has no form", "Name a form, or write [[section]]")
    yield from _marks(document)
    yield from _steps(report, data)
    yield from _sheet(report, data)
    yield from _bounds(report, data)
    yield from _chance_and_diversity(report, data)
    yield from _quotas(report, data, keys)
    yield from _contract(report, data)
    yield from _sections(document, shared, with_budget="budget" in data)
    yield from _eligibility(report, data, [*shared, *data.get("section", [])])


def _named(report: Report, key: str, at: Path, stem: str) -> Iterator[Problem]:
    if key != stem:
        yield report(at, f"the key {key!r} is not the file's name", f"Name the file {key}.toml, or the key {stem!r}")


def _marks(document: Document) -> Iterator[Problem]:
    """A figure that is said to stand in a document names it."""
    for table in MARKED:
        for path, row in document.rows(table):
            if row.get("confidence") in {"stated", "reported"} and not row.get("source"):
                remedy = 'Give the source, or write confidence = "unverified"'
                yield document.problem((*path, "source"), "no source for a figure that is called certain", remedy)


def _steps(report: Report, data: Mapping[str, Any]) -> Iterator[Problem]:
    keys = [step["key"] for step in data["step"]]
    for needed in NEEDED_STEPS:
        if needed not in keys:
            yield report(("step",), f"the step {needed!r} is missing", f'Add [[step]] with key = "{needed}"')
    if keys != sorted(keys, key=STEPS.index):
        yield report(("step",), "the steps are not in order", f"Use the order {', '.join(STEPS)}")
    for place, step in enumerate(data["step"]):
        if step.get("workdays", 1) < 1:
            yield report(("step", place, "workdays"), "a step takes a day at least", "Write 1 or more, or leave it out")
    for step, table in TABLE_OF_STEP.items():
        if (step in keys) != (table in data):
            where = ("step",) if table in data else (table,)
            yield report(
                where, f"the step {step!r} and [{table}] go together", "Add the missing one, or remove the other"
            )
    if "visit" in data and "visit" not in keys:
        yield report(("visit",), "visits without their step", 'Add [[step]] with key = "visit", or remove the table')
    if data.get("visit", {}).get("visitors_least", 1) < 1:
        yield report(("visit", "visitors_least"), "nobody would go", "Write 1 or more")
    yield from _once(report, ("visit", "point"), data.get("visit", {}).get("point", []))
    if ({"review", "panel"} & {*keys}) and "sheet" not in data:
        yield report(("sheet",), "there is nothing to score by", "Add [sheet] with its criteria")


def _sheet(report: Report, data: Mapping[str, Any]) -> Iterator[Problem]:
    criteria = data.get("sheet", {}).get("criterion", [])
    if criteria and (total := sum(c["weight"] for c in criteria)) != 100:
        yield report(("sheet", "criterion"), f"the weights sum to {total}", "Make them sum to 100")
    yield from _once(report, ("sheet", "criterion"), criteria)
    for place, criterion in enumerate(criteria):
        if criterion["weight"] < 1 or criterion.get("most", 10) < 1:
            yield report(("sheet", "criterion", place), "weight and points are positive", "Write 1 or more")
    if not 0 <= data.get("sheet", {}).get("pass_mark", 0) <= 100:
        yield report(("sheet", "pass_mark"), "the pass mark is a share of 100", "Write 0 to 100")


def _bounds(report: Report, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Pairs of least and most, and what cannot be less than one."""
    review, panel = data.get("review", {}), data.get("panel", {})
    pairs = [
        ("review", "load_least", "load_most", review.get("load_least", 0), review.get("load_most", 1)),
        ("panel", "size_least", "size_most", panel.get("size_least", 1), panel.get("size_most", 1)),
    ]
    for table, low, high, least, most in pairs:
        if not 0 <= least <= most or most < 1:
            yield report(
                (table, low), f"{low} is {least} and {high} is {most}", "Write 0 or more, and least not above most"
            )
    if review.get("need", 1) < 1:
        yield report(("review", "need"), "an application needs a reviewer", "Write 1 or more")
    for name in ("quorum", "consent"):
        if not 0 < panel.get(name, 1) <= 100:
            yield report(("panel", name), f"{name} is a share of 100", "Write 1 to 100")
    for place, limit in enumerate(data.get("limit", [])):
        if limit["most"] < 1:
            yield report(("limit", place, "most"), "nobody could apply", "Write 1 or more")
    for name in ("workdays", "answer_workdays"):
        if data.get("notice", {}).get(name, 1) < 1:
            yield report(("notice", name), "a notice hangs out a day at least", "Write 1 or more")


def _chance_and_diversity(report: Report, data: Mapping[str, Any]) -> Iterator[Problem]:
    review = data.get("review", {})
    if not 0 < review.get("max_probability", 1) <= 1:
        yield report(("review", "max_probability"), "that is no probability", "Write more than 0, at most 1")
    if review.get("max_probability", 1) < 1 and review.get("diversity"):
        remedy = "Set one of the two: a drawn assignment keeps no diversity"
        yield report(("review", "max_probability"), "drawing by chance and diversity exclude each other", remedy)
    for place, bound in enumerate(review.get("diversity", [])):
        if bound.get("most", 0) < 1 or "least" in bound:
            remedy = "Write most = 1 or more: how many of an application's reviewers may share it"
            yield report(("review", "diversity", place), "an application's reviewers have only a most", remedy)


def _quotas(report: Report, data: Mapping[str, Any], keys: Mapping[str, set[str]]) -> Iterator[Problem]:
    for place, quota in enumerate(data.get("quota", [])):
        at = ("quota", place)
        if "most" not in quota and "least" not in quota:
            yield report(at, "the quota says no number", "Write most, least or both")
        if quota.get("least", 0) > quota.get("most", quota.get("least", 0)) or quota.get("least", 0) < 0:
            yield report(at, "least is above most", "Correct one of them")
        known = keys.get(quota["per"])
        if (key := quota.get("key", "")) and (known is None or key not in known):
            yield report((*at, "key"), f"there is no {quota['per']} {key!r}", "Name one of this pack, or leave key out")


def _contract(report: Report, data: Mapping[str, Any]) -> Iterator[Problem]:
    contract = data.get("contract")
    milestones = data.get("milestone", [])
    if contract is None:
        if milestones:
            yield report(
                ("milestone", 0), "milestones without a contract", "Add [contract] and the step, or remove them"
            )
        return
    known = {"sign", "acceptance", *(m["key"] for m in milestones)}
    payments = contract.get("payment", [])
    if payments and (total := sum(p["share"] for p in payments)) != 100:
        yield report(("contract", "payment"), f"the payments sum to {total}", "Make them sum to 100")
    for place, payment in enumerate(payments):
        if payment["after"] not in known:
            remedy = f"Use {', '.join(sorted(known))}"
            yield report(("contract", "payment", place, "after"), f"there is no milestone {payment['after']!r}", remedy)
    for place, milestone in enumerate(milestones):
        if not 0 < milestone["after_months"] <= contract["months"]:
            remedy = f"Write 1 to {contract['months']}"
            yield report(("milestone", place, "after_months"), "the milestone lies outside the term", remedy)


def _eligibility(report: Report, data: Mapping[str, Any], sections: Rows) -> Iterator[Problem]:
    answers = {f"{s['key']}.{f['key']}" for s in sections for f in s.get("field", [])}
    for place, condition in enumerate(data.get("eligibility", [])):
        at = ("eligibility", place)
        asked = [name for name in ("fact", "answer", "rule") if condition.get(name)]
        if len(asked) > 1:
            yield report(
                at, f"the condition asks {' and '.join(asked)}", "Ask one; write another condition for the other"
            )
            continue
        if asked in ([], ["rule"]):
            continue
        if asked == ["fact"] and (kind := fact_type(condition["fact"])) is None:
            remedy = f"Use {', '.join(FACTS)} or {MEASURE}NAME"
            yield report((*at, "fact"), f"there is no fact {condition['fact']!r}", remedy)
            continue
        if asked == ["answer"]:
            kind = type_of_value(condition.get("value"), condition.get("op", ""))
            if condition["answer"] not in answers:
                yield report((*at, "answer"), f"the form has no field {condition['answer']!r}", "Name section.field")
        if not fits(kind or "", condition.get("op", ""), condition.get("value")):
            remedy = f"For {kind} use {', '.join(OPS[kind or ''])} and a value to compare with"
            yield report((*at, "op"), "operator and value do not fit what is asked", remedy)


def _sections(document: Document, shared: Rows, with_budget: bool | None) -> Iterator[Problem]:
    """Problems of the sections written in this file. `with_budget` None: a shared form, whose programmes may have one."""
    report, own = document.problem, document.data.get("section", [])
    everything = [*shared, *own]
    yield from _once(report, ("section",), own, {s["key"] for s in shared} | {"documents"})
    if with_budget is False and any(f["type"] == "budget" for s in everything for f in s.get("field", [])):
        yield report(("programme", "form"), "the form asks for a budget and the programme has none", "Add [budget]")
    switches = _switches(everything)
    for place, section in enumerate(own):
        at: Path = ("section", place)
        yield from _once(report, (*at, "field"), section["field"])
        yield from _when(report, at, section, switches)
        for number, field in enumerate(section["field"]):
            yield from _field(report, (*at, "field", number), field)
            yield from _when(report, (*at, "field", number), field, switches)


def _switches(sections: Rows) -> dict[str, set[Any]]:
    """Fields that others may depend on, with the values they can take."""
    found: dict[str, set[Any]] = {}
    for section in sections:
        for field in section.get("field", []):
            address = f"{section['key']}.{field['key']}"
            if field["type"] == "yesno":
                found[address] = {True, False}
            elif field["type"] == "choice":
                found[address] = {o["key"] for o in field.get("option", [])}
    return found


def _when(report: Report, at: Path, part: Mapping[str, Any], switches: Mapping[str, set[Any]]) -> Iterator[Problem]:
    when = part.get("when")
    if when is None:
        return
    if when["field"] not in switches:
        yield report((*at, "when"), f"{when['field']!r} is no yes/no or choice field", "Name one of this form")
    elif when["value"] not in switches[when["field"]]:
        yield report((*at, "when"), f"{when['field']} never is {when['value']!r}", "Use a value it can take")


def _field(report: Report, at: Path, field: Mapping[str, Any]) -> Iterator[Problem]:
    kind = field["type"]
    if (kind in {"choice", "choices"}) != bool(field.get("option")):
        yield report((*at, "option"), "options and a choice go together", "Add the options, or change the type")
    if (kind == "rows") != bool(field.get("column")):
        yield report((*at, "column"), "columns and type rows go together", "Add the columns, or change the type")
    if field.get("least", 0) > field.get("most", field.get("least", 0)):
        yield report((*at, "least"), "least is above most", "Correct one of them")
    prefill = field.get("prefill", "")
    figure = prefill.startswith(MEASURE) and len(prefill) > len(MEASURE)
    if prefill and prefill not in PREFILLS and not figure:
        remedy = f"Use {', '.join(PREFILLS)} or {MEASURE}NAME"
        yield report((*at, "prefill"), f"there is no {prefill!r} to take over", remedy)
    if figure and kind not in {"integer", "number", "money"}:
        yield report((*at, "prefill"), "a figure goes into a figure", "Use integer, number or money")
    if field.get("floor") and kind not in {"integer", "number", "money", "rows"}:
        yield report((*at, "floor"), "only a figure can be a floor", "Use integer, number or money, or rows of them")
    yield from _ceilings(report, at, field)
    yield from _once(report, (*at, "column"), field.get("column", []))
    for place, column in enumerate(field.get("column", [])):
        if (column["type"] == "choice") != bool(column.get("option")):
            yield report(
                (*at, "column", place), "options and a choice go together", "Add the options, or change the type"
            )


def _ceilings(report: Report, at: Path, field: Mapping[str, Any]) -> Iterator[Problem]:
    """What may not rise is a figure, and cannot be what may not fall as well."""
    if field.get("ceiling") and field["type"] not in {"integer", "number", "money"}:
        remedy = "Use integer, number or money; of rows mark the column"
        yield report((*at, "ceiling"), "only a figure can be a ceiling", remedy)
    if field.get("ceiling") and field.get("floor"):
        yield report((*at, "ceiling"), "a figure is a floor or a ceiling", "Keep the one that is meant")
    for place, column in enumerate(field.get("column", [])):
        if column.get("ceiling") and column["type"] not in {"integer", "number", "money"}:
            yield report(
                (*at, "column", place, "ceiling"), "only a figure can be a ceiling", "Use integer, number or money"
            )
        offered = {o["key"] for o in column.get("option", [])}
        if field.get("floor") and column["key"] == DIRECTION and not offered <= {HIGHER, LOWER}:
            remedy = f"Use {HIGHER} and {LOWER}"
            yield report((*at, "column", place, "option"), "a direction has other values", remedy)


def _once(report: Report, at: Path, rows: Rows, taken: set[str] | None = None) -> Iterator[Problem]:
    seen = set(taken or ())
    for place, row in enumerate(rows):
        if row["key"] in seen:
            yield report((*at, place, "key"), f"the key {row['key']!r} is there twice", "Give each its own")
        seen.add(row["key"])
