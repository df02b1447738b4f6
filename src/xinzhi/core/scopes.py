"""What a token may be allowed to do. A token never does more than its owner may, whatever its scopes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READ = "read"

_scopes: dict[str, str | Promise] = {
    READ: _("read whatever its owner may see"),
    "inbox:write": _("mark notices as read, stop and resume jobs"),
    "webhooks": _("see and change its owner's webhooks"),
}


def name_scopes(scopes: Mapping[str, str | Promise]) -> None:
    """Add a room's scopes, each with what it allows, in its `ready`."""
    _scopes.update(scopes)


def scope_choices() -> list[tuple[str, str | Promise]]:
    """Every scope with its words, for a form."""
    return list(_scopes.items())
