"""The graph of relations around an entry: drawn by the server, every node a link, with a list that says the same."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xinzhi.registry.engine.graph import WIDTH
from xinzhi.registry.queries.graph import FIRST, SECOND, Surroundings, surroundings
from xinzhi.registry.registers import BY_ONE, Register
from xinzhi.registry.words import entry_address

from .subject import find, frame, page_address

LONGEST_NAME = 12
# Room above and below the outermost nodes, for their signs and names.
ROOM = 60
ABOVE = 20  # how much higher than the centre a node is whose name stands above it
# Shape and colour say the group of the register; the word beside it says the register.
SHAPES = {
    "bodies": "circle",
    "carriers": "square",
    "knowledge": "diamond",
    "outcomes": "hexagon",
    "money": "triangle",
    "policy": "bar",
}


def graph_of(register: Register) -> Callable[..., HttpResponse]:
    """The page of the graph around an entry of the register."""

    def page(request: HttpRequest, key: str) -> HttpResponse:
        subject = find(request, register, key)
        role = request.GET.get("role", "")
        around = surroundings(subject, request.user, role=role)
        own = page_address(subject, "graph")
        tabs = [
            {"label": label, "url": f"{own}?role={value}", "current": value == role, "count": n}
            for value, label, n in around.roles
        ]
        context = {
            **frame(register, subject),
            "graph": picture(around),
            "roles": tabs,
            "all_url": own,
            "role": role,
            "edges": [
                {"edge": e, "first": entry_address(e.first), "second": entry_address(e.second)} for e in around.edges
            ],
        }
        return render(request, "registry/graph.html", context)

    return page


def drawn(subject: Any, user: Any, *, first: int = FIRST, second: int = SECOND) -> dict[str, Any]:
    """The picture around an entry, for its own page."""
    return picture(surroundings(subject, user, first=first, second=second))


def picture(around: Surroundings) -> dict[str, Any]:
    """The data of registry/graph_svg.html: positions are SVG attributes, colours and shapes are classes."""
    ys = [s.at.y for s in around.spots]
    [middle] = [s.at.y for s in around.spots if s.at.ring == 0]
    return {
        "top": min(ys) - ROOM,
        "width": WIDTH,
        "height": max(ys) - min(ys) + 2 * ROOM,
        "edges": [
            {
                "x1": e.start.x,
                "y1": e.start.y,
                "x2": e.end.x,
                "y2": e.end.y,
                # The word stands nearer the outer end, where lines are apart.
                "x": round(e.start.x + (e.end.x - e.start.x) * _share(e)),
                "y": round(e.start.y + (e.end.y - e.start.y) * _share(e)) - 3,
                "words": e.words,
                "open": e.relation.is_open,
            }
            for e in around.edges
        ],
        "nodes": [
            {
                "x": s.at.x,
                "y": s.at.y,
                "ring": s.at.ring,
                "above": s.at.y < middle - ABOVE,  # the name stands outside, off the line to the centre
                "name": _short(s.entry.label),
                "full": s.entry.label,
                "url": entry_address(s.entry),
                "kind": BY_ONE[s.kind].model._meta.verbose_name,  # noqa: SLF001  Django's documented Meta
                "shape": SHAPES[BY_ONE[s.kind].group],
                "more": s.more,
                "simulated": s.entry.simulated,
            }
            for s in around.spots
        ],
        "kinds": _legend(around),
        "left_out": sum(s.more for s in around.spots),
    }


def _share(edge: Any) -> float:
    outer = edge.end.ring >= edge.start.ring
    return 0.62 if outer else 0.38


def _short(name: str) -> str:
    most = LONGEST_NAME if any(c >= "\u4e00" for c in name) else 2 * LONGEST_NAME
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _legend(around: Surroundings) -> list[tuple[str, Any]]:
    """Shape and name of each register that occurs."""
    kinds = dict.fromkeys(s.kind for s in around.spots)
    return [(SHAPES[BY_ONE[k].group], BY_ONE[k].title) for k in kinds]
