"""Everything the page of one report shows."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core import files
from xinzhi.core.formats import pair
from xinzhi.core.models import ActionRecord
from xinzhi.core.workdays import workdays_between
from xinzhi.plan.forms.common import ReasonForm
from xinzhi.plan.forms.report import figure_rows, report_form
from xinzhi.plan.models import PressState, Report
from xinzhi.plan.queries import effects, records, since_returned
from xinzhi.plan.workflows import REPORT

TONES = {"done": "ok", "on_track": "ok", "behind": "warn", "blocked": "bad"}


def context(
    request: HttpRequest, report: Report, *, form: Any = None, rows: Any = None, decision: Any = None
) -> dict[str, Any]:
    """For plan/desk/report.html. Forms that carry errors are handed in; else they are made from the report."""
    user = request.user
    steps = {t.key for t in REPORT.available(report, user)}
    editable = user.has_perm("plan.edit_report", report)
    story = records(report)
    may_decide = bool(steps & {"accept", "return"})
    overseen = report.state == "submitted" and user.has_perm("plan.press_duty", report)
    return {
        "report": report,
        "duty": report.duty,
        "measure": report.duty.measure,
        "plan": report.period.plan,
        "steps": _steps(report, story),
        "state": REPORT.state(report),
        "tone": TONES.get(report.assessment, "mute"),
        "left": workdays_between(timezone.localdate(), report.period.due),
        "answer_by": _answer_by(report),
        "editable": editable,
        "form": (form or report_form(report)) if editable else None,
        "rows": (rows or figure_rows(report)) if editable else None,
        "figures": list(report.figures.select_related("target")),
        "evidence": [_file(e) for e in report.evidence.select_related("file", "added_by")],
        "may_decide": may_decide,
        "is_own": overseen and not may_decide,
        "decision": (decision or ReasonForm()) if may_decide else None,
        "effects": effects(report) if report.state == "submitted" else [],
        "changes": since_returned(report, story),
        "story": [_event(r) for r in reversed(story)],
        "presses": report.duty.presses.filter(state=PressState.OPEN),
    }


def _steps(report: Report, story: list[ActionRecord]) -> list[dict[str, Any]]:
    """The way of a report; the detour of a return is shown when it was taken."""
    days = {r.verb.removeprefix("plan."): timezone.localdate(r.at).isoformat() for r in story}
    was_returned = "return_report" in days
    way = [
        ("draft", days.get("start_report", "")),
        *([("returned", days["return_report"])] if was_returned else []),
        ("submitted", days.get("submit_report", "")),
        ("accepted", days.get("accept_report", "")),
    ]
    names = dict(REPORT.choices)
    here = [key for key, _day in way].index(report.state)
    return [
        {
            "name": names[key],
            "state": "current" if i == here and key != "accepted" else "done" if i <= here else "todo",
            "note": day if i <= here else "",
        }
        for i, (key, day) in enumerate(way)
    ]


def _answer_by(report: Report) -> Any:
    """The last day for whoever has the report now to do something, None where no limit is set."""
    entered = {"submitted": report.submitted_at, "returned": report.decided_at}.get(report.state)
    return REPORT.deadline(report, timezone.localdate(entered)) if entered else None


def _file(evidence: Any) -> dict[str, Any]:
    return {
        "pk": evidence.pk,
        "name": evidence.name,
        "url": files.address(evidence.file, evidence.name),
        "size": evidence.file.size,
        "sha256": evidence.file.sha256,
        "at": evidence.added_at,
        "who": evidence.added_by,
    }


def _event(record: ActionRecord) -> dict[str, Any]:
    """One recorded action in the words of the page."""
    verb = record.verb.removeprefix("plan.")
    words = {
        "start_report": (_("Begun"), ""),
        "edit_report": (_("Changed"), ""),
        "attach_evidence": (_("File added"), ""),
        "remove_evidence": (_("File removed"), ""),
        "submit_report": (_("Handed in"), "info"),
        "return_report": (_("Returned for correction"), "warn"),
        "accept_report": (_("Accepted"), "ok"),
    }
    what, tone = words.get(verb, (verb, ""))
    piece = next((p for p in record.changes.get("evidence", []) if p), None)
    return {
        "date": record.at,
        "what": pair(what, piece["name"]) if piece else what,
        "who": f"{timezone.localtime(record.at):%H:%M} · {record.actor or _('the system')}",
        "text": record.why,
        "tone": tone,
    }
