"""Take a program's key away."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import ApiToken


def revoke_token(*, actor: Any, token: ApiToken) -> ApiToken:
    """The token, which opens nothing from now on. Raises ValidationError when it was revoked already."""
    require(actor, "core.revoke_token", token)
    if token.revoked_at is not None:
        raise ValidationError(_("It is revoked already."), code="state")
    with recorded("core.revoke_token", actor=actor, subject=token):
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at", "updated_at"])
    return token
