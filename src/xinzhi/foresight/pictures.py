"""The radar of an edition as an SVG of our own, on the page and as a file."""

from collections.abc import Sequence
from typing import Any

import vl_convert
from django.template.loader import render_to_string

from xinzhi.core.charts import tokens
from xinzhi.core.formats import in_language
from xinzhi.fields.models import Field
from xinzhi.foresight.engine.radar import RADIUS, layout

from .models import ForesightEdition, ListEntry
from .words import moved, ring_names


def sectors_of(entries: Sequence[ListEntry]) -> list[Field | None]:
    """The top fields that entries are filed under, in the tree's order; None (no field) last where there is one."""
    tops = {top_of(e.field) for e in entries}
    named = sorted((t for t in tops if t is not None), key=lambda f: (f.position, f.key))
    return [*named, *([None] if None in tops else [])]


def top_of(field: Field | None) -> Field | None:
    """The field at the top of the tree; entries must come with three levels of parents joined."""
    while field is not None and field.parent_id is not None:
        field = field.parent
    return field


def radar_of(edition: ForesightEdition, entries: Sequence[ListEntry], nothing: str) -> dict[str, Any]:
    """The picture's parts: rings, sectors with names, blips with term, ring, move and the address of their row in the list.

    `nothing` names the sector of what has no field.
    """
    sectors = sectors_of(entries) or [None]
    rings = [ring.key for ring in edition.rules.rings]
    names = ring_names(edition.rules)
    places = {(t.pk if t else None): i for i, t in enumerate(sectors)}

    def sector(entry: ListEntry) -> int:
        top = top_of(entry.field)
        return places[top.pk if top else None]

    by_key = {str(e.candidate_id): e for e in entries}
    picture = layout(
        [(key, sector(e), rings.index(e.ring) if e.ring in rings else len(rings) - 1) for key, e in by_key.items()],
        sectors=len(sectors),
        rings=len(rings),
    )
    labels = [in_language(s.name, s.name_en) if s else nothing for s in sectors]
    blips = []
    for blip in picture.blips:
        entry = by_key[blip.key]
        key, words, _tone = moved(entry, edition)
        blips.append(
            {
                "n": entry.position,
                "x": blip.x,
                "y": blip.y,
                "r": blip.r,
                "hit": blip.r + 3,
                "sector": blip.sector,
                "term": entry.candidate.label,
                "ring": names.get(entry.ring, entry.ring),
                "in": labels[blip.sector],
                "move": key,
                "moved": words,
                "url": f"#c{entry.candidate_id}",
                "pk": entry.candidate_id,
                "entry": entry,
            }
        )
    return {
        "radius": RADIUS,
        "rings": [
            {"r": r, "name": names[key], "y": round(-(r - 20), 1)}
            for key, r in reversed(list(zip(rings, picture.rings, strict=True)))
        ],
        "sectors": [
            {"x": s.x, "y": s.y, "lx": s.label_x, "ly": s.label_y, "anchor": s.anchor, "name": name}
            for s, name in zip(picture.sectors, labels, strict=True)
        ],
        "one": len(sectors) == 1,
        "blips": blips,
        "groups": [{"name": name, "blips": [b for b in blips if b["sector"] == i]} for i, name in enumerate(labels)],
    }


def radar_svg(radar: dict[str, Any], title: str, note: str) -> str:
    """The radar as an SVG file with its own colours, and the names beside it."""
    lines = [group for group in radar["groups"] if group["blips"]]
    rows: list[dict[str, Any]] = []
    for group in lines:
        rows.append({"head": group["name"]})
        rows += [{"n": b["n"], "term": b["term"], "ring": b["ring"], "move": b["move"]} for b in group["blips"]]
    for i, row in enumerate(rows):
        row["y"] = -470 + 22 * i
    height = max(1060, 22 * len(rows) + 120)
    return render_to_string(
        "foresight/radar_file.svg",
        {
            "radar": radar,
            "rows": rows,
            "title": title,
            "note": note,
            "t": tokens("light"),
            "ink_3": tokens("light")["ink-3"],
            "height": height,
        },
    )


def svg_png(svg: str) -> bytes:
    """An SVG text as PNG at twice its size, in the Chinese font of reports."""
    from xinzhi.core.charts import register_font

    register_font()
    return bytes(vl_convert.svg_to_png(svg, scale=2.0))
