"""Keep a list page's query under a name, rename it, or make it the one the page opens with."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import SavedView

_LONGEST_QUERY = 1000


def save_view(
    *, actor: Any, page: str, name: str, query: str, opens: bool = False, view: SavedView | None = None
) -> SavedView:
    """The saved view: `view` renamed, or the one of that name overwritten, or a new one.

    With `opens` the page opens with it from now on: the query is then also kept as the view without a name, which is
    the default. Raises ValidationError for a missing or taken name and a query that is too long.
    """
    if actor is None or not actor.is_authenticated:
        raise PermissionDenied(_("Sign in to keep views of your own."))
    if view is not None:
        require(actor, "core.change_own", view)
        view.refresh_from_db()
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("Give the view a name.")})
    if len(query) > _LONGEST_QUERY:
        raise ValidationError(_("There are too many filters to keep."), code="long")
    mine = SavedView.objects.filter(owner=actor, page=page)
    same_name = mine.filter(name=name).first()
    if view is not None and same_name is not None and same_name.pk != view.pk:
        raise ValidationError({"name": _("You have a view of this name already.")})
    saved = view or same_name or SavedView(owner=actor, page=page)
    with transaction.atomic():
        default = mine.filter(name="").first()
        was_default = default is not None and default.query == saved.query and saved.pk is not None
        with recorded("core.save_view", actor=actor, subject=saved, new=saved.pk is None):
            saved.name, saved.query = name, query
            saved.full_clean()
            saved.save()
        if opens:
            SavedView.objects.update_or_create(owner=actor, page=page, name="", defaults={"query": query})
        elif was_default and default is not None:
            default.delete()
    return saved
