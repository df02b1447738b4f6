"""Hit rates of an edition as pages show them, and what is not known yet."""

from typing import Any

from django.utils import timezone

from xinzhi.foresight.models import ForesightEdition
from xinzhi.foresight.rules import inside

HORIZONS = (2, 5)


def hit_rows(edition: ForesightEdition, user: Any) -> list[dict[str, Any]]:
    """For two and five years: the newest judgement with the list, its rivals and the best of them, or from when on it can be known.

    Those who see inside get the hit rates of the whole list, others of the public version. Give the edition with `scores` prefetched.
    """
    whole = inside(user)
    found: list[dict[str, Any]] = []
    for horizon in HORIZONS:
        scores = sorted((s for s in edition.scores.all() if s.horizon == horizon), key=lambda s: -s.pk)
        if not scores:
            year = edition.run.origin + horizon
            found.append({"horizon": horizon, "known": False, "year": year, "due": year < timezone.localdate().year})
            continue
        told = scores[0].result if whole else scores[0].result_public
        rivals = {name: row for name, row in told["lists"].items() if name != "list"}
        best = max(rivals, key=lambda name: rivals[name]["rate"][0]) if rivals else ""
        found.append(
            {
                "horizon": horizon,
                "known": True,
                "score": scores[0],
                "told": told,
                "own": told["lists"]["list"],
                "best": best,
                "rival": rivals.get(best),
                "certain": [n for n, row in rivals.items() if row["lead"] and row["lead"][1] > 0],
                "behind": [n for n, row in rivals.items() if row["lead"] and row["lead"][0] < 0],
            }
        )
    return found
