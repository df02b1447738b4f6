"""Open calls as doors to what the rules promise (`leads_to` in a programme file names statuses or benefits)."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.models import Call
from xinzhi.calls.programmes import programmes
from xinzhi.core.formats import in_language, local_date
from xinzhi.incentives.doors import Door


def calls_leading_to(owners: Collection[str], firm: Any, _user: Any) -> dict[str, list[Door]]:
    """For each owner its open calls, of the firm's kind only, with the firm filled in; else the programme that opens one.

    One query.
    """
    leading = {key: [o for o in p.leads_to if o in owners] for key, p in programmes().items() if p.leads_to}
    wanted = [key for key, named in leading.items() if named]
    if not wanted:
        return {}
    simulated = bool(firm and firm.simulated)
    published = Call.objects.filter(programme__in=wanted, state="published", simulated=simulated)
    found: dict[str, list[Door]] = {}
    for key in wanted:
        kinds = programmes()[key].applicants
        if firm and kinds and firm.kind not in kinds:
            continue
        doors = [_call(call, firm) for call in published if call.programme == key and call.is_accepting]
        for owner in leading[key]:
            found.setdefault(owner, []).extend(doors or [_programme(key)])
    return found


def _call(call: Call, firm: Any) -> Door:
    address = reverse("calls:prepare", args=[call.key])
    if firm:
        address += "?" + urlencode({"organisation": firm.key})
    until = _("%(call)s, open until %(day)s") % {"call": call.label, "day": local_date(call.closes_on)}
    return Door(_("Apply"), address, until, main=True)


def _programme(key: str) -> Door:
    programme = programmes()[key]
    name = in_language(programme.name, programme.name_en)
    return Door(name, reverse("calls:programme", args=[key]), _("no call is open now"))
