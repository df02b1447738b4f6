"""Give public notice of what is selected, take objections, answer each, and end the notice."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application, Decision, DecisionList, Notice, Objection, Outcome
from xinzhi.calls.queries.people import applicants_of, managers_of
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.workdays import add_workdays
from xinzhi.ledger.actions import enter

from .awarding import award
from .moving import move_all
from .unchanged import require_unchanged

_MOST = 4000


def publish_notice(*, actor: Any, decisions: DecisionList) -> Notice:
    """The notice, out from today for the programme's working days; its rows stand in the log, open to everyone.

    Raises PermissionDenied (managers of the call) and ValidationError: not approved, no notice in this programme, given
    already, nothing selected.
    """
    call = decisions.call
    require(actor, "calls.manage_review", call)
    rule = call.rules.notice
    if rule is None or call.rules.step("notice") is None:
        raise ValidationError(_("This programme has no public notice."), code="notice")
    if decisions.state != "approved" or Notice.objects.filter(decisions=decisions).exists():
        raise ValidationError(_("There is nothing to give notice of."), code="state")
    selected = [
        line.application
        for line in decisions.lines.filter(outcome=Outcome.FUND, application__state="funded").select_related(
            "application__organisation", "application__city", "application__field"
        )
    ]
    if not selected:
        raise ValidationError(_("There is nothing to give notice of."), code="empty")
    today = timezone.localdate()
    rows = [_row(a) for a in sorted(selected, key=lambda a: a.number or "")]
    notice = Notice(call=call, decisions=decisions, begins=today, ends=add_workdays(today, rule.workdays), rows=rows)
    with recorded("calls.publish_notice", actor=actor, subject=notice, new=True):
        notice.save()
        move_all(selected, "notify", actor=actor)
        content = {"call": call.key, "begins": notice.begins, "ends": notice.ends, "rows": rows}
        enter(actor=actor, subject=notice, content=content, public=True, simulated=call.simulated)
    return notice


def _row(application: Application) -> dict[str, Any]:
    """What everyone reads of a selected application: never a person's name."""
    return {
        "id": application.pk,
        "number": application.number,
        "title": application.title,
        "organisation": application.organisation.name,
        "field": application.field.name if application.field else "",
        "city": application.city.name if application.city else "",
    }


def object_to_notice(*, actor: Any, notice: Notice, application: Application, text: str) -> Objection:
    """The objection, to be answered within the programme's working days; only the office sees who objects.

    Raises PermissionDenied (anyone signed in) and ValidationError: the notice is over, not named in it, nothing said.
    """
    require(actor, "calls.object", notice)
    today = timezone.localdate()
    if notice.closed_at is not None or today > notice.ends:
        raise ValidationError(_("The notice is over: objections are no longer taken."), code="state")
    if application.pk not in {row["id"] for row in notice.rows}:
        raise ValidationError({"application": _("The notice does not name this application.")})
    if not text.strip():
        raise ValidationError({"text": _("Say what is wrong, and what shows it.")})
    rule = notice.call.rules.notice
    objection = Objection(
        notice=notice,
        application=application,
        by=actor,
        text=text.strip()[:_MOST],
        answer_due=add_workdays(today, rule.answer_workdays if rule else 15),
    )
    with recorded("calls.object_to_notice", actor=actor, subject=objection, new=True):
        objection.save()
    notify(
        recipients=managers_of(notice.call.department_id),
        kind="calls.objection",
        title=_("An objection to the notice: %(call)s") % {"call": notice.call.label},
        url=reverse("calls:notice", args=[notice.pk]),
    )
    return objection


def answer_objection(*, actor: Any, objection: Objection, answer: str, upheld: bool) -> Objection:
    """The answered objection; when it is upheld the selection of the application is taken back.

    Raises PermissionDenied (managers of the call without a part in it) and ValidationError: answered already, no answer.
    """
    require(actor, "calls.manage_review", objection.application)
    if objection.answered_at is not None:
        raise ValidationError(_("This is answered already."), code="state")
    if not answer.strip():
        raise ValidationError({"answer": _("Give the answer and what it rests on.")})
    application = objection.application
    with recorded("calls.answer_objection", actor=actor, subject=objection):
        require_unchanged(objection, "answered_at")
        objection.answer, objection.upheld = answer.strip()[:_MOST], upheld
        objection.answered_at, objection.answered_by = timezone.now(), actor
        objection.save()
        if upheld and application.state == "notice":
            why = _("An objection to the public notice was upheld.")
            move_all([application], "drop", actor=actor, why=why)
            Decision.objects.filter(application=application).update(outcome=Outcome.REJECT, grant_fen=None, why=why)
    notify(
        recipients=[objection.by],
        kind="calls.objection_answered",
        title=_("Your objection is answered"),
        url=reverse("calls:notice", args=[objection.notice_id]),
    )
    if upheld:
        notify(
            recipients=applicants_of(application),
            kind="calls.dropped",
            title=_("No longer selected: %(number)s") % {"number": application},
            url=reverse("calls:result", args=[application.pk]),
        )
    return objection


def close_notice(*, actor: Any, notice: Notice) -> Notice:
    """The ended notice: what still stands is awarded.

    Raises PermissionDenied and ValidationError: ended already, its last day has not passed, objections without answer.
    """
    require(actor, "calls.manage_review", notice.call)
    if notice.closed_at is not None:
        raise ValidationError(_("The notice has ended."), code="state")
    if timezone.localdate() <= notice.ends:
        raise ValidationError(
            _("The notice hangs out until %(day)s."), code="days", params={"day": notice.ends.isoformat()}
        )
    if notice.objections.filter(answered_at=None).exists():
        raise ValidationError(_("Every objection must be answered first."), code="objections")
    ids = [row["id"] for row in notice.rows]
    with recorded("calls.close_notice", actor=actor, subject=notice) as change:
        require_unchanged(notice, "closed_at")
        notice.closed_at = timezone.now()
        notice.save(update_fields=["closed_at", "updated_at"])
        standing = list(
            Application.objects.filter(pk__in=ids, state="notice").select_related(
                "call__department", "organisation", "field", "city", "decision"
            )
        )
        move_all(standing, "award", actor=actor)
        for application in standing:
            award(application, actor)
        change.note("awarded", None, len(standing))
    return notice
