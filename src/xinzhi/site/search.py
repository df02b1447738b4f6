"""What the one box looks through: each kind with the queryset its reader may see."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from xinzhi.fields.models import Field
from xinzhi.plan.figures import goal_words, summary_of
from xinzhi.plan.models import Instrument, Measure, PilotPolicy, Target
from xinzhi.plan.rules import visible_pilots, visible_plans
from xinzhi.registry.registers import REGISTERS, Register

SHOWN = 8
MOST_WORDS = 8
_LONGEST_WORD = 60
_NOTE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Hit:
    """One match; `label` and `note` carry `<mark>` around the words that were looked for."""

    label: SafeString
    url: str
    note: SafeString
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The matches of one kind: the first few, how many there are, and where the rest is ("" when there is no list)."""

    name: str | Promise
    hits: list[Hit]
    total: int
    more: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind is searched and shown. `note` gives the line below the name, `address` the page."""

    name: str | Promise
    rows: QuerySet[Any]
    paths: tuple[str, ...]
    address: Callable[[Any], str]
    note: Callable[[Any], str]
    more: str = ""


def words_of(text: str) -> list[str]:
    """The words of a query as they are looked for, without repeats, and no more than anyone needs."""
    words = text.replace("\x00", " ").split()
    return list(dict.fromkeys(w[:_LONGEST_WORD] for w in words))[:MOST_WORDS]


def find(words: Sequence[str], user: Any) -> list[Group]:
    """Groups with at least one match. Every word must occur in one of a thing's names or notes."""
    found = (_group(kind, words) for kind in (*_of_plans(user), _fields(), *map(_of_register, REGISTERS)))
    return [g for g in found if g.total]


def highlight(text: str, words: Sequence[str]) -> SafeString:
    """The text, escaped, with `<mark>` around every occurrence of a word, letter case aside."""
    wanted = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    if not wanted:
        return mark_safe(conditional_escape(text))
    parts = re.split(f"({wanted})", text, flags=re.IGNORECASE)
    # Every second part is a match, as `split` keeps what its one group caught.
    tags = ((mark_safe("<mark>"), p, mark_safe("</mark>")) if i % 2 else ("", p, "") for i, p in enumerate(parts))
    return format_html_join("", "{}{}{}", tags)


def _group(kind: _Kind, words: Sequence[str]) -> Group:
    rows = kind.rows
    for word in words:
        query = Q()
        for path in kind.paths:
            query |= Q(**{f"{path}__icontains": word})
        rows = rows.filter(query)
    # What the name itself says comes before what only a note says.
    total = rows.count()
    hits = sorted(rows[: SHOWN * 5], key=lambda t: not all(_in_name(t, w) for w in words))[:SHOWN] if total else []
    shown = [
        Hit(
            highlight(t.label, words),
            kind.address(t),
            highlight(_around(kind.note(t), words), words),
            bool(getattr(t, "simulated", False)),
        )
        for t in hits
    ]
    more = f"{kind.more}?{urlencode({'q': ' '.join(words)})}" if kind.more and total > len(shown) else ""
    return Group(kind.name, shown, total, more)


def _in_name(thing: Any, word: str) -> bool:
    return word.lower() in f"{thing.name} {thing.name_en}".lower()


def _around(text: str, words: Sequence[str]) -> str:
    """At most a line of the text, beginning a little before the first word that was found in it."""
    low = text.lower()
    first = min((at for w in words if (at := low.find(w.lower())) >= 0), default=0)
    start = max(0, first - 20)
    cut = text[start : start + _NOTE_LENGTH]
    return f"{'…' if start else ''}{cut}{'…' if start + _NOTE_LENGTH < len(text) else ''}"


def _of_plans(user: Any) -> list[_Kind]:
    plans = visible_plans(user)
    readable = {"plan__in": plans}
    return [
        _Kind(
            _("Plans"),
            plans.defer("text"),
            ("name", "name_en", "number", "issuer", "text"),
            lambda p: reverse("plan:overview", args=[p.key]),
            lambda p: p.issuer,
        ),
        _Kind(
            _("Targets"),
            Target.objects.filter(**readable).select_related("plan").defer("plan__text"),
            ("name", "name_en", "words"),
            lambda t: reverse("plan:target", args=[t.plan.key, t.key]),
            lambda t: f"{goal_words(t)} · {t.words or t.plan.label}",
        ),
        _Kind(
            _("Measures"),
            Measure.objects.filter(**readable).select_related("plan").defer("plan__text"),
            ("name", "name_en", "summary", "summary_en"),
            lambda m: reverse("plan:measure", args=[m.plan.key, m.key]),
            lambda m: summary_of(m) or m.plan.label,
        ),
        _Kind(
            _("Instruments"),
            Instrument.objects.filter(**readable).select_related("plan", "measure").defer("plan__text"),
            ("name", "name_en"),
            _instrument_address,
            lambda i: i.measure.label if i.measure else i.plan.label,
        ),
        _Kind(
            _("Pilot policies"),
            visible_pilots(user)
            .filter(measure__plan__in=plans)
            .select_related("city", "measure__plan")
            .defer("measure__plan__text"),
            ("name", "name_en", "content", "result", "city__name", "city__name_en"),
            _pilot_address,
            lambda p: f"{p.city.label} · {p.content}",
        ),
    ]


def _fields() -> _Kind:
    return _Kind(
        _("Fields"),
        Field.objects.all(),
        ("name", "name_en", "terms_zh", "terms_en"),
        lambda f: reverse("fields:field", args=[f.key]),
        lambda f: "、".join([*f.terms_zh, *f.terms_en]),
    )


def _of_register(register: Register) -> _Kind:
    return _Kind(
        register.title,
        register.entries(),
        tuple(dict.fromkeys((*register.search, "source"))),
        lambda e: reverse(f"registry:{register.one}", args=[e.key]),
        lambda e: " · ".join(filter(None, (_column_words(e, p) for p in (*register.search[2:], "source")))),
        reverse(f"registry:{register.key}"),
    )


def _column_words(entry: Any, path: str) -> str:
    value = getattr(entry, path, "")
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _instrument_address(instrument: Instrument) -> str:
    if instrument.measure:
        return reverse("plan:measure", args=[instrument.plan.key, instrument.measure.key])
    return reverse("plan:overview", args=[instrument.plan.key])


def _pilot_address(pilot: PilotPolicy) -> str:
    return reverse("plan:city", args=[pilot.measure.plan.key, pilot.city.key])
