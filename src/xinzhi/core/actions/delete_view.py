"""Forget a saved view."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.core.models import SavedView


def delete_view(*, actor: Any, view: SavedView) -> None:
    """The view is gone; where the page opened with it, the page opens unfiltered again."""
    require(actor, "core.change_own", view)
    with recorded("core.delete_view", actor=actor, subject=view):
        SavedView.objects.filter(owner_id=view.owner_id, page=view.page, name="", query=view.query).delete()
        view.delete()
