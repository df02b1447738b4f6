"""What the simulation takes and gives."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MEASURES = (
    "revenue",
    "hightech_revenue",
    "net_profit",
    "rd_expense",
    "staff",
    "rd_staff",
    "inventions",
    "other_rights",
)
MARK = "模拟"
MARK_EN = "Simulated"


@dataclass(frozen=True, slots=True)
class Place:
    """A city or a field of the pack: key and names. `top` is the key of the top field above a field."""

    key: str
    name: str
    name_en: str = ""
    top: str = ""


@dataclass(frozen=True, slots=True)
class Firms:
    """One row a firm. Columns of `figures` are (firms, years), money in fen, nought where `alive` is false.

    `city` and `field` are places in the lists given; `founded` and `died` are years, `died` 0 for one that lives;
    `park` is a place in `Works.parks`, -1 for none.
    """

    city: Ints
    field: Ints
    founded: Ints
    died: Ints
    park: Ints
    alive: Bools
    figures: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(self.city)


@dataclass(frozen=True, slots=True)
class Held:
    """Titles: `firm`, place in the assumptions' list, and days as NumPy dates."""

    firm: Ints
    title: Ints
    issued: NDArray[np.datetime64]
    expires: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Work:
    """Things of one kind (platforms, projects …): the firm behind each, its year and its grant in fen (nought for none)."""

    firm: Ints
    year: Ints
    grant: Ints


@dataclass(frozen=True, slots=True)
class Province:
    """A whole simulated province. `years` are the observed ones, oldest first; `parks` is the city of each park."""

    seed: int
    years: tuple[int, ...]
    cities: tuple[Place, ...]
    fields: tuple[Place, ...]
    firms: Firms
    titles: Held
    parks: Ints
    works: Mapping[str, Work]


@cache
def assumptions() -> dict[str, Any]:
    """The content of assumptions.toml: what every share and threshold is assumed to be."""
    return tomllib.loads((Path(__file__).parent / "assumptions.toml").read_text(encoding="utf-8"))
