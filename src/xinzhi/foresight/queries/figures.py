"""The figures of a candidate that the rules ask for, and its region against the world."""

from typing import NamedTuple

from xinzhi.foresight.models import Candidate, ForesightRun


class Gap(NamedTuple):
    """The region's share of a candidate's papers against its share of all papers of the window; `times` is the first over the second."""

    own: float
    usual: float
    times: float | None
    papers: int
    told: int


def region_gap(candidate: Candidate, run: ForesightRun) -> Gap | None:
    """How strong the region is here; None where the corpus tells no institutions, or none for this candidate."""
    region = run.about.get("region")
    if not region or not region[0] or not candidate.region_told:
        return None
    usual = region[1] / region[0]
    own = (candidate.region_local or 0) / candidate.region_told
    times = round(own / usual, 4) if usual else None
    return Gap(own, usual, times, candidate.region_local or 0, candidate.region_told)


def figures_of(candidate: Candidate, run: ForesightRun) -> dict[str, float | None]:
    """What the rules of the list may ask of a candidate (`engine.rings.KNOWN`); None where it is not known."""
    gap = region_gap(candidate, run)
    terms = run.about.get("terms") or 1
    level = candidate.ranks.get("level")
    return {
        "chance": candidate.chance,
        "chance_long": candidate.chance_long,
        "age": run.origin - candidate.first_year,
        "papers": candidate.papers,
        "growth": candidate.growth,
        "place_by_level": round((level - 1) / max(terms - 1, 1), 4) if level else None,
        "patents": candidate.patents,
        "local_share": gap.times if gap else None,
    }
