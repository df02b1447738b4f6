"""The pack's rules of the list, and the region's names."""

from functools import cache
from pathlib import Path

from django.conf import settings

from xinzhi.core.packs import Pack, find_pack


def rules_path() -> Path:
    """The pack's file of rings and topics."""
    return find_pack(settings.PACK) / "foresight" / "list.toml"


@cache
def _places(pack: str) -> tuple[str, ...]:
    one = Pack.load(pack)
    names = {one.name, one.name.removesuffix("省"), one.name_en}
    for city in one.cities:
        names |= {city.name, city.full_name, city.name_en, *city.former_names}
    return tuple(sorted(n for n in names if len(n) > 1))


def region_places() -> tuple[str, ...]:
    """Names of the region and its cities, by which its institutions are known in a corpus."""
    return _places(settings.PACK)
