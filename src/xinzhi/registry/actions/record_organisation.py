"""Enter an organisation into the register, or correct it."""

import dataclasses
import datetime as dt
import hashlib
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.fields.models import Field
from xinzhi.registry.models import City, Organisation, OrganisationKind

# GB 32100-2015: eighteen characters without I, O, S, V and Z; the last one checks the others.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(3**n % 31 for n in range(17))


@dataclasses.dataclass(frozen=True, slots=True)
class OrganisationInput:
    """What a person may say of an organisation."""

    name: str
    kind: str
    source: str
    name_en: str = ""
    full_name: str = ""
    aliases: list[str] = dataclasses.field(default_factory=list)
    credit_code: str = ""
    industry: str = ""
    city: City | None = None
    field: Field | None = None
    place: str = ""
    note: str = ""
    source_url: str = ""
    as_of: dt.date | None = None


def record_organisation(
    *, actor: Any, values: OrganisationInput, organisation: Organisation | None = None, why: str = ""
) -> Organisation:
    """The organisation as entered or corrected; a correction needs a reason.

    Raises PermissionDenied, and ValidationError: a missing name, source or day, an unknown kind, a credit code that
    fails its check or belongs to another entry, a name that another organisation of the kind has.
    """
    require(actor, "registry.record_organisation", organisation)
    subject = organisation or Organisation(key=_new_key(values))
    _check(subject, values, why, new=organisation is None)
    with recorded("registry.record_organisation", actor=actor, subject=subject, why=why, new=organisation is None):
        for one in dataclasses.fields(values):
            setattr(subject, one.name, getattr(values, one.name))
        subject.recorded_by = actor
        subject.save()
    return subject


def is_credit_code(code: str) -> bool:
    """Whether the text is a unified social credit code with a right check character."""
    if not re.fullmatch(f"[{_ALPHABET}]{{18}}", code):
        return False
    total = sum(_ALPHABET.index(c) * w for c, w in zip(code[:17], _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31] == code[17]


def _check(subject: Organisation, values: OrganisationInput, why: str, *, new: bool) -> None:
    others = Organisation.objects.exclude(pk=subject.pk)
    problems: dict[str, str] = {}
    if not values.name.strip():
        problems["name"] = _("Give the name.")
    elif others.filter(name=values.name, kind=values.kind).exists():
        problems["name"] = _("An organisation of this kind has this name already.")
    if values.kind not in OrganisationKind.values:
        problems["kind"] = _("There is no such kind.")
    if not values.source.strip():
        problems["source"] = _("Say where this is from: every fact has a source.")
    if values.as_of is None:
        problems["as_of"] = _("Say of what day this is.")
    if values.credit_code and not is_credit_code(values.credit_code):
        problems["credit_code"] = _("This is not a valid credit code: its last character does not fit the others.")
    elif values.credit_code and others.filter(credit_code=values.credit_code).exists():
        problems["credit_code"] = _("Another organisation has this credit code.")
    if not new and not why.strip():
        problems["why"] = _("Give a reason: the record keeps it.")
    if problems:
        raise ValidationError(problems)


def _new_key(values: OrganisationInput) -> str:
    """A key that says nothing and stays: from kind and name, which together are there once."""
    return f"entered-{hashlib.sha256(f'{values.kind}|{values.name}'.encode()).hexdigest()[:10]}"
