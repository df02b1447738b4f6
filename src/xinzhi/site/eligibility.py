"""A status of the room of incentives as a condition of a call (`rule = "tech_sme"` in a programme file)."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.incentives.queries.firm import assess_firm
from xinzhi.registry.models import Organisation


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
