"""Times that a depositing machine gives."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def file_time(nanoseconds: str | int) -> dt.datetime | None:
    """A file's time in nanoseconds since 1970, None for none. Raises ValidationError beyond all calendars."""
    if nanoseconds in {"", 0, "0"}:
        return None
    try:
        return dt.datetime.fromtimestamp(int(nanoseconds) / 1e9, dt.UTC)
    except (OverflowError, ValueError, OSError):
        raise ValidationError({"client_time_ns": _("This is no time.")}) from None
