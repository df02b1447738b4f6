"""The rule book of the pack served here."""

from django.conf import settings

from xinzhi.incentives.engine import RuleBook
from xinzhi.incentives.engine.folders import pack_rules


def book() -> RuleBook:
    """The rules of `XINZHI_PACK`, read once a process."""
    return pack_rules(settings.PACK)
