"""What publishing a reading would bring about."""

from typing import Any

from xinzhi.registry.models import GOVERNING, Organisation


def new_departments(structure: dict[str, Any]) -> list[str]:
    """Names owing a measure that the register does not know yet, in the order of the text."""
    named = dict.fromkeys(
        name
        for measure in structure.get("measures", [])
        for kind in ("lead", "shared", "support")
        for name in measure.get(kind) or ()
    )
    known = set(Organisation.objects.filter(name__in=named, kind__in=GOVERNING).values_list("name", flat=True))
    return [name for name in named if name not in known]
