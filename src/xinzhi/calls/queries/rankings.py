"""The scores of a call as the engine takes them, and what it says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xinzhi.calls.engine.budget import Candidate, Choice, GroupQuota, choose
from xinzhi.calls.engine.calibrate import Disagreement, Scores, disagreements
from xinzhi.calls.engine.ranking import Ranked, Ranking, rank
from xinzhi.calls.models import Application, Call, PanelItem, Review

DECIDED_FROM = ("eligible", "in_review")


@dataclass(frozen=True)
class Standings:
    """All applications of a call that are to be decided, with their ranking. `ranking` is None without any review."""

    call: Call
    applications: Sequence[Application]
    ranking: Ranking | None
    scores: Scores | None
    counts: dict[int, int]
    supported: dict[int, bool]

    @cached_property
    def ranked(self) -> dict[int, Ranked]:
        """Application (row) to its place."""
        rows = self.ranking.rows if self.ranking else ()
        return {self.applications[r.application].pk: r for r in rows}

    @cached_property
    def disputed(self) -> dict[int, Disagreement]:
        """Applications whose reviewers are further apart than the programme allows."""
        rule = self.call.rules.review
        if self.ranking is None or self.scores is None or rule is None:
            return {}
        found = disagreements(self.scores, self.ranking.calibrated.leniency, rule.disagreement)
        return {self.applications[d.application].pk: d for d in found}

    def is_eligible(self, application: Application) -> bool:
        """Whether it may be selected: reviewed and not below the pass mark, and not turned down by a panel."""
        if self.supported.get(application.pk) is False:
            return False
        if self.ranking is None:
            return self.call.rules.review is None
        place = self.ranked.get(application.pk)
        mark = self.call.rules.sheet.pass_mark
        return place is not None and place.quality > 0 and (mark is None or place.quality >= mark)


def standings_of(call: Call, *, draws: int = 400) -> Standings:
    """The standings today; the same reviews give the same."""
    rows = Application.objects.filter(call=call, state__in=DECIDED_FROM)
    applications = list(rows.select_related("organisation", "field__parent", "city", "call").order_by("number", "pk"))
    place = {a.pk: n for n, a in enumerate(applications)}
    reviews = Review.objects.filter(invitation__application__in=place, submitted_at__isnull=False, total__isnull=False)
    given: list[Any] = list(
        reviews.order_by("pk").values_list("invitation__application", "invitation__reviewer", "total")
    )
    seats = {r: n for n, r in enumerate(sorted({r for _a, r, _t in given}))}
    counts: dict[int, int] = {}
    for application, _reviewer, _total in given:
        counts[application] = counts.get(application, 0) + 1
    scores = ranking = None
    if given:
        scores = Scores.of([(place[a], seats[r], t) for a, r, t in given], len(applications), len(seats))
        ranking = rank(scores, places=call.quota or len(applications), draws=draws)
    items = PanelItem.objects.filter(application__in=place, supported__isnull=False).order_by("closed_at")
    supported: dict[int, Any] = dict(items.values_list("application", "supported"))
    return Standings(call, applications, ranking, scores, counts, supported)


def grant_of(application: Application) -> int:
    """What it would be given, in fen: what it asks for, at most what the programme gives one."""
    rule = application.call.rules.budget
    most = rule.grant_most_fen if rule else None
    asked = application.requested_fen or 0
    return asked if most is None else min(asked, most)


def choice_of(standings: Standings) -> Choice:
    """The best selection under the call's places, purse and quotas. Raises engine.budget.ImpossibleError."""
    call = standings.call
    able = [a for a in standings.applications if standings.is_eligible(a)]
    candidates = [
        Candidate(a.pk, standings.ranked[a.pk].quality if a.pk in standings.ranked else 1.0, grant_of(a), _groups(a))
        for a in able
    ]
    return choose(candidates, places=call.quota, purse=call.purse_fen, quotas=quotas_of(call, candidates))


def _groups(application: Application) -> tuple[str, ...]:
    field = application.field
    groups = [f"field:{f.key}" for f in (field, field.parent if field else None) if f]
    return (*groups, f"city:{application.city.key}") if application.city else tuple(groups)


def quotas_of(call: Call, candidates: Sequence[Candidate]) -> list[GroupQuota]:
    """The programme's quotas per field and city; one «for each» holds for every group that has no own one."""
    present = {g for c in candidates for g in c.groups}
    quotas = []
    for quota in call.rules.quotas:
        if quota.per == "call":
            continue
        named = {q.key for q in call.rules.quotas if q.per == quota.per and q.key}
        keys = [quota.key] if quota.key else sorted(g.split(":")[1] for g in present if g.startswith(f"{quota.per}:"))
        quotas += [
            GroupQuota(f"{quota.per}:{key}", quota.least or 0, quota.most)
            for key in keys
            if quota.key or key not in named
        ]
    return quotas
