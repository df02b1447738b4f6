"""Make a key for a program."""

import datetime as dt
import secrets
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.keys import hash_of, prefix_of
from xinzhi.core.models import ApiToken
from xinzhi.core.roles import organisations_of
from xinzhi.core.scopes import scope_choices

LONGEST = dt.timedelta(days=366)


def create_token(
    *,
    actor: Any,
    name: str,
    scopes: Collection[str],
    expires_at: dt.datetime,
    organisation_id: int | None = None,
    now: dt.datetime | None = None,
) -> tuple[ApiToken, str]:
    """The token and its key, which is not kept and cannot be shown again.

    Raises PermissionDenied for anyone without an account in force, and ValidationError by field: no name, no scope or
    an unknown one, an expiry in the past or more than a year away, an organisation in which the actor has no role.
    """
    if actor is None:
        raise ValidationError(_("A token belongs to a person."))
    require(actor, "core.create_token")
    moment = now or timezone.now()
    problems: dict[str, str] = {}
    if not name.strip():
        problems["name"] = _("Give it a name by which you will know it.")
    if not scopes or not set(scopes) <= dict(scope_choices()).keys():
        problems["scopes"] = _("Choose what it may do.")
    if not moment < expires_at <= moment + LONGEST:
        problems["expires_on"] = _("It must expire in the future, within a year.")
    if organisation_id is not None and organisation_id not in organisations_of(actor):
        problems["organisation_id"] = _("You have no role in this organisation.")
    if problems:
        raise ValidationError(problems)
    secret = f"xz_{secrets.token_urlsafe(41)}"
    token = ApiToken(
        owner=actor,
        name=name.strip()[:80],
        prefix=prefix_of(secret),
        secret_hash=hash_of(secret),
        scopes=sorted(scopes),
        organisation_id=organisation_id,
        expires_at=expires_at,
    )
    with recorded("core.create_token", actor=actor, subject=token, new=True):
        token.save()
    return token, secret
