"""Record a title that an entry holds; a second person accepts it."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import ClaimState, RegisterEntry, Title
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import register_of


@dataclass(frozen=True, slots=True)
class TitleInput:
    """A title as its document states it."""

    name: str
    level: str = ""
    document: str = ""
    number: str = ""
    issuer: str = ""
    issued: dt.date | None = None
    expires: dt.date | None = None
    note: str = ""


def record_title(
    *,
    actor: Any,
    entry: RegisterEntry,
    title: TitleInput,
    provenance: Provenance,
    why: str = "",
    origin: str = "page",
) -> Title:
    """The title, waiting for a second person.

    Raises PermissionDenied and ValidationError: no name, source or day, too long a text, an expiry before the issue,
    or the same title of the same day that stands already.
    """
    require(actor, "registry.record", entry)
    problems = provenance.problems()
    kind = register_of(entry).one
    if not title.name.strip():
        problems["name"] = _("Give the name.")
    for name, value in asdict(title).items():
        most = getattr(Title._meta.get_field(name), "max_length", None)  # noqa: SLF001  Django's documented Meta
        if most and len(value) > most:
            problems[name] = _("Use at most %(n)d characters.") % {"n": most}
    if title.issued and title.expires and title.expires < title.issued:
        problems["expires"] = _("It would expire before it is issued.")
    held = Title.objects.filter(
        kind=kind,
        entry_id=entry.pk,
        name=title.name,
        issued=title.issued,
        state__in=[ClaimState.PROPOSED, ClaimState.ACCEPTED],
    )
    if not problems and held.exists():
        problems["name"] = _("This title stands already.")
    if problems:
        raise ValidationError(problems)
    with recorded("registry.record_title", actor=actor, subject=entry, why=why) as change:
        made = Title.objects.create(
            kind=kind,
            entry_id=entry.pk,
            **asdict(title),
            origin=origin,
            recorded_by=actor,
            **provenance.columns(),
        )
        change.note("title", None, title.name)
    return made
