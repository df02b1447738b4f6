"""The room's small figures and words in templates."""

from typing import Any

from django import template

from xinzhi.core.formats import in_language
from xinzhi.foresight import delphi_figures as figures
from xinzhi.foresight import words_delphi as words
from xinzhi.foresight.engine.delphi.sheet import Question

register = template.Library()

register.filter("outcome", words.outcome_words)
register.filter("why_words", words.why_words)
register.filter("side", words.side_words)
register.filter("figure", words.figure)
register.filter("influence_kind", words.kind_words)


@register.simple_tag
def bilingual(row: dict[str, str]) -> str:
    """The name of a row with `name` and `name_en`, in the reader's language."""
    return in_language(row["name"], row["name_en"])


@register.filter
def outcome_tone(key: str) -> str:
    """The colour meaning of an outcome."""
    return words.TONES.get(key, "mute")


@register.filter
def question_name(question: Question) -> str:
    """What a question asks, in the reader's language."""
    return words.question_name(question)


@register.inclusion_tag("foresight/delphi_dist.html")
def distribution(question: Question, stats: dict[str, Any], own: Any = None) -> dict[str, Any]:
    """A distribution as columns with the middle half tinted, and the own answer marked."""
    names = words.option_names(question)
    bars = figures.bars(question, stats, own)
    said = [f"{names.get(b.key, b.key)}: {b.heads}" for b in bars if b.heads]
    return {"bars": bars, "names": names, "said": "; ".join(said), "question": words.question_name(question)}


@register.inclusion_tag("foresight/delphi_box.html")
def time_box(question: Question, stats: dict[str, Any]) -> dict[str, Any]:
    """The middle half and the median of a question of time on its axis."""
    keys = ("q1", "median", "q3")
    return {"box": figures.box(question, stats), "said": [words.figure(stats.get(k)) for k in keys]}
