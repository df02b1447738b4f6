"""The versions of a row, as every room's detail shows them."""

import datetime as dt
from typing import Any

from django.db.models import Model
from ninja import Schema

from xinzhi.core.queries import versions


class FieldChange(Schema):
    name: str
    before: str
    after: str


class Version(Schema):
    at: dt.datetime
    what: str
    changes: list[FieldChange]


def history_of(thing: Model) -> list[dict[str, Any]]:
    """The kept versions, newest first; who made them is no public matter and left out."""
    found = versions(type(thing), str(thing.pk))
    return [{"at": v["at"], "what": v["what"], "changes": v["changes"]} for v in found]
