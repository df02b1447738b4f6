"""The words of the room: flaws, findings, steps and places of a form in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.engine.answers import Flaw
from xinzhi.calls.engine.programme import Programme, ScoreSheet
from xinzhi.calls.models import Finding, SiteVisit
from xinzhi.core.formats import NOTHING, in_language, local_date, money, number

Text = str | Promise

STEPS: dict[str, Text] = {
    "apply": gettext_lazy("Apply"),
    "check": gettext_lazy("Check"),
    "review": gettext_lazy("Review by experts"),
    "panel": gettext_lazy("Panel"),
    "visit": gettext_lazy("Site visit"),
    "decide": gettext_lazy("Decision on selection"),
    "notice": gettext_lazy("Public notice"),
    "contract": gettext_lazy("Contract"),
    "run": gettext_lazy("Carrying out"),
    "accept": gettext_lazy("Acceptance"),
}
ACTORS: dict[str, Text] = {
    "applicant": gettext_lazy("applicant"),
    "organisation": gettext_lazy("applying organisation"),
    "manager": gettext_lazy("programme manager"),
    "expert": gettext_lazy("experts"),
    "panel": gettext_lazy("panel"),
    "department": gettext_lazy("department"),
    "public": gettext_lazy("the public"),
}
CONFIDENCE: dict[str, tuple[Text, str]] = {
    "stated": (gettext_lazy("stated in a public document"), "ok"),
    "reported": (gettext_lazy("reported, not in the document itself"), "info"),
    "unverified": (gettext_lazy("our default, not verified"), "warn"),
}
ATTRIBUTE_WORDS: dict[str, Text] = {
    "institution": gettext_lazy("institution"),
    "discipline": gettext_lazy("discipline"),
    "sex": gettext_lazy("sex"),
    "region": gettext_lazy("region"),
}
BLINDING: dict[str, Text] = {
    "none": gettext_lazy("names open"),
    "single": gettext_lazy("single-blind"),
    "double": gettext_lazy("double-blind"),
}
KINDS: dict[str, Text] = {
    "project": gettext_lazy("research projects"),
    "platform": gettext_lazy("platforms"),
    "result": gettext_lazy("results"),
    "talent": gettext_lazy("talent"),
    "contest": gettext_lazy("contests"),
    "scenario": gettext_lazy("scenarios"),
    "standard": gettext_lazy("standards"),
    "list": gettext_lazy("lists"),
    "evaluation": gettext_lazy("evaluations"),
}
VERDICTS: dict[str, tuple[Text, str]] = {
    "missing": (gettext_lazy("missing"), "bad"),
    "failed": (gettext_lazy("not met"), "bad"),
    "warned": (gettext_lazy("to be noted"), "warn"),
    "judge": (gettext_lazy("a person judges"), "info"),
    "passed": (gettext_lazy("met"), "ok"),
}
_FLAWS: dict[str, Text] = {
    "missing": gettext_lazy("This is missing."),
    "too_short": gettext_lazy("Write at least %(limit)s characters."),
    "too_long": gettext_lazy("Write at most %(limit)s characters."),
    "too_small": gettext_lazy("The least is %(limit)s."),
    "too_large": gettext_lazy("The greatest is %(limit)s."),
    "too_few": gettext_lazy("Give at least %(limit)s."),
    "too_many": gettext_lazy("Give at most %(limit)s."),
    "not_offered": gettext_lazy("Choose one of the answers offered."),
    "wrong_type": gettext_lazy("This cannot be read as an answer to the question."),
    "grant_above": gettext_lazy("The grant asked for is above the greatest, %(limit)s."),
    "own_below": gettext_lazy("Own money must be at least %(limit)s per cent of the grant."),
    "item_above": gettext_lazy("This line may take at most %(limit)s per cent of the grant."),
}
_LIMITS: dict[str, Text] = {
    "leader-call": gettext_lazy("Applications in this call with the same leader"),
    "leader-running": gettext_lazy("Selected projects under way with the same leader, this one counted"),
    "person-call": gettext_lazy("Applications in this call with the same person"),
    "person-running": gettext_lazy("Selected projects under way with the same person, this one counted"),
    "organisation-call": gettext_lazy("Applications of the organisation in this call"),
    "organisation-running": gettext_lazy("Selected projects under way of the organisation, this one counted"),
}


def flaw_words(flaw: Flaw, schema: Mapping[str, Any]) -> str:
    """What is wrong and what to do, with money as money."""
    limit = flaw.limit
    is_money = schema.get("x-type") in {"money", "budget"} and flaw.code not in {"own_below", "item_above"}
    shown = money(limit) if is_money else number(limit) if isinstance(limit, int | float) else str(limit or "")
    return str(_FLAWS[flaw.code]).replace("%(limit)s", shown)


def place_words(schema: Mapping[str, Any], where: str) -> str:
    """A place of the form in words: section, question, row, column."""
    section, _dot, rest = where.partition(".")
    part = schema["properties"].get(section)
    if part is None:
        return _("Team") if section == "team" else where
    layout = next(p for p in schema["x-layout"] if p["key"] == section)
    words = [in_language(layout["title"], layout["title_en"])]
    name, _dot, inner = rest.partition(".")
    field = part["properties"].get(name)
    if field is None:
        return words[0]
    words.append(in_language(field["title"], field["x-label-en"]))
    place, _dot, column = inner.partition(".")
    if place.isdigit():
        words.append(_("row %(n)s") % {"n": int(place) + 1})
        if column in field["items"]["properties"]:
            inner_field = field["items"]["properties"][column]
            words.append(in_language(inner_field["title"], inner_field["x-label-en"]))
    return " › ".join(words)


def finding_words(finding: Mapping[str, Any], programme: Programme, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A finding as a page shows it: name, text, verdict in words, tone, section to go to, address of an explanation."""
    verdict, tone = VERDICTS[finding["verdict"]]
    where = finding.get("where", "")
    shown = {"verdict": verdict, "tone": tone, "section": where.split(".")[0], "url": finding.get("url", "")}
    kind = finding["kind"]
    if kind == "eligibility":
        return shown | _condition(finding, programme)
    if kind == "limit":
        words = {"count": finding.get("found"), "most": finding.get("limit")}
        text = _("%(count)s; at most %(most)s are allowed.") % words
        return shown | {"name": _LIMITS[finding["key"]], "text": text}
    if kind == "integrity":
        return shown | {"name": _("Integrity restriction"), "text": finding.get("words", "")}
    if kind == "team":
        return shown | {"name": _("Team"), "text": _("Name the leader.")}
    flaw = Flaw(where, finding["key"], finding.get("limit"))
    return shown | {"name": place_words(schema, where), "text": flaw_words(flaw, _field_at(schema, where))}


