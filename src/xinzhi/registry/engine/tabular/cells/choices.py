"""Truth, choices from a list, references to other entries."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn

from xinzhi.core.messages import gettext_noop
from xinzhi.registry.engine.tabular.schema import Attribute, fold

from .model import Cell, Context, unfit, warn

_TRUE = frozenset({"true", "yes", "y", "1", "是", "有", "√", "✓", "对"})
_FALSE = frozenset({"false", "no", "n", "0", "否", "×", "✗", "不是", "没有", "未"})
_BRACKET = re.compile(r"(.+?)\s*[(（](.+)[)）]")
_SEVERAL = re.compile(r"[;；、,，/\n]")
_SUFFIXES = ("市", "省", "区", "县")


def truth(cell: str, _attribute: Attribute, _context: Context) -> Cell:
    """True or False."""
    word = fold(cell)
    if word not in _TRUE | _FALSE:
        unfit(
            "not_truth",
            gettext_noop("«%(value)s» is neither yes nor no."),
            gettext_noop("Write 是 or 否."),
            value=cell.strip(),
        )
    return Cell(word in _TRUE)


def choice(cell: str, attribute: Attribute, _context: Context) -> Cell:
    """The key of the choice whose key or label this is."""
    spellings = {fold(name): c.key for c in attribute.choices for name in (*c.labels, c.key)}
    found = spellings.get(fold(cell))
    if found is None:
        known = "、".join((*c.labels, c.key)[0] for c in attribute.choices)
        _unknown(cell, spellings, known)
    return Cell(found)


def reference(cell: str, attribute: Attribute, context: Context) -> Cell:
    """The key of the one entry that has this name; a place in brackets behind it goes to the attribute's note."""
    key, inside = _find(cell, attribute, context)
    if not inside:
        return Cell(key)
    fault = warn(
        "bracket",
        gettext_noop("«%(inside)s» stands in brackets behind the name; it was kept as the place."),
        gettext_noop("See whether it is the place."),
        inside=inside,
    )
    return Cell(key, {attribute.note: inside}, (fault,))


def references(cell: str, attribute: Attribute, context: Context) -> Cell:
    """The keys of the entries named, each once; our own exports join them by ; only."""
    parts = cell.split(";") if context.exact else _SEVERAL.split(cell)
    keys = [_find(part, attribute, context)[0] for part in parts if part.strip()]
    return Cell(list(dict.fromkeys(keys)))


def _find(cell: str, attribute: Attribute, context: Context) -> tuple[str, str]:
    """The key a name means and what stands in brackets behind it. Raises Unfit: unknown, several."""
    name = cell.strip()
    keys = _keys(name, attribute, context)
    inside = ""
    bracket = _BRACKET.fullmatch(name)
    if not keys and bracket and attribute.note:
        keys, inside = _keys(bracket[1], attribute, context), bracket[2]
    if len(keys) > 1:
        unfit(
            "several",
            gettext_noop("«%(value)s» may mean any of %(keys)s."),
            gettext_noop("Give the key of the one that is meant."),
            value=name,
            keys=", ".join(sorted(keys)),
        )
    if not keys:
        _unknown(name, context.book.all(attribute.target))
    return next(iter(keys)), inside


def _keys(name: str, attribute: Attribute, context: Context) -> frozenset[str]:
    """The keys of a spelling, as it is, or with the ending of a division more or less."""
    forms = (name, *(name + s for s in _SUFFIXES), *(name.removesuffix(s) for s in _SUFFIXES if name.endswith(s)))
    return next((keys for form in forms if (keys := context.book.find(attribute.target, form))), frozenset())


def _unknown(cell: str, known: Iterable[str], said: str = "") -> NoReturn:
    near = get_close_matches(fold(cell), list(known), n=1)
    if near:
        unfit(
            "unknown",
            gettext_noop("«%(value)s» is not known."),
            gettext_noop("Perhaps %(suggestion)s is meant."),
            value=cell.strip(),
            suggestion=near[0],
        )
    if said:
        unfit(
            "unknown",
            gettext_noop("«%(value)s» is not known."),
            gettext_noop("Choose one of %(known)s."),
            value=cell.strip(),
            known=said,
        )
    unfit(
        "unknown",
        gettext_noop("«%(value)s» is not known."),
        gettext_noop("Correct the name, or enter the thing it names first."),
        value=cell.strip(),
    )
