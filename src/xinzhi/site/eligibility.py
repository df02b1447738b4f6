"""What calls ask of the room of incentives: a status as a condition (`rule = "tech_sme"`), and figures for forms."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.incentives.engine import FirmError, read_firm
from xinzhi.incentives.queries.book import book
from xinzhi.incentives.queries.firm import assess_firm, known_facts
from xinzhi.registry.models import Organisation, OrganisationKind


def judge_status(rule: str, organisation: Organisation, day: dt.date) -> tuple[str, str, str]:
    """Whether the organisation holds the status or meets its conditions on the day: "met", "unmet" or "unknown".

    With it what was found, in words, and the address of the explanation. What cannot be known is left to a person.
    """
    assessed, problems, _facts = assess_firm(organisation, day)
    if assessed is None:
        wrong = "; ".join(str(p) for p in problems)
        return "unknown", wrong, reverse("incentives:facts", args=[organisation.key])
    status = assessed.statuses.get(rule)
    if status is None:
        return "unknown", _("There is no rule «%(rule)s».") % {"rule": rule}, ""
    why = reverse("incentives:why", args=[organisation.key, rule])
    if status.held:
        return "met", _("The title is held."), why
    if status.value is None:
        return "unknown", _("Some facts are missing for this rule."), why
    return ("met", _("All conditions are met."), why) if status.value else ("unmet", _("Conditions are not met."), why)


def figures_known(organisation: Organisation, day: dt.date) -> dict[str, int]:
    """Figures of the year before that the registers or the firm itself say, by the facts' keys; money in fen."""
    if organisation.kind != OrganisationKind.ENTERPRISE:
        return {}
    try:
        said = read_firm(book().facts, known_facts(organisation, day).facts, day).values
    except FirmError:  # the firm's page names each fault; a form is better empty than wrong
        return {}
    before = f".{day.year - 1}"
    return {
        column.removesuffix(before): value
        for column, value in said.items()
        if isinstance(value, int) and not isinstance(value, bool) and ("." not in column or column.endswith(before))
    }
