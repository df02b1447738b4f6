"""The region served here, from its pack."""

from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xinzhi.core.packs import Pack


@cache
def pack() -> Pack:
    """The pack named by `XINZHI_PACK`, read once a process."""
    return Pack.load(settings.PACK)


@cache
def brand() -> dict[str, object]:
    """Name and tagline of the region for the shell, each with its English form."""
    p = pack()
    return {
        "name": {"name": f"{p.name}未来产业", "name_en": f"{p.name_en} future industries"},
        "tagline": _("Innovation system %(system)s") % {"system": p.plan.system} if p.plan.system else "",
    }
