"""What rooms above this one know about an entry, told by hooks: this room imports none of them.

    links.register("department", lambda entry: [(_("Duties in the plan"), reverse("plan:department", …))])
    links.register_for_reader("project", lambda entry, user: [(_("Research records"), …)] if … else [])
    links.register_source("plan", lambda key: reverse("plan:overview", args=[key]))

A kind is a register's `one` (organisation, platform …), «city» for a city's page, or an organisation's kind
(department, city government's «city_government»).
"""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

Link = tuple[str | Promise, str]
_more: dict[str, list[Callable[[Any], list[Link]]]] = {}
_more_for: dict[str, list[Callable[[Any, Any], list[Link]]]] = {}
_sources: dict[str, Callable[[str], str]] = {}


def register(kind: str, more: Callable[[Any], list[Link]]) -> None:
    """Let entries of a kind show these links to everyone: each a label and an address."""
    _more.setdefault(kind, []).append(more)


def register_for_reader(kind: str, more: Callable[[Any, Any], list[Link]]) -> None:
    """Let entries of a kind show the links that the hook gives for the entry and this reader."""
    _more_for.setdefault(kind, []).append(more)


def more_about(entry: Any, *kinds: str, user: Any = None) -> list[Link]:
    """Every registered link for the entry, in the order of the kinds and of registration; with `user` the reader's too."""
    found = [link for kind in kinds for more in _more.get(kind, ()) for link in more(entry)]
    if user is not None:
        found += [link for kind in kinds for more in _more_for.get(kind, ()) for link in more(entry, user)]
    return found


def register_source(scheme: str, address: Callable[[str], str]) -> None:
    """Say where a source written «scheme:key» can be read on this site."""
    _sources[scheme] = address


def source_address(url: str) -> str:
    """An address a reader can open: the web's own, or the page registered for the scheme; "" where there is none."""
    if url.startswith(("https://", "http://")):
        return url
    scheme, _colon, key = url.partition(":")
    return _sources[scheme](key) if key and scheme in _sources else ""
