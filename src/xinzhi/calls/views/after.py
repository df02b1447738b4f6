"""Where an application leads once it is in review: what this reader may open of it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application
from xinzhi.calls.rules_review import overseen, visible_contracts, visible_decisions


def links_of(application: Application, user: Any) -> list[tuple[str, str]]:
    """Labels and addresses: reviews (the office), decision and contract (both sides); three queries."""
    found = []
    if overseen(user).filter(pk=application.pk).exists():
        found.append((_("Reviews"), reverse("calls:reviews", args=[application.pk])))
    if visible_decisions(user).filter(application=application).exists():
        found.append((_("Selection decision"), reverse("calls:result", args=[application.pk])))
    contract = visible_contracts(user).filter(application=application).values_list("pk", flat=True).first()
    if contract is not None:
        found.append((_("The contract"), reverse("calls:contract", args=[contract])))
    return found
