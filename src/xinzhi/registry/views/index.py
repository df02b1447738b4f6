"""The registers at a glance: what each holds, what waits for a second person, and what was learned last."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.registry.queries import latest_changes, register_states
from xinzhi.registry.queries.overview import RegisterState
from xinzhi.registry.queries.waiting import waiting_for
from xinzhi.registry.registers import GROUPS
from xinzhi.registry.words import entry_address

LATEST = 8


def index(request: HttpRequest) -> HttpResponse:
    """Registers by group. Those that hold nothing stand apart in one line, with what would fill them."""
    states = register_states()
    may_record = request.user.has_perm("registry.record", None)
    items = [_item(s, may_record=may_record) for s in states]
    filled = [i for i in items if i["state"].count or i["state"].simulated]
    context = {
        "states": items,
        "groups": [
            {"title": title, "items": group}
            for key, title in GROUPS.items()
            if (group := [i for i in filled if i["state"].register.group == key])
        ],
        "empty": [i for i in items if i not in filled],
        "total": sum(s.count for s in states),
        "registers": len(states),
        "simulated": sum(s.simulated for s in states),
        "latest": [{"facts": f, "url": entry_address(f.example)} for f in latest_changes(LATEST)],
        "waiting": waiting_for(request.user),
        "doors": _doors(request.user),
    }
    return render(request, "registry/index.html", context)


def _item(state: RegisterState, *, may_record: bool) -> dict[str, Any]:
    register = state.register
    return {
        "state": state,
        "url": reverse(f"registry:{register.key}"),
        "new_url": reverse(f"registry:{register.one}_new") if may_record else "",
    }


def _doors(user: Any) -> list[tuple[str, str]]:
    """Where else to go from here, as far as the person may."""
    doors = [
        (_("Gaps by field and city"), reverse("registry:gaps")),
        (_("Map of the cities"), reverse("registry:cities")),
        (_("What was learned when"), reverse("registry:learned")),
    ]
    if user.has_perm("registry.see_claims") or user.has_perm("registry.record", None):
        doors.append((_("Everything proposed"), f"{reverse('registry:statements_list')}?state=proposed"))
    if user.has_perm("registry.see_imports"):
        doors.append((_("Imports"), reverse("registry:imports")))
    if user.has_perm("registry.see_matches"):
        doors.append((_("Possible matches"), reverse("registry:matches")))
    return doors
