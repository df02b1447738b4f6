"""What belongs to an entry. Names are compared whole: nothing is guessed from likeness."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.core.remember import remember
from xinzhi.registry.models import (
    Demand,
    Organisation,
    Platform,
    PolicyNote,
    RegisterEntry,
    Result,
    Standard,
    Standing,
    Statistic,
)
from xinzhi.registry.names import split_names
from xinzhi.registry.registers import BY_KEY, BY_MODEL, Register, register_of

# Where a register names an organisation in words: the column, and what the organisation is to the entry.
NAMED: dict[type[RegisterEntry], tuple[str, str | Promise]] = {
    Platform: ("host", _("Hosted by")),
    Result: ("owner", _("Owned by")),
    Demand: ("owner", _("Published by")),
    PolicyNote: ("issuer", _("Issued by")),
    Standard: ("lead", _("Drafted by")),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong to an entry in one way."""

    title: str | Promise
    register: Register
    entries: list[Any]


def related(entry: RegisterEntry) -> list[Group]:
    """Groups of related entries, none of them empty; at most one query for each register.

    For an organisation: what it hosts, owns, publishes, issues or drafted, where a source names it exactly. For the
    others: the organisations their source names; for a statistic: the same figure elsewhere and at other times.
    """
    if isinstance(entry, Organisation):
        groups = [_named(entry, model, column) for model, (column, _title) in NAMED.items()]
    elif isinstance(entry, Statistic):
        same = (
            Statistic.objects.filter(name=entry.name, unit=entry.unit).exclude(pk=entry.pk).order_by("-year", "region")
        )
        groups = [Group(_("The same figure elsewhere and at other times"), register_of(entry), list(same[:50]))]
    elif type(entry) in NAMED:
        column, title = NAMED[type(entry)]
        names = split_names(getattr(entry, column))
        found = (
            Organisation.objects.filter(standing=Standing.PUBLISHED).filter(Q(name__in=names) | Q(full_name__in=names))
            if names
            else ()
        )
        groups = [Group(title, BY_KEY["organisations"], list(found))]
    else:
        groups = []
    return [g for g in groups if g.entries]


def _named(organisation: Organisation, model: type[RegisterEntry], column: str) -> Group:
    register = BY_MODEL[model]
    naming = remember(("registry.naming", register.key), lambda: _naming(register, column))
    wanted = {pk for name in organisation.names for pk in naming.get(name, ())}
    rows = register.entries().filter(pk__in=wanted) if wanted else ()
    return Group(register.title, register, list(rows))


def _naming(register: Register, column: str) -> dict[str, list[int]]:
    """Name to the entries that give it in this column; made once for all organisations."""
    found: dict[str, list[int]] = defaultdict(list)
    for pk, words in register.entries().exclude(**{column: ""}).order_by().values_list("pk", column):
        for name in split_names(words):
            found[name].append(pk)
    return dict(found)
