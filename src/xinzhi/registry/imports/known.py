"""The entries a register holds, as rows of an import are compared with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from xinzhi.registry.engine.tabular import Existing, Schema
from xinzhi.registry.engine.tabular.schema import narrow
from xinzhi.registry.models import Standing
from xinzhi.registry.registers import Register
from xinzhi.registry.values import values_of

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """What there is. `dormant` wait or were withdrawn: a row brings them back under their key. `merged` lead on."""

    published: Existing
    dormant: Existing
    merged: Mapping[str, str]


def known_entries(
    register: Register, schema: Schema, names: Iterable[str], like: Mapping[str, Any] | None = None
) -> Known:
    """The register's entries with these attributes; with `like` only those a row of these values may mean."""
    wanted = {*names, *(n for identity in schema.identities for n in identity)} & set(register.attributes)
    rows = register.all_entries()
    if like is not None:
        rows = rows.filter(_may_be(schema, like))
    merged = rows.filter(standing=Standing.MERGED).values_list("key", "merged_into__key")

    def said(*standings: Standing) -> Iterator[tuple[str, dict[str, Any]]]:
        for entry in rows.filter(standing__in=standings).iterator(_CHUNK):
            yield entry.key, {"key": entry.key, **values_of(register, entry, sorted(wanted))}

    return Known(
        Existing(schema, said(Standing.PUBLISHED)),
        Existing(schema, said(Standing.PROPOSED, Standing.WITHDRAWN)),
        {key: target for key, target in merged if target},
    )


def _may_be(schema: Schema, values: Mapping[str, Any]) -> Q:
    """Entries that share an identity, however it is spelled in width and case."""
    found = Q(pk=None)
    for identity in schema.identities:
        if all(values.get(n) not in (None, "", []) for n in identity):
            both = Q()
            for name in identity:
                text = str(values[name])
                both &= Q(**{f"{name}__iexact": text}) | Q(**{f"{name}__iexact": narrow(text)})
            found |= both
    return found
