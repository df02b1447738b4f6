"""Who may do what in the cultivation of firms, and what each person may see.

The programme managers of the publishing body keep a list; another of them approves. What is published is public.
"""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from xinzhi.core import files
from xinzhi.core.models import StoredFile
from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.registry.models import Organisation

from .models import ListEdition

OVERSEERS = (Role.PLAN_OFFICE, Role.AUDITOR)


def _body(thing: Any) -> int | None:
    return thing.pk if isinstance(thing, Organisation) else getattr(thing, "organisation_id", None)


@rules.predicate
def keeps(user: Any, thing: Any) -> bool:
    """A programme manager of the very body that keeps the list (or of this body)."""
    body = _body(thing)
    return body is not None and has_role(user, Role.PROGRAMME_MANAGER, organisation_id=body)


@rules.predicate
def prepared_by_another(user: Any, thing: Any) -> bool:
    return getattr(thing, "prepared_by_id", None) != user.pk


rules.add_perm("cultivation.edit_edition", keeps)
rules.add_perm("cultivation.decide_edition", keeps & prepared_by_another)


def visible_editions(user: Any) -> QuerySet[ListEdition]:
    """Published and withdrawn editions for everyone; what is not yet out for its keepers, the plan office and auditors."""
    public = Q(state__in=["published", "withdrawn"])
    if not getattr(user, "is_active", False):
        return ListEdition.objects.filter(public)
    if has_role(user, *OVERSEERS):
        return ListEdition.objects.all()
    return ListEdition.objects.filter(public | Q(organisation__in=organisations_of(user, Role.PROGRAMME_MANAGER)))


@files.allow
def edition_bundle(user: Any, stored: StoredFile) -> bool:
    """A bundle goes to whoever may see its edition."""
    return visible_editions(user).filter(bundle=stored).exists()
