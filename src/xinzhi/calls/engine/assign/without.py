"""Why the limits on panels leave no assignment, as far as one application alone shows it."""

import numpy as np

from .problem import NAMED, InfeasibleError, Problem, Rule


def explain_diversity(problem: Problem, *, proven: bool) -> InfeasibleError:
    """The applications that cannot fill their panel under one of the rules, with the numbers of the first."""
    for rule in problem.rules:
        reasons = {p: why for p in range(problem.applications) if (why := _alone(problem, rule, p))}
        if reasons:
            named = ", ".join(map(str, list(reasons)[:NAMED]))
            more = f" and {len(reasons) - NAMED} more" if len(reasons) > NAMED else ""
            first = next(iter(reasons.values()))
            return InfeasibleError(f"{rule.name}: application {named}{more} cannot be served: {first}", tuple(reasons))
    names = ", ".join(rule.name for rule in problem.rules)
    if proven:
        return InfeasibleError(f"no assignment keeps the loads and the limits on panels together ({names}): ease one")
    return InfeasibleError(
        f"no assignment within the limits on panels ({names}) was found in time: give more, or ease one"
    )


def _alone(problem: Problem, rule: Rule, application: int) -> str:
    """Why the application's panel cannot be filled under the rule; empty if it can."""
    need = int(problem.need[application])
    if not need or not rule.binds[application]:
        return ""
    codes = rule.code[problem.reviewer[problem.start[application] : problem.start[application + 1]]]
    there = np.bincount(codes[codes >= 0], minlength=len(rule.labels))
    few = np.flatnonzero(there < rule.least)
    if len(few):
        at = few[0]
        return f"at least {rule.least[at]} of {rule.labels[at]} asked, {there[at]} possible"
    if rule.least.sum() > need:
        return f"{rule.least.sum()} seats are kept for groups, the panel has {need}"
    most = int(np.minimum(there, rule.most).sum() + (codes < 0).sum())
    return f"{most} of its possible reviewers fit the limits together, {need} needed" if most < need else ""
