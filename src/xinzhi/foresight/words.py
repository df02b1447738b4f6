"""Words that several faces of the room show."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from xinzhi.core.formats import in_language, percent

from .engine.rings import Rules
from .models import ForesightEdition, ListEntry
from .workflows import EDITION, STUDY


def chip(text: Any, tone: str) -> str:
    """A short word on a tinted ground."""
    return format_html('<span class="chip {}">{}</span>', tone, text)


def state_chip(edition: Any) -> str:
    """The state of an edition on its ground."""
    state = EDITION.state(edition)
    return chip(state.label, state.tone)


def study_chip(study: Any) -> str:
    """The state of a study on its ground."""
    state = STUDY.state(study)
    return chip(state.label, state.tone)


def ring_names(rules: Rules) -> dict[str, str]:
    """Each ring's key to its name in the reader's language."""
    return {ring.key: in_language(ring.name, ring.name_en) for ring in rules.rings}


def method_name(key: str) -> str:
    """What a method is called beside the list."""
    return {
        "list": _("This list"),
        "level": _("Most frequent"),
        "difference": _("Largest difference"),
        "slope": _("Steepest slope"),
        "E-score": _("E-score (Carley et al.)"),
        "Kleinberg": _("Kleinberg's burst"),
        "Theta": _("Theta forecast"),
        "Theta, relative": _("Theta forecast, relative"),
        "preferential attachment": _("Preferential attachment"),
        "common neighbours": _("Common neighbours"),
    }.get(key, key)


def family_name(key: str) -> str:
    """What a family of signals is called."""
    return {
        "level": _("frequency"),
        "growth": _("growth"),
        "novelty and persistence": _("novelty and persistence"),
        "burst": _("burst"),
        "community": _("new authors and institutions"),
        "diffusion": _("spread over fields"),
        "network": _("growth of its neighbours"),
        "wording": _("growth of its words"),
        "funding and patents": _("funding and patents"),
    }.get(key, key)


def figure_name(key: str) -> str:
    """What a figure of the rules is called."""
    return {
        "chance": _("probability"),
        "chance_long": _("probability over five years"),
        "age": _("years since first seen"),
        "papers": _("papers"),
        "growth": _("growth (times)"),
        "place_by_level": _("place by frequency (0 is first)"),
        "patents": _("patents"),
        "local_share": _("region's share against its usual one (times)"),
    }.get(key, key)


def condition_words(text: str) -> str:
    """A condition of a ring with its figure's name."""
    figure, _space, rest = text.partition(" ")
    return f"{figure_name(figure)} {rest}".replace(">=", "≥").replace("<=", "≤")


def move_words(entry: ListEntry) -> str:
    """What an entry's move rests on: probability and rank then and now; "" where it was not listed."""
    if entry.rank_before is None or entry.chance_before is None:
        return ""
    return _("probability %(was)s → %(now)s, rank %(before)d → %(rank)d") % {
        "was": percent(entry.chance_before),
        "now": percent(entry.candidate.chance),
        "before": entry.rank_before,
        "rank": entry.candidate.rank,
    }


def moved(entry: ListEntry, edition: ForesightEdition) -> tuple[str, str, str]:
    """How an entry moved since the last edition: a key (new, in, out, same, "" without an edition before), words, tone."""
    if not edition.before_id:
        return "", "", ""
    if not entry.ring_before:
        return "new", _("new"), "info"
    order = [ring.key for ring in edition.rules.rings]
    was, now = (order.index(k) if k in order else len(order) for k in (entry.ring_before, entry.ring))
    if now < was:
        return "in", _("moved inward"), "ok"
    if now > was:
        return "out", _("moved outward"), "warn"
    return "same", _("same ring"), "mute"
