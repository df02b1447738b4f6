"""Where the blips of a radar stand: any number of sectors and rings, without overlap, the same input giving the same picture.

Geometry only; the unit is that of the picture's view box, its centre is (0, 0), sectors go clockwise from the top.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import NamedTuple

RADIUS = 460.0
INNER = 46.0  # nothing stands in the very middle, where sectors are too narrow
LARGEST, SMALLEST = 17.0, 4.0
_TRIES = 400
_SHRINK = 0.9
_MARGIN = 2.0


class Blip(NamedTuple):
    """A blip where it stands: `number` is its place in the list beside the picture, `r` its radius."""

    key: str
    number: int
    sector: int
    ring: int
    x: float
    y: float
    r: float


class Sector(NamedTuple):
    """A sector: from and to angle (radians, clockwise from the top), end of the line before it, and where its name stands."""

    begin: float
    end: float
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


class Radar(NamedTuple):
    """A whole picture: radii of the rings' outer circles, sectors and blips."""

    rings: list[float]
    sectors: list[Sector]
    blips: list[Blip]


def layout(things: Sequence[tuple[str, int, int]], *, sectors: int, rings: int) -> Radar:
    """Place things (key, sector, ring; both from 0, the innermost ring first) in their cells.

    A blip's first place comes from its key's hash; where it would overlap one placed before it, further places of the same sequence
    are tried. If a cell is too full, all blips become smaller until they fit. Cells' edges are kept clear.
    Raises ValueError for a sector or ring that there is not.
    """
    if sectors < 1 or rings < 1:
        raise ValueError("a radar has a sector and a ring at least")
    if bad := [key for key, s, r in things if not (0 <= s < sectors and 0 <= r < rings)]:
        raise ValueError(f"no such sector or ring: {bad[:3]}")
    radii = ring_radii(rings)
    ordered = sorted(enumerate(things), key=lambda t: (t[1][1], t[1][2], t[0]))
    size = LARGEST
    while True:
        blips = _place(ordered, radii, sectors, size)
        if blips is not None or size <= SMALLEST:
            break
        size = max(SMALLEST, size * _SHRINK)
    if blips is None:  # more than the picture can hold: they then touch, but all are there
        blips = _place(ordered, radii, sectors, SMALLEST, strict=False)
    assert blips is not None
    return Radar(radii, [_sector(i, sectors) for i in range(sectors)], blips)


def ring_radii(rings: int) -> list[float]:
    """Outer radii: rings of equal area would leave the outer ones thin, equal widths the inner ones crowded; the root is between."""
    return [round(INNER + (RADIUS - INNER) * ((i + 1) / rings) ** 0.75, 2) for i in range(rings)]


def _place(
    ordered: Sequence[tuple[int, tuple[str, int, int]]],
    radii: Sequence[float],
    sectors: int,
    size: float,
    *,
    strict: bool = True,
) -> list[Blip] | None:
    placed: list[Blip] = []
    cells: dict[tuple[int, int], list[Blip]] = {}
    for number, (index, (key, sector, ring)) in enumerate(ordered, start=1):
        inside = cells.setdefault((sector, ring), [])
        spot = None
        for attempt in range(_TRIES):
            x, y = _spot(key or str(index), attempt, sector, sectors, radii, ring, size)
            if all((b.x - x) ** 2 + (b.y - y) ** 2 >= (2 * size + 1) ** 2 for b in inside):
                spot = (x, y)
                break
        if spot is None:
            if strict:
                return None
            spot = _spot(key or str(index), 0, sector, sectors, radii, ring, size)
        blip = Blip(key, number, sector, ring, round(spot[0], 2), round(spot[1], 2), round(size, 2))
        inside.append(blip)
        placed.append(blip)
    return placed


def _spot(
    key: str, attempt: int, sector: int, sectors: int, radii: Sequence[float], ring: int, size: float
) -> tuple[float, float]:
    digest = hashlib.sha256(f"{key}/{attempt}".encode()).digest()
    u, v = (int.from_bytes(digest[i : i + 4]) / 2**32 for i in (0, 4))
    keep = size + _MARGIN
    low = (radii[ring - 1] if ring else 0.0) + keep
    high = radii[ring] - keep
    low = min(low, high)
    if not ring and sectors > 1:
        # Near the middle the sector is too narrow for a blip that keeps clear of both edges.
        low = min(high, max(low, keep / max(math.sin(min(math.pi / sectors, math.pi / 2)), 1e-6)))
    radius = math.sqrt(low**2 + u * (high**2 - low**2))
    begin, width = 2 * math.pi * sector / sectors, 2 * math.pi / sectors
    edge = math.asin(min(1.0, keep / max(radius, keep))) if sectors > 1 else 0.0
    free = max(0.0, width - 2 * edge)
    angle = begin + (edge + v * free if free else width / 2)
    return radius * math.sin(angle), -radius * math.cos(angle)


def _sector(index: int, sectors: int) -> Sector:
    begin, end = 2 * math.pi * index / sectors, 2 * math.pi * (index + 1) / sectors
    middle = (begin + end) / 2
    x, y = math.sin(middle), -math.cos(middle)
    anchor = "middle" if abs(x) < 0.2 else "start" if x > 0 else "end"
    return Sector(
        begin,
        end,
        round(RADIUS * math.sin(begin), 2),
        round(-RADIUS * math.cos(begin), 2),
        round((RADIUS + 18) * x, 2),
        round((RADIUS + 18) * y + 6, 2),
        anchor,
    )
