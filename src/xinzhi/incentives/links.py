"""From a firm's page in the register to what it is and what it is owed."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xinzhi.registry import links


def register_links() -> None:
    """Enterprises lead to their statuses and benefits, whoever may see them."""
    links.register_for_reader("enterprise", _benefits)


def _benefits(firm: Any, user: Any) -> list[links.Link]:
    if not user.has_perm("incentives.see_firm", firm):
        return []
    return [(_("Statuses and benefits"), reverse("incentives:firm", args=[firm.key]))]
