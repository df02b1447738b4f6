"""The way of a firm through a library: proposed, admitted by a second person, re-checked, served, taken out."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.formats import in_language, local_date
from xinzhi.cultivation.engine.library import Library
from xinzhi.cultivation.models import LibraryMember, LibraryService
from xinzhi.cultivation.queries.library import later
from xinzhi.cultivation.queries.list_files import library_of
from xinzhi.cultivation.queries.people import editors_of
from xinzhi.cultivation.workflows import MEMBER
from xinzhi.registry.models import Organisation, OrganisationKind


def propose_member(
    *, actor: Any, library: Library, firm: Organisation, organisation: Organisation, tier: str, why: str = ""
) -> LibraryMember:
    """The firm, proposed for a tier of the library that the body keeps.

    Raises PermissionDenied (the body's programme managers) and ValidationError: no published enterprise, no such tier, in the library already.
    """
    require(actor, "cultivation.edit_member", organisation)
    problems: dict[str, str] = {}
    if firm.kind != OrganisationKind.ENTERPRISE or not firm.is_public:
        problems["firm"] = _("Only published enterprises are admitted.")
    elif LibraryMember.objects.filter(library=library.key, firm=firm, state__in=["proposed", "in"]).exists():
        problems["firm"] = _("The firm is in this library already, or proposed for it.")
    _check_tier(library, tier, problems)
    if problems:
        raise ValidationError(problems)
    member = LibraryMember(
        library=library.key,
        firm=firm,
        organisation=organisation,
        tier=tier,
        note=why[:500],
        prepared_by=actor,
        simulated=firm.simulated,
    )
    with recorded("cultivation.propose_member", actor=actor, subject=member, why=why, new=True):
        member.save()
    return member


def accept_member(*, actor: Any, member: LibraryMember, why: str = "") -> LibraryMember:
    """The firm, in the library from today until its term ends; never by who proposed it."""
    today = timezone.localdate()
    until = later(today, library_of(member.library).valid_months)
    return _step(member, "accept", actor, why, entered_on=today, valid_until=until, decided_by=actor)


def refuse_member(*, actor: Any, member: LibraryMember, why: str) -> LibraryMember:
    """The firm, not admitted; never by who proposed it."""
    return _step(member, "refuse", actor, why, decided_by=actor)


def recheck_member(*, actor: Any, member: LibraryMember, tier: str, why: str) -> LibraryMember:
    """The firm, re-checked: the tier as found, and a new term from today. Raises ValidationError for an unknown tier."""
    problems: dict[str, str] = {}
    library = library_of(member.library)
    MEMBER.check(member, "recheck", actor=actor, why=why)
    _check_tier(library, tier, problems)
    if problems:
        raise ValidationError(problems)
    until = later(timezone.localdate(), library.valid_months)
    return _step(member, "recheck", actor, why, tier=tier, valid_until=until)


def leave_library(*, actor: Any, member: LibraryMember, why: str) -> LibraryMember:
    """The firm, taken out with the reason; its past stays."""
    return _step(member, "leave", actor, why, left_on=timezone.localdate())


def record_service(
    *, actor: Any, member: LibraryMember, service: str, done_on: dt.date, note: str = ""
) -> LibraryService:
    """A service given to a firm of the library. Raises PermissionDenied and ValidationError: not in it, an unknown service, a day to come."""
    require(actor, "cultivation.edit_member", member)
    problems: dict[str, str] = {}
    if member.state != "in":
        problems["service"] = _("The firm is not in the library.")
    elif service not in {part.key for part in library_of(member.library).services}:
        problems["service"] = _("There is no such service.")
    if done_on > timezone.localdate():
        problems["done_on"] = _("The day is still to come.")
    if problems:
        raise ValidationError(problems)
    given = LibraryService(member=member, service=service, done_on=done_on, note=note[:500], recorded_by=actor)
    with recorded("cultivation.record_service", actor=actor, subject=member) as change:
        given.save()
        change.note("service", None, f"{service} {done_on}")
    return given


def _check_tier(library: Library, tier: str, problems: dict[str, str]) -> None:
    if tier not in {part.key for part in library.tiers}:
        problems["tier"] = _("There is no such tier.")


def _step(member: LibraryMember, key: str, actor: Any, why: str, **values: Any) -> LibraryMember:
    step = MEMBER.check(member, key, actor=actor, why=why)
    with recorded(f"cultivation.{key}_member", actor=actor, subject=member, why=why):
        member.state, member.note = step.target, why[:500]
        for name, value in values.items():
            setattr(member, name, value)
        member.save()
        _tell(member, key)
    return member


def _tell(member: LibraryMember, key: str) -> None:
    library = library_of(member.library)
    tiers = {part.key: in_language(part.name, part.name_en) for part in library.tiers}
    said = {
        "library": in_language(library.name, library.name_en),
        "tier": tiers.get(member.tier, member.tier),
        "day": local_date(member.valid_until),
        "firm": member.firm.label,
    }
    titles = {
        "accept": _("%(firm)s is in «%(library)s», tier %(tier)s, until %(day)s"),
        "refuse": _("%(firm)s was not admitted to «%(library)s»"),
        "recheck": _("%(firm)s was re-checked: «%(library)s», tier %(tier)s, until %(day)s"),
        "leave": _("%(firm)s has left «%(library)s»"),
    }
    notify(
        recipients=editors_of([member.firm_id]).get(member.firm_id, []),
        kind=f"cultivation.member_{key}",
        title=titles[key] % said,
        body=member.note,
        url=reverse("cultivation:firm_ladder", args=[member.firm.key]),
    )
