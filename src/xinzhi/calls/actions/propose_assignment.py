"""Propose who reviews what in a call; nobody is asked before a manager confirms."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _

from xinzhi.calls.engine.programme import ReviewRule
from xinzhi.calls.models import Application, AssignmentRun, Call, Conflict, Invitation, Reviewer
from xinzhi.calls.queries.diversity import ATTRIBUTES, standing_values, value_of
from xinzhi.calls.queries.loads import loads_in
from xinzhi.calls.queries.matching import affinities
from xinzhi.calls.workflows_review import STANDING
from xinzhi.core.action import recorded, require

from .assigning import Assigned, Wanted, solve, solve_by_chance
from .find_conflicts import find_conflicts, to_review


def propose_assignment(
    *,
    actor: Any,
    call: Call,
    max_probability: float | None = None,
    seed: int | None = None,
    diversity: Mapping[str, int] | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> AssignmentRun:
    """The run with its proposed invitations, one for each free place; earlier proposals that nobody confirmed are dropped.

    The worst application's total affinity is as high as can be, then the sum (`engine.assign`); what is proven of it
    stands in the run's certificate. Against collusion `max_probability` below 1 draws the assignment, so that nobody can
    count on an application (`seed`: drawn, and recorded). `diversity` (institution, discipline, sex, region: at most so
    many of an application's reviewers alike) is kept by every application that can. None: as the programme's file says.
    Conflicts are looked up anew first. `tell(done, total)` hears of the texts read. Nothing is locked while the texts are read
    and the assignment is computed, which may take minutes.

    Raises PermissionDenied, and ValidationError: no review in this programme, nothing to review, no place free, options that
    exclude each other, no assignment that keeps conflicts and loads (with the reason), something changed meanwhile.
    """
    require(actor, "calls.manage_review", call)
    rule = call.rules.review
    if rule is None:
        raise ValidationError(_("This programme has no review by experts."), code="review")
    most = rule.max_probability if max_probability is None else max_probability
    bounds = {d.by: d.most for d in rule.diversity if d.most} if diversity is None else dict(diversity)
    _check(most, bounds)
    applications, reviewers = to_review(call), list(Reviewer.objects.filter(is_active=True).order_by("pk"))
    if not applications or not reviewers:
        raise ValidationError(_("There is nothing to review, or nobody to review it."), code="empty")
    drawn = secrets.randbits(32) if seed is None else seed
    conflicts = find_conflicts(actor=actor, call=call)
    wanted = _wanted(applications, reviewers, rule, bounds)
    if not wanted.need.any():
        raise ValidationError(_("Every application has the reviewers it needs."), code="filled")
    scores = affinities(reviewers, applications, tell=tell or (lambda _done, _total: None))
    found = solve_by_chance(scores, wanted, most, drawn) if most < 1 else solve(scores, wanted)
    with recorded("calls.propose_assignment", actor=actor, subject=call) as change:
        _require_the_same(call, wanted, _wanted(applications, reviewers, rule, bounds), applications, reviewers)
        Invitation.objects.filter(application__call=call, state="proposed").delete()
        run = AssignmentRun.objects.create(
            call=call,
            by=actor,
            certificate=found.certificate
            | {"reviewers": len(reviewers), "applications": len(applications), "conflicts": conflicts},
        )
        _store(run, found, applications, reviewers, scores)
        change.note("certificate", None, run.certificate)
    return run


def _require_the_same(
    call: Call, before: Wanted, now: Wanted, applications: Sequence[Application], reviewers: Sequence[Reviewer]
) -> None:
    """Raises ValidationError where places, loads, conflicts, applications or the pool changed meanwhile."""
    same = all(
        np.array_equal(getattr(before, name), getattr(now, name)) for name in ("need", "upper", "lower", "barred")
    )
    same = same and [a.pk for a in to_review(call)] == [a.pk for a in applications]
    pool = Reviewer.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    if not same or list(pool) != [r.pk for r in reviewers]:
        message = _("Invitations, conflicts, reviewers or applications changed while this was computed. Propose again.")
        raise ValidationError(message, code="changed")


def _check(most: float, bounds: Mapping[str, int]) -> None:
    problems: dict[str, str] = {}
    if not 0 < most <= 1:
        problems["max_probability"] = _("Give a probability: more than 0, at most 1.")
    elif most < 1 and bounds:
        problems["max_probability"] = _("Drawing by chance and limits on diversity exclude each other: choose one.")
    if unknown := sorted(set(bounds) - set(ATTRIBUTES)):
        problems["diversity"] = _("There is no such attribute: %(names)s.") % {"names": ", ".join(unknown)}
    elif any(count < 1 for count in bounds.values()):
        problems["diversity"] = _("At least one reviewer must be allowed.")
    if problems:
        raise ValidationError(problems)


def _wanted(
    applications: Sequence[Application], reviewers: Sequence[Reviewer], rule: ReviewRule, bounds: Mapping[str, int]
) -> Wanted:
    row = {r.pk: i for i, r in enumerate(reviewers)}
    column = {a.pk: j for j, a in enumerate(applications)}
    need = np.full(len(applications), rule.need)
    barred = np.zeros((len(reviewers), len(applications)), dtype=bool)
    asked = Invitation.objects.filter(application__in=column).exclude(state="proposed")
    for application, reviewer, state in asked.values_list("application", "reviewer", "state"):
        need[column[application]] -= state in STANDING
        if reviewer in row:
            barred[row[reviewer], column[application]] = True
    for application, reviewer in Conflict.objects.filter(application__in=column).values_list("application", "reviewer"):
        if reviewer in row:
            barred[row[reviewer], column[application]] = True
    held = loads_in(applications[0].call)
    load = np.array([held.get(r.pk, 0) for r in reviewers])
    upper = np.maximum(0, rule.load_most - load)
    lower = np.clip(rule.load_least - load, 0, upper)
    groups = [(by, [value_of(r, by) for r in reviewers], most) for by, most in bounds.items()]
    for place, standing in standing_values(applications, bounds):
        for by, values, most in groups:
            full = {value for value, count in standing[by].items() if count >= most}
            barred[[value in full for value in values], column[place]] = True
    return Wanted(np.maximum(need, 0), upper, lower, barred, groups)


def _store(
    run: AssignmentRun,
    found: Assigned,
    applications: Sequence[Application],
    reviewers: Sequence[Reviewer],
    scores: Any,
) -> None:
    taken: dict[int, int] = dict(
        Application.objects.filter(pk__in=[a.pk for a in applications])
        .annotate(n=Count("invitations"))
        .values_list("pk", "n")
    )
    rows = []
    for i, j in found.pairs:
        application = applications[j]
        taken[application.pk] += 1
        rows.append(
            Invitation(
                application=application,
                reviewer=reviewers[i],
                run=run,
                number=taken[application.pk],
                affinity=float(scores[i, j]),
            )
        )
    Invitation.objects.bulk_create(rows, batch_size=500)
