"""A simulated province: firms with finances, research, staff, rights and titles, and what they host and make.

Everything is drawn from one seeded generator and the assumptions in assumptions.toml; nothing is taken from a real firm.
It serves tests of scale and demonstrations, and is marked as simulated wherever it shows. Arrays out, no database.
"""

from collections.abc import Sequence

import numpy as np

from .firms import make_firms
from .model import MARK, MEASURES, Firms, Held, Place, Province, Work, assumptions
from .names import firm_names, firm_names_en
from .titles import make_titles
from .works import KINDS, make_works


def make_province(
    *, firms: int, years: Sequence[int], cities: Sequence[Place], fields: Sequence[Place], seed: int = 0
) -> Province:
    """A province of so many firms over these years (consecutive, the oldest first). The same arguments give the same.

    Raises ValueError without a firm, year, city or field.
    """
    if firms < 1 or not (years and cities and fields):
        raise ValueError("a simulated province needs at least one firm, year, city and field")
    given = assumptions()
    rng = np.random.default_rng(seed)
    made = make_firms(rng, firms, years, cities, fields, given)
    titles = make_titles(rng, made, years, given["title"])
    works = make_works(rng, made, years, given["works"])
    parks = np.repeat(np.arange(len(cities)), given["places"]["parks_each"])
    return Province(seed, tuple(years), tuple(cities), tuple(fields), made, titles, parks, works)


__all__ = [
    "KINDS",
    "MARK",
    "MEASURES",
    "Firms",
    "Held",
    "Place",
    "Province",
    "Work",
    "assumptions",
    "firm_names",
    "firm_names_en",
    "make_province",
]
