"""Say a firm's own facts."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.incentives.engine import FirmError, read_firm
from xinzhi.incentives.models import Declaration
from xinzhi.incentives.queries.book import book
from xinzhi.registry.models import Organisation, OrganisationKind


def declare_facts(
    *, actor: Any, firm: Organisation, facts: Mapping[str, Any], as_of: dt.date, why: str = ""
) -> Declaration:
    """The firm's declaration, with these facts in place of all earlier ones.

    Raises PermissionDenied (the firm's editors) and ValidationError, a list of sentences, each with field, value, reason
    and remedy.
    """
    require(actor, "incentives.declare_facts", firm)
    if firm.kind != OrganisationKind.ENTERPRISE:
        raise ValidationError(_("Only an enterprise has facts to declare."))
    try:
        read_firm(book().facts, facts, as_of)
    except FirmError as error:
        raise ValidationError([str(problem) for problem in error.problems]) from error
    declaration = Declaration.objects.filter(organisation=firm).first() or Declaration(organisation=firm)
    new = declaration.pk is None
    before = len(declaration.facts)
    with recorded("incentives.declare_facts", actor=actor, subject=declaration, why=why, new=new) as change:
        declaration.facts = dict(facts)
        declaration.as_of = as_of
        declaration.declared_by = actor
        declaration.simulated = firm.simulated
        declaration.save()
        change.note("facts", before, len(declaration.facts))
    return declaration
