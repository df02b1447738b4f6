"""What one office may read of the text it shares with another's applications."""

from collections.abc import Iterable
from typing import Any

from xinzhi.calls.models import Application
from xinzhi.calls.rules import office_applications
from xinzhi.core.rules import is_plan_office

from .overlaps import APPLICATION
from .people import managers_of


def readable(overlaps: Iterable[dict[str, Any]], user: Any) -> list[dict[str, Any]]:
    """The overlaps of a check as this person may read them.

    Funded projects are public, and an office (auditors, the plan office) reads what it oversees. Of an application to
    another department, unpublished as it is, only this is told: that there is one, the shares, the department and who
    answers for its calls.
    """
    rows = list(overlaps)
    ids = {row["id"] for row in rows if row["kind"] == APPLICATION}
    if not ids or is_plan_office(user):
        return rows
    own = set(office_applications(user).filter(pk__in=ids).values_list("pk", flat=True))
    others = Application.objects.filter(pk__in=ids - own).select_related("call__department")
    offices = {a.pk: a.call.department for a in others}
    contacts = {d.pk: [str(u) for u in managers_of(d.pk)] for d in offices.values()}
    return [
        row
        if row["kind"] != APPLICATION or row["id"] in own
        else {
            "kind": APPLICATION,
            "hidden": True,
            "share": row["share"],
            "other_share": row["other_share"],
            "office": offices[row["id"]].label if row["id"] in offices else "",
            "contacts": contacts[offices[row["id"]].pk] if row["id"] in offices else [],
        }
        for row in rows
    ]
