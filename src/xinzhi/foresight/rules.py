"""Who may do what in foresight."""

from typing import Any

import rules

from xinzhi.core.roles import Role, has_role
from xinzhi.core.rules import is_auditor, is_plan_office


@rules.predicate
def is_analyst(user: Any) -> bool:
    return has_role(user, Role.ANALYST)


# Analysts prepare, the plan office decides and publishes, auditors look.
prepares = is_analyst | is_plan_office
sees_inside = prepares | is_auditor

rules.add_perm("foresight.prepare", prepares)
rules.add_perm("foresight.decide", is_plan_office)
rules.add_perm("foresight.see_inside", sees_inside)
