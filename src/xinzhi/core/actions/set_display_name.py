"""Change the name colleagues see."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.core.models import User


def set_display_name(*, actor: Any, person: User, name: str) -> User:
    """The person under the new name; everyone sets only their own. Raises ValidationError when it is too long."""
    if actor is not None and actor.pk != person.pk:
        raise PermissionDenied(_("Everyone chooses their own name."))
    with recorded("core.set_display_name", actor=actor, subject=person):
        person.display_name = name.strip()
        person.clean_fields(exclude=[f.name for f in User._meta.fields if f.name != "display_name"])  # noqa: SLF001
        person.save(update_fields=["display_name"])
    return person
