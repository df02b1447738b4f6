"""The choice is the best there is: checked against every subset."""

import itertools
import random

import pytest

from xinzhi.calls.engine.budget import Candidate, GroupQuota, ImpossibleError, choose


def every_choice(candidates, places, purse, quotas):
    """The greatest value over all subsets that keep the bounds; None where none does."""
    best = None
    for size in range(len(candidates) + 1):
        for subset in itertools.combinations(candidates, size):
            counts = [sum(q.group in c.groups for c in subset) for q in quotas]
            if (
                (places is None or size <= places)
                and (purse is None or sum(c.cost for c in subset) <= purse)
                and all(q.least <= n and (q.most is None or n <= q.most) for q, n in zip(quotas, counts, strict=True))
            ):
                value = sum(c.value for c in subset)
                best = value if best is None else max(best, value)
    return best


@pytest.mark.parametrize("seed", range(25))
def test_no_subset_is_better(seed):
    rng = random.Random(seed)
    fields, cities = ["ai", "bio", "sea"], ["jinan", "qingdao"]
    candidates = [
        Candidate(
            n,
            rng.uniform(50, 95),
            rng.randrange(1, 9) * 10**8,
            (f"field:{rng.choice(fields)}", f"city:{rng.choice(cities)}"),
        )
        for n in range(11)
    ]
    quotas = [GroupQuota("field:ai", 1, 2), GroupQuota("city:jinan", 0, 3), GroupQuota("field:sea", rng.randrange(2))]
    places, purse = rng.choice([None, 4, 6]), rng.choice([None, 18 * 10**8, 30 * 10**8])
    wanted = every_choice(candidates, places, purse, quotas)
    if wanted is None:
        with pytest.raises(ImpossibleError):
            choose(candidates, places=places, purse=purse, quotas=quotas)
        return
    found = choose(candidates, places=places, purse=purse, quotas=quotas)
    assert found.value == pytest.approx(wanted)
    assert found.is_optimal
    assert found.cost == sum(c.cost for c in candidates if c.key in found.chosen)


def test_who_is_passed_over_is_told_why():
    candidates = [
        Candidate(1, 90, 60, ("city:a",)),
        Candidate(2, 80, 50, ("city:a",)),
        Candidate(3, 70, 30, ("city:b",)),
    ]
    by_quota = choose(candidates, places=2, quotas=[GroupQuota("city:a", 0, 1)])
    assert by_quota.chosen == (1, 3)
    assert by_quota.passed_over == ((2, ("city:a", "places")),)
    by_money = choose(candidates, purse=80)
    assert by_money.chosen == (2, 3)
    assert by_money.passed_over == ((1, ("money",)),)


def test_a_least_that_nobody_can_meet_is_named():
    with pytest.raises(ImpossibleError) as caught:
        choose([Candidate(1, 1.0, 0, ("field:ai",))], quotas=[GroupQuota("field:sea", 1)])
    assert caught.value.short == ("field:sea",)
    with pytest.raises(ImpossibleError) as caught:
        choose([Candidate(1, 1.0, 5, ("field:ai",))], purse=3, quotas=[GroupQuota("field:ai", 1)])
    assert caught.value.short == ()


def test_nothing_to_choose_from_and_worthless_candidates():
    assert choose([]).chosen == ()
    with pytest.raises(ValueError, match="above 0"):
        choose([Candidate(1, 0.0)])
