"""Who may see what a firm is owed, say its facts, and try other rules."""

from typing import Any

import rules

from xinzhi.core.roles import Role, has_role
from xinzhi.core.rules import is_auditor, is_plan_office


@rules.predicate
def edits_firm(user: Any, firm: Any) -> bool:
    return firm is not None and has_role(user, Role.ORG_EDITOR, organisation_id=firm.pk)


@rules.predicate
def manages_programmes(user: Any) -> bool:
    return has_role(user, Role.PROGRAMME_MANAGER)


oversees = is_plan_office | manages_programmes | is_auditor

rules.add_perm("incentives.see_firm", edits_firm | oversees)
rules.add_perm("incentives.declare_facts", edits_firm)
rules.add_perm("incentives.use_sandbox", oversees)
