"""Words of the rules in templates."""

from typing import Any

from django import template

from xinzhi.core.formats import in_language

register = template.Library()


@register.filter
def named(thing: Any) -> str:
    """The name of a status, benefit, condition, step or fact in the reader's language."""
    return in_language(thing.name, thing.name_en)


@register.filter
def how(office: Any) -> str:
    """How an office takes applications, in the reader's language."""
    return in_language(office.how, office.how_en)
