"""Offer the year's call topics, as they come of an edition, to where calls are made."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.hooks import offer_topics, topics_offered
from xinzhi.foresight.models import ForesightEdition
from xinzhi.foresight.queries.feeds import topics_of


def offer_year_topics(*, actor: Any, edition: ForesightEdition, year: int) -> str:
    """The address at which the topics now stand as a proposal.

    Raises PermissionDenied (plan office) and ValidationError: not published, in hindsight, nowhere to offer them.
    """
    require(actor, "foresight.decide", edition)
    if edition.state != "published" or edition.retrospective:
        raise ValidationError(_("Topics come of a published edition of the running list."), code="state")
    if not topics_offered():
        raise ValidationError(_("Nothing takes topics on this installation: download them."), code="hook")
    topics = topics_of(edition)
    with recorded("foresight.offer_topics", actor=actor, subject=edition) as change:
        change.note("topics", None, [t.label for t in topics])
        return offer_topics(
            actor=actor,
            programme=edition.rules.topics.programme,
            year=year,
            topics=[t.told() for t in topics],
            source=edition.title,
            url=reverse("foresight:topics", args=[edition.pk]),
        )