def _field_at(schema: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    section, name, *inner = [*where.split("."), ""]
    field: Mapping[str, Any] = schema["properties"].get(section, {}).get("properties", {}).get(name, {})
    if len(inner) > 1 and inner[0].isdigit():
        columns: Mapping[str, Any] = field["items"]["properties"]
        return columns.get(inner[1], field)
    return field


def _condition(finding: Mapping[str, Any], programme: Programme) -> dict[str, Any]:
    condition = next((c for c in programme.eligibility if c.key == finding["key"]), None)
    if condition is None:
        return {"name": finding["key"], "text": finding.get("words", "")}
    name = in_language(condition.text, condition.text_en)
    text = finding.get("words", "")
    if not text and finding["verdict"] != "passed":
        text = _found_words(finding.get("found"), condition.fact)
    return {"name": name, "text": text, "mark": condition.mark}


def _found_words(found: Any, fact: str) -> str:
    if found is None:
        return str(_("The registry does not say; the office judges.")) if fact else str(_("The office judges."))
    if isinstance(found, bool):
        return str(_("Recorded: %(found)s") % {"found": _("yes") if found else _("no")})
    if isinstance(found, list):
        return str(_("Recorded: %(found)s") % {"found": "、".join(found) or "—"})
    shown = money(found) if fact.startswith("measure.") else number(found) if isinstance(found, int | float) else found
    return str(_("Recorded: %(found)s") % {"found": shown})


def answer_words(value: Any, field: Mapping[str, Any]) -> str:
    """An answer to a plain question as a person reads it; a dash for none."""
    if value in (None, "", []):
        return NOTHING
    shown = _ANSWERS.get(field["x-type"])
    return shown(value, field) if shown else str(value)


def _choice_words(value: Any, field: Mapping[str, Any]) -> str:
    labels = {o["key"]: in_language(o["label"], o["label_en"]) for o in field["x-options"]}
    return "、".join(str(labels.get(v, v)) for v in (value if isinstance(value, list) else [value]))


def _number_words(value: Any, field: Mapping[str, Any]) -> str:
    return f"{number(value)} {in_language(field.get('x-unit', ''), field.get('x-unit-en', ''))}".strip()


_ANSWERS: dict[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "money": lambda value, _field: money(value),
    "yesno": lambda value, _field: _("yes") if value else _("no"),
    "date": lambda value, _field: local_date(value),
    "choice": _choice_words,
    "choices": _choice_words,
    "integer": _number_words,
    "number": _number_words,
}


def sheet_names(sheet: ScoreSheet) -> list[tuple[str, str, int]]:
    """Key, name in the reader's language and greatest points of each line of a score sheet."""
    return [(c.key, in_language(c.name, c.name_en), c.most) for c in sheet.criteria]


def visit_points(visit: SiteVisit) -> list[dict[str, Any]]:
    """Each point that the programme has visitors look at, with what was found: name, help, finding, tone, words."""
    tones = {Finding.MET: "ok", Finding.PARTLY: "warn", Finding.UNMET: "bad"}
    rows = []
    for point in visit.application.call.rules.visit.points:
        finding, words = visit.findings.get(point.key, ["", ""])
        rows.append(
            {
                "name": in_language(point.name, point.name_en),
                "help": in_language(point.help, point.help_en),
                "finding": Finding(finding).label if finding else "",
                "tone": tones[Finding(finding)] if finding else "",
                "words": words,
            }
        )
    return rows
