"""The days of calls as iCalendar. An event keeps its UID for good, so that a calendar updates it instead of doubling it."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from .models import Call

_DAY = dt.timedelta(days=1)


def calls_feed(calls: Iterable[Call], *, language: str = "") -> bytes:
    """The first and the last day of each call, in the language given (`zh-hans`, `en`), else in the one in force."""
    known = dict(settings.LANGUAGES)
    with translation.override(language if language in known else translation.get_language()):
        calendar = Calendar()
        calendar.add("prodid", "-//Xinzhi//Calls//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", _("Calls"))
        calendar.add("x-wr-calname", _("Calls"))
        calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
        for call in calls:
            opens = _("Applications open: %(call)s") % {"call": call.label}
            closes = _("Applications close: %(call)s") % {"call": call.label}
            calendar.add_component(_event(f"call-{call.pk}-opens", timezone.localdate(call.opens_at), opens, call))
            last = call.closes_on
            calendar.add_component(_event(f"call-{call.pk}-closes", last, closes, call))
        return bytes(calendar.to_ical())


def _event(key: str, day: dt.date, summary: str, call: Call) -> Event:
    """A whole day. The end day of an iCalendar event is the day after."""
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.BASE_URL).hostname or 'xinzhi'}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", day)
    event.add("dtend", day + _DAY)
    event.add("summary", summary)
    event.add("url", f"{settings.BASE_URL}{reverse('calls:call', args=[call.key])}")
    event.add("transp", "TRANSPARENT")
    return event
