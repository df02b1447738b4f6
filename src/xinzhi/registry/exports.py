"""What each register exports, made from its description."""

from xinzhi.core.lists import Export

from .registers import Register
from .words import verbose_name

COMMON = ("key", "name", "name_en")
PLACED = ("city", "place", "period", "note")
ORIGIN = ("source", "source_url", "as_of", "as_of_precision", "as_of_note", "simulated")


def exports_of(register: Register) -> tuple[Export, ...]:
    """Every stored column, so that an export says all the page says and loads back unchanged. Money stays in fen."""
    paths = {"city": "city__key", "field": "field__key"}
    placed = (*PLACED[:2], *(() if register.has_many_fields else ("field", "field_named")), *PLACED[2:])
    columns = [
        Export(name, verbose_name(register, name), paths.get(name, name))
        for name in (*COMMON, *register.own, *placed, *ORIGIN)
    ]
    if register.has_many_fields:
        columns.append(
            Export("fields", verbose_name(register, "fields"), lambda row: [f.key for f in row.fields.all()])
        )
    return tuple(columns)
