"""A programme's rules as the public pages print them: rows with words and how sure each figure is."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinzhi.calls.engine.programme import Mark, Programme, Quota
from xinzhi.calls.words import ACTORS, BLINDING, CONFIDENCE, STEPS
from xinzhi.core.formats import in_language, money


def mark_words(mark: Mark) -> dict[str, Any]:
    """How sure a figure is: words, tone and the source."""
    words, tone = CONFIDENCE[mark.confidence]
    return {"words": words, "tone": tone, "source": mark.source, "verified": mark.confidence == "stated"}


def days_words(days: int) -> str:
    """So many working days, in words."""
    return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}


def step_rows(programme: Programme) -> list[dict[str, Any]]:
    """The steps: name, who acts, working days, blinding, note, mark."""
    return [
        {
            "name": STEPS[s.key],
            "actor": ACTORS[s.actor],
            "days": days_words(s.workdays) if s.workdays else "",
            "blinding": BLINDING[s.blinding] if s.blinding != "none" else "",
            "note": in_language(s.note, s.note_en),
            "mark": mark_words(s.mark),
        }
        for s in programme.steps
    ]


def condition_rows(programme: Programme) -> list[dict[str, Any]]:
    """The conditions of eligibility: text, how it is looked at, mark."""
    return [
        {
            "text": in_language(c.text, c.text_en),
            "how": _("checked by itself") if c.fact or c.answer or c.rule else _("judged by the office"),
            "must": c.must,
            "mark": mark_words(c.mark),
        }
        for c in programme.eligibility
    ]


def rule_rows(programme: Programme, names: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    """Quotas, limits, money, notice and term as name and value with their marks. `names`: (field or city, key) to name."""
    rows = [_row(_quota_name(q, names), _bounds(q), q.mark) for q in programme.quotas]
    limits = {
        "leader": _("Applications or projects under way of one leader"),
        "person": _("Applications or projects under way one person may be in"),
        "organisation": _("Applications or projects under way of one organisation"),
    }
    of = {"call": _("in this call"), "running": _("under way")}
    rows += [
        _row(f"{limits[x.per]} ({of[x.of]})", _("at most %(n)s") % {"n": x.most}, x.mark) for x in programme.limits
    ]
    if (budget := programme.budget) is not None:
        if budget.grant_most_fen is not None:
            rows.append(_row(_("Greatest grant"), money(budget.grant_most_fen), budget.mark))
        if budget.own:
            rows.append(_row(_("Own money for each 100 of grant"), str(budget.own), budget.mark))
    if programme.notice is not None:
        rows.append(_row(_("Public notice"), days_words(programme.notice.workdays), programme.notice.mark))
    if programme.contract is not None:
        term = _("%(n)s months") % {"n": programme.contract.months}
        rows.append(_row(_("Term of the contract, at most"), term, programme.contract.mark))
    if programme.review is not None:
        rows.append(_row(_("Reviewers of each application"), str(programme.review.need), programme.review.mark))
    return rows


def _row(name: str, value: Any, mark: Mark) -> dict[str, Any]:
    return {"name": name, "value": value, "mark": mark_words(mark)}


def _quota_name(quota: Quota, names: dict[tuple[str, str], str]) -> str:
    if quota.per == "call":
        return _("Places in all")
    if quota.key:
        return _("Places: %(name)s") % {"name": names.get((quota.per, quota.key), quota.key)}
    return _("Places for each field") if quota.per == "field" else _("Places for each city")


def _bounds(quota: Quota) -> str:
    parts = []
    if quota.least is not None:
        parts.append(_("at least %(n)s") % {"n": quota.least})
    if quota.most is not None:
        parts.append(_("at most %(n)s") % {"n": quota.most})
    return ", ".join(parts)


def unverified_count(programme: Programme) -> int:
    """How many figures of the programme are our defaults, to be confirmed by the office."""
    return sum(mark.confidence == "unverified" for mark in _marks(programme))


def _marks(programme: Programme) -> Iterable[Mark]:
    groups: tuple[Any, ...] = (
        programme.steps,
        programme.eligibility,
        programme.limits,
        programme.quotas,
        programme.milestones,
        programme.documents,
    )
    yield from (one.mark for group in groups for one in group)
    single = (programme.review, programme.panel, programme.notice, programme.budget, programme.contract)
    yield from (one.mark for one in single if one is not None)
    if programme.sheet.criteria:
        yield programme.sheet.mark
