"""The region served here, from its pack."""

from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xinzhi.core.packs import Pack


@cache
def pack() -> Pack:
    """The pack named by `XINZHI_PACK`, read once a process."""
    return Pack.load(settings.PACK)


def brand() -> dict[str, str]:
    """Name and tagline of the region for the shell, in the reader's language."""
    p = pack()
    name = p.name_en if (get_language() or "").startswith("en") else p.name
    tagline = _("“%(system)s” innovation system") % {"system": p.plan.system} if p.plan.system else ""
    return {"name": _("%(region)s future industries") % {"region": name}, "tagline": tagline}
