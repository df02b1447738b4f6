"""What a person finds: the index asked with what they may see, and each hit asked again of its room."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from xinzhi.core.formats import in_language
from xinzhi.core.roles import roles_of

from .engine import MOST_CHARACTERS, Asked, Found, mark, parts_of, snippet
from .engine.meant import meant, words_for
from .engine.text import units
from .keep import ready
from .searchable import PUBLIC, Facet, facets, sources

PAGE = 20
MOST_PAGES = 50
SUGGESTED = 8
SHOWN_KEYS = 12
_LONGEST_KEY = 120

Part = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """One hit as it is shown. `label` and `note` are HTML with `<mark>` around what was looked for."""

    kind: str
    kind_name: str | Promise
    pk: int
    name: str
    label: SafeString
    note: SafeString
    url: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a facet: its words, how many of the hits have it, whether it is chosen."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a query.

    `mode` is as in the engine, or "building" while there is no index to ask. `meant` is the query as it was probably
    meant, "" where it was found as written. `facets` pairs a facet with its choices, most frequent first.
    """

    text: str
    matches: list[Match]
    total: int
    pages: int
    facets: list[tuple[Facet, list[Choice]]]
    mode: str
    meant: str = ""


def audience_of(user: Any) -> frozenset[str]:
    """The tokens of those a document may be meant for that this person answers to."""
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset({PUBLIC})
    tokens = {PUBLIC, f"user:{user.pk}"}
    for role, organisation in roles_of(user):
        tokens |= {f"role:{role}", f"org:{organisation}", f"{role}@{organisation}"}
    return frozenset(tokens)


def find(
    text: str,
    user: Any,
    *,
    chosen: Mapping[str, Sequence[str]] | None = None,
    newest_first: bool = False,
    page: int = 1,
) -> Answer:
    """One page of what the user may see that matches the text, with facets; at most 50 pages of 20."""
    text = text.replace("\x00", " ").strip()[:MOST_CHARACTERS]
    chosen = {f: [k[:_LONGEST_KEY] for k in keys][:SHOWN_KEYS] for f, keys in (chosen or {}).items() if keys}
    index = ready() if parts_of(text) else None
    if index is None:
        return Answer(text, [], 0, 0, [], "building" if parts_of(text) else "nothing")
    page = min(max(page, 1), MOST_PAGES)
    asked = Asked(text, audience_of(user), chosen, newest_first, (page - 1) * PAGE, PAGE)
    found = index.search(asked)
    hits = _allowed(found, user)
    total = found.total - (len(found.hits) - len(hits))
    said, parts = _meant(text, found, hits), parts_of(text)
    pages = min(-(-total // PAGE), MOST_PAGES)
    return Answer(text, [_match(h, parts) for h in hits], total, pages, _choices(found, chosen), found.mode, said)


def suggest(text: str, user: Any) -> list[Match]:
    """The eight best hits for what has been typed so far."""
    text = text.replace("\x00", " ").strip()[:MOST_CHARACTERS]
    index = ready() if parts_of(text) else None
    if index is None:
        return []
    found = index.search(Asked(text, audience_of(user), limit=SUGGESTED, with_facets=False))
    hits = _allowed(found, user)
    return [_match(h, parts_of(text)) for h in hits]


def _allowed(found: Found, user: Any) -> list[Mapping[str, Any]]:
    """The hits that their rooms let the user see now: the index may lag, or a room may know more than a token says."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for hit in found.hits:
        wanted[hit.shown["kind"]].add(hit.shown["pk"])
    allowed = {
        (kind, pk) for kind, pks in wanted.items() if kind in sources() for pk in sources()[kind].visible(user, pks)
    }
    return [hit.shown for hit in found.hits if (hit.shown["kind"], hit.shown["pk"]) in allowed]


def _meant(text: str, found: Found, hits: Sequence[Mapping[str, Any]]) -> str:
    """The query as it was probably meant; made of names the user may see, and of no other."""
    if found.mode not in {"loose", "near"}:
        return ""
    parts = parts_of(text)
    for hit in hits[:3]:
        words = meant(parts, [hit["name"], *hit["others"], hit["name_en"]])
        if words is not None:
            said = " ".join(words)
            return "" if units(said) == units(text) else said
    return ""


def _marked(text: str, parts: Sequence[Part]) -> str:
    """The text with its marks; a part that does not stand there is marked where its sound or its slip does."""
    label = mark(text, parts)
    others = [p for p in parts if "<mark>" not in mark(text, [p])] if len(parts) > 1 or "<mark>" not in label else []
    words = [part for other in others for part in parts_of(words_for(other, text))]
    return mark(text, [*parts, *words]) if words else label


def _match(shown: Mapping[str, Any], parts: Sequence[Part]) -> Match:
    name = in_language(shown["name"], shown["name_en"])
    label = _marked(name, parts)
    if "<mark>" not in label and name != shown["name"]:
        other = _marked(shown["name"], parts)
        name, label = (shown["name"], other) if "<mark>" in other else (name, label)
    note, note_en, body, body_en = shown["note"], shown["note_en"], shown["body"], shown["body_en"]
    line = in_language(note, note_en)
    if "<mark>" in label:
        below = snippet([line or in_language(body, body_en)], parts)
    else:  # it was found by another name, or by its text
        below = next((m for n in (*shown["others"], shown["name_en"]) if "<mark>" in (m := _marked(n, parts))), "")
        below = below or snippet([line, note, note_en, in_language(body, body_en), body, body_en], parts)
    return Match(
        shown["kind"],
        sources()[shown["kind"]].name,
        shown["pk"],
        name,
        mark_safe(label),
        mark_safe(below),
        shown["url"],
        shown["simulated"],
    )


def _choices(found: Found, chosen: Mapping[str, Sequence[str]]) -> list[tuple[Facet, list[Choice]]]:
    """The facets that divide the hits, each with its most frequent keys and with those that are chosen."""
    out = []
    for facet in facets():
        counts = dict(found.facets.get(facet.key, {}))
        mine = chosen.get(facet.key, ())
        ranked = sorted(counts, key=lambda k: (-counts[k], k))
        keys = list(dict.fromkeys([*mine, *ranked]))[:SHOWN_KEYS]
        labels = facet.labels(keys) if keys else {}
        choices = [Choice(k, labels[k], counts.get(k, 0), k in mine) for k in keys if k in labels]
        if choices and (mine or len(choices) > 1):
            out.append((facet, choices))
    return out
