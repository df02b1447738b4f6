"""Record dated figures of an entry for one year; a second person accepts them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.measures import MEASURES
from xinzhi.registry.models import RegisterEntry, Statement
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import register_of

from .record_many import digest_of

_FIRST_YEAR, _LAST_YEAR = 1949, 2200


def record_figures(
    *,
    actor: Any,
    entry: RegisterEntry,
    year: int,
    figures: Mapping[str, int | None],
    provenance: Provenance,
    why: str = "",
    origin: str = "page",
) -> Statement:
    """The statement of the year's figures (measure to whole number, money in fen), waiting for a second person.

    Raises PermissionDenied and ValidationError by measure: unknown, no whole number, below what it may be; no source
    or day; an impossible year; no figure at all.
    """
    require(actor, "registry.record", entry)
    problems = provenance.problems()
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        problems["year"] = _("This is no year that figures can be of.")
    if not figures:
        problems["figures"] = _("Give at least one figure.")
    for key, value in figures.items():
        measure = MEASURES.get(key)
        if measure is None:
            problems[key] = _("There is no such measure.")
        elif value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            problems[key] = _("«%(value)s» is no whole number.") % {"value": value}
        elif value is not None and not measure.least <= value < 2**63:
            problems[key] = _("This cannot be less than %(n)d.") % {"n": measure.least}
    if problems:
        raise ValidationError(problems)
    register = register_of(entry)
    with recorded("registry.record_figures", actor=actor, subject=entry, why=why) as change:
        statement = Statement.objects.create(
            kind=register.one,
            entry_id=entry.pk,
            period=year,
            values=dict(figures),
            digest=digest_of(dict(figures), provenance),
            origin=origin,
            recorded_by=actor,
            reason=why[:500],
            **provenance.columns(),
        )
        change.note(str(year), None, dict(figures))
    return statement
