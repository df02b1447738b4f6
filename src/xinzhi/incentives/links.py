"""From a firm's page in the register to what it is and what it is owed."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xinzhi.registry import links


def register_links() -> None:
    """Enterprises lead to their statuses and benefits; the page itself says who may see them."""
    links.register("enterprise", lambda firm: [(_("Statuses and benefits"), _address(firm))])


def _address(firm: Any) -> str:
    return reverse("incentives:firm", args=[firm.key])
