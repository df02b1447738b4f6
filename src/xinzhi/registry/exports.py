"""What each register exports, made from its description."""

from xinzhi.core.lists import Export

from .registers import Register
from .words import verbose_name

ORIGIN = ("source", "source_url", "as_of", "as_of_precision", "as_of_note", "confidence", "simulated")


def exports_of(register: Register, *, personal: bool = False) -> tuple[Export, ...]:
    """Every attribute and its origin, so that an export says all the page says and imports back unchanged.

    Money stays in fen. Personal data only for those who may see it.
    """
    paths = {"city": "city__key", "field": "field__key"}
    names = [n for n in register.attributes if n != "fields" and (personal or n not in register.private)]
    columns = [Export(name, verbose_name(register, name), paths.get(name, name)) for name in ("key", *names, *ORIGIN)]
    if register.has_many_fields:
        columns.append(
            Export("fields", verbose_name(register, "fields"), lambda row: [f.key for f in row.fields.all()])
        )
    return tuple(columns)
