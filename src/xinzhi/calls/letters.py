"""The letter an applicant receives on the decision."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from xinzhi.core.formats import local_date, money

from .models import Application, Outcome


def letter_of(application: Application, outcome: str, grant_fen: int | None, day: dt.date) -> str:
    """The letter in the language in force: what is decided, what comes next, what may be done against it."""
    words: dict[str, Any] = {
        "organisation": application.organisation.full_name or application.organisation.name,
        "title": application.title,
        "number": application.number,
        "call": application.call.label,
        "day": local_date(day),
    }
    parts = [
        _("%(organisation)s:") % words,
        _("Your application «%(title)s» (%(number)s) in the call «%(call)s» has been decided on %(day)s.") % words,
    ]
    notice = application.call.rules.notice
    if outcome == Outcome.FUND:
        parts.append(
            _("It is selected.")
            if not grant_fen
            else _("It is selected, with a grant of %(grant)s.") % {"grant": money(grant_fen)}
        )
        if notice is not None and application.call.rules.step("notice") is not None:
            parts.append(
                _(
                    "The selection hangs out in public for %(days)d working days and is final once objections are answered."
                )
                % {"days": notice.workdays}
            )
        if application.call.rules.step("contract") is not None:
            parts.append(_("The contract follows; its figures may not fall below those of the application."))
    elif outcome == Outcome.RESERVE:
        parts.append(_("It is on the reserve list and moves up if a selected one falls out."))
    else:
        parts.append(_("It is not selected. The reviewers' opinions are on the page of the decision, without names."))
    parts.append(application.call.department.name)
    return "\n\n".join(parts)
