"""Name a day on which the project is reviewed."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.integrity.models import RecordSpace, Review


def plan_review(*, actor: Any, space: RecordSpace, held_on: dt.date, name: str) -> Review:
    """The review day, which the report on continuity looks at; the same day again renames it.

    Raises PermissionDenied (the project's leaders) and ValidationError without a name.
    """
    require(actor, "integrity.plan_review", space)
    if not name.strip():
        raise ValidationError({"name": _("Say what is reviewed.")})
    found = Review.objects.filter(space=space, held_on=held_on).first()
    review = found or Review(space=space, held_on=held_on)
    with recorded("integrity.plan_review", actor=actor, subject=review, new=found is None):
        review.name = name.strip()[:120]
        review.save()
    return review
