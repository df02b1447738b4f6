"""Propose who reviews what in a call; nobody is asked before a manager confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _

from xinzhi.calls.engine.programme import ReviewRule
from xinzhi.calls.models import Application, AssignmentRun, Call, Conflict, Invitation, Reviewer
from xinzhi.calls.queries.loads import loads_in
from xinzhi.calls.queries.matching import affinities
from xinzhi.calls.workflows_review import STANDING
from xinzhi.core.action import recorded, require

from .assigning import Assigned, solve
from .find_conflicts import store_conflicts, to_review


@dataclass(frozen=True)
class _Wanted:
    """What is still to be filled: reviewers needed by each application, load each reviewer may and must still take, pairs not possible."""

    need: Any
    upper: Any
    lower: Any
    barred: Any


def propose_assignment(*, actor: Any, call: Call) -> AssignmentRun:
    """The run with its proposed invitations, one for each free place; earlier proposals that nobody confirmed are dropped.

    The worst application's total affinity is as high as can be, then the sum (`engine.assign`); what is proven of it
    stands in the run's certificate. Raises PermissionDenied, and ValidationError: no review in this programme, nothing
    to review, no assignment that keeps conflicts and loads (with the reason).
    """
    require(actor, "calls.manage_review", call)
    rule = call.rules.review
    if rule is None:
        raise ValidationError(_("This programme has no review by experts."), code="review")
    applications, reviewers = to_review(call), list(Reviewer.objects.filter(is_active=True).order_by("pk"))
    if not applications or not reviewers:
        raise ValidationError(_("There is nothing to review, or nobody to review it."), code="empty")
    with recorded("calls.propose_assignment", actor=actor, subject=call) as change:
        conflicts = store_conflicts(applications, reviewers)
        Invitation.objects.filter(application__call=call, state="proposed").delete()
        wanted = _wanted(applications, reviewers, rule)
        scores = affinities(reviewers, applications)
        if rule.randomise:  # against collusion: nobody can count on being drawn for an application
            rng = np.random.default_rng()
            scores = scores * (1 - rule.randomise * rng.random(scores.shape))
        found = solve(scores, wanted.need, (wanted.lower, wanted.upper), wanted.barred)
        run = AssignmentRun.objects.create(
            call=call,
            by=actor,
            certificate=found.certificate
            | {"reviewers": len(reviewers), "applications": len(applications), "conflicts": conflicts},
        )
        _store(run, found, applications, reviewers, scores)
        change.note("certificate", None, run.certificate)
    return run


def _wanted(applications: Sequence[Application], reviewers: Sequence[Reviewer], rule: ReviewRule) -> _Wanted:
    row = {r.pk: i for i, r in enumerate(reviewers)}
    column = {a.pk: j for j, a in enumerate(applications)}
    need = np.full(len(applications), rule.need)
    barred = np.zeros((len(reviewers), len(applications)), dtype=bool)
    pairs = Invitation.objects.filter(application__in=column).values_list("application", "reviewer", "state")
    for application, reviewer, state in pairs:
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
    return _Wanted(np.maximum(need, 0), upper, lower, barred)


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
