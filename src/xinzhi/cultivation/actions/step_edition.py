"""The way of an edition: submitted, approved by a second person, published, or not."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.core.formats import in_language
from xinzhi.cultivation.models import ListEdition
from xinzhi.cultivation.queries.people import editors_of
from xinzhi.cultivation.workflows import EDITION
from xinzhi.ledger.actions import enter


def submit_edition(*, actor: Any, edition: ListEdition, why: str = "") -> ListEdition:
    """The draft, handed to a second person. Raises what the table raises: PermissionDenied, ValidationError."""
    return _step(edition, "submit", actor, why)


def return_edition(*, actor: Any, edition: ListEdition, why: str) -> ListEdition:
    """The edition, a draft again, with the reason; never by who prepared it."""
    return _step(edition, "return", actor, why)


def approve_edition(*, actor: Any, edition: ListEdition, why: str = "") -> ListEdition:
    """The edition, approved by a second person; never by who prepared it."""
    return _step(edition, "approve", actor, why)


def discard_edition(*, actor: Any, edition: ListEdition, why: str) -> ListEdition:
    """The edition, given up before it was published; its number is free again."""
    return _step(edition, "discard", actor, why)


def withdraw_edition(*, actor: Any, edition: ListEdition, why: str) -> ListEdition:
    """The published edition, withdrawn by a second person; it stays to be read, with the reason."""
    return _step(edition, "withdraw", actor, why)


def publish_edition(*, actor: Any, edition: ListEdition, why: str = "") -> ListEdition:
    """The edition, public from now on: its digest is entered in the log, and the firms in a tier are told.

    Raises PermissionDenied (programme managers of the publishing body) and ValidationError from any state but «approved».
    """
    step = EDITION.check(edition, "publish", actor=actor, why=why)
    with recorded("cultivation.publish_edition", actor=actor, subject=edition, why=why):
        edition.state, edition.published_at = step.target, timezone.now()
        edition.save()
        enter(actor=actor, subject=edition, content=statement(edition), public=True, simulated=edition.simulated)
        _tell_firms(edition)
    return edition


def statement(edition: ListEdition) -> dict[str, Any]:
    """What the log says of a published edition; `digest` is the bundle's."""
    return {
        "list": edition.list_key,
        "number": edition.number,
        "year": edition.year,
        "body": edition.organisation.key,
        "digest": edition.digest,
        "bundle_sha256": edition.bundle.sha256,
        "firms": edition.places.count(),
        "simulated": edition.simulated,
    }


def _step(edition: ListEdition, key: str, actor: Any, why: str) -> ListEdition:
    step = EDITION.check(edition, key, actor=actor, why=why)
    with recorded(f"cultivation.{key}_edition", actor=actor, subject=edition, why=why):
        edition.state = step.target
        if key != "submit":
            edition.decided_by, edition.decided_at, edition.note = actor, timezone.now(), why
        edition.save()
    return edition


def _tell_firms(edition: ListEdition) -> None:
    """A notice to the editors of every firm that is in a tier, in plain words."""
    tiers = {tier.key: in_language(tier.name, tier.name_en) for tier in edition.listed.tiers}
    places = {p.organisation_id: p for p in edition.places.exclude(tier="").select_related("organisation")}
    for organisation, people in editors_of(places).items():
        place = places[organisation]
        said = {"firm": place.organisation.label, "list": edition.label, "rank": place.rank}
        notify(
            recipients=people,
            kind="cultivation.listed",
            title=_("%(firm)s is on the list «%(list)s», rank %(rank)d") % said,
            body=_("Tier: %(tier)s. The page shows what counts, what moved and how to correct a figure.")
            % {"tier": tiers[place.tier]},
            url=reverse("cultivation:place", args=[edition.pk, place.organisation.key]),
        )
