"""Days, months and years as people write them, with how exact they are."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NoReturn

from xinzhi.core.messages import gettext_noop
from xinzhi.registry.engine.tabular.schema import Attribute, narrow

from .model import Cell, Context, Fault, unfit, warn

DAY, MONTH, YEAR, UNKNOWN = "day", "month", "year", "unknown"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FORM = re.compile(
    r"(?P<y>\d{4})\s*(?:[-./年]\s*(?P<m>\d{1,2})\s*(?:[-./月]\s*(?P<d>\d{1,2})\s*[日号]?|月)?|年)?", re.ASCII
)
_SOLID = re.compile(r"(?P<y>(?:1[89]|20|21)\d{2})(?P<m>\d{2})(?P<d>\d{2})?", re.ASCII)
_SERIAL = re.compile(r"[1-7]\d{4}(?:\.\d+)?", re.ASCII)
_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's calendar, counted from its first of March 1900 on
_CLOCK = re.compile(r"[T\s]\s*(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?:Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_MIDNIGHT = re.compile(r"0{1,2}:00(?::00(?:\.0+)?)?")
_NOTE = re.compile(r"(.*?)\s*\((.+)\)")
_NONE = re.compile(r"(?:页面)?(?:无日期|未注明|不详|未知|待定|待补)|日期(?:不详|未知|不明)|unknown", re.IGNORECASE)
_PART = re.compile(
    r"(?:约|大约)?\s*(?P<y>(?:1[89]|20|21)\d{2})\s*年?\s*(?:上半年|下半年|年?初|年?底|年?末|中期?|第?[一二三四1-4]季度|Q[1-4]|左右|前后|以来|后|前|春|夏|秋|冬|发布)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"'?(?P<y>\d{2})\s*[-./年]\s*(?P<m>\d{1,2})(?:\s*[-./月]\s*(?P<d>\d{1,2})日?|月)?", re.ASCII)
_TURNED = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?)?"
)
_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_FIRST, _LAST = 1800, 2100
_PIVOT = 50  # only for suggestions: two digits up to this are read as after 2000

_ASK_DAY = gettext_noop("Write the date as 2023-01-05.")
_ASK_ORDER = gettext_noop("Write year, month, day; perhaps %(suggestion)s is meant.")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (the first of its month or year), how exact it is, the words around it."""

    day: dt.date | None
    precision: str
    note: str = ""
    faults: tuple[Fault, ...] = ()


def date(cell: str, attribute: Attribute, _context: Context) -> Cell:
    """The ISO day; precision and words go to the attributes named for them. Without such, the day must be given."""
    is_plain = _ISO.fullmatch(cell)
    moment = _moment(cell, int(cell[:4]), int(cell[5:7]), int(cell[8:])) if is_plain else read(narrow(cell))
    if moment.precision in {MONTH, YEAR} and not attribute.precision:
        unfit(
            "imprecise",
            gettext_noop("«%(value)s» does not give the day."),
            gettext_noop("Give the day; where only the month or year is known, put it into the note."),
            value=cell.strip(),
        )
    if moment.day is None and moment.note and not attribute.note:
        _unfit(cell)
    also = {attribute.precision: moment.precision} if attribute.precision else {}
    if attribute.note and moment.note:
        also[attribute.note] = moment.note
    return Cell(moment.day.isoformat() if moment.day else None, also, moment.faults)


def year(cell: str, attribute: Attribute, _context: Context) -> Cell:
    """The year; a month, a half or words beside it go to the attribute's note as they are written."""
    text = narrow(cell)
    moment = read(text)
    if moment.day is None:
        return Cell(None, {attribute.note: text} if attribute.note and moment.note else {}, moment.faults)
    if moment.precision == YEAR and not moment.note:
        return Cell(moment.day.year, {}, moment.faults)
    if not attribute.note:
        fault = warn(
            "year_only",
            gettext_noop("Only the year of «%(value)s» was kept."),
            gettext_noop("Put the rest into another column."),
            value=text,
        )
        return Cell(moment.day.year, {}, (*moment.faults, fault))
    return Cell(moment.day.year, {attribute.note: text}, moment.faults)


def read(text: str) -> Moment:
    """The moment a half-width text gives. Raises Unfit: not_date, short_year, order, range, no such day."""
    text = _from_chinese(text)
    clock = _CLOCK.search(text)
    if clock and (found := _FORM.fullmatch(text[: clock.start()])):
        moment = _of(text, found)
        return moment if _MIDNIGHT.fullmatch(clock[1]) else _told(moment, "clock", _CLOCK_LEFT, text)
    for form in (_FORM, _SOLID):
        if found := form.fullmatch(text):
            return _of(text, found)
    if _SERIAL.fullmatch(text):
        day = _EPOCH + dt.timedelta(days=int(float(text)))
        return _told(Moment(day, DAY), "serial", _SERIAL_READ, text, day=day.isoformat())
    if found := _PART.fullmatch(text):
        return _told(replace(_moment(text, int(found["y"]), None, None), note=text), "part", _PART_KEPT, text)
    return _with_words(text)


_CLOCK_LEFT = gettext_noop("The time of day in «%(value)s» was left out.")
_SERIAL_READ = gettext_noop("«%(value)s» was read as Excel's number of the day %(day)s.")
_PART_KEPT = gettext_noop("Of «%(value)s» the year was taken; the words are kept beside it.")
_NOTE_KEPT = gettext_noop("The words behind the date are kept beside it: «%(value)s».")
_NO_DATE = gettext_noop("«%(value)s» gives no date; the words are kept.")
_ZERO = gettext_noop("«%(value)s» is how a database writes that no date is known; it was taken as empty.")
_ZERO_PART = gettext_noop("«%(value)s» has zero for what is not known; the rest was taken.")
_CHECK = gettext_noop("See whether this is right.")


def _with_words(text: str) -> Moment:
    """A date with a remark in brackets, or words instead of a date; else Unfit."""
    if found := _NOTE.fullmatch(text):
        if _NONE.fullmatch(found[1]):
            return _told(Moment(None, UNKNOWN, text), "no_date", _NO_DATE, text)
        moment = read(found[1])
        note = f"{moment.note};{found[2]}" if moment.note else found[2]
        return _told(replace(moment, note=note), "note", _NOTE_KEPT, text)
    if _NONE.fullmatch(text):
        return _told(Moment(None, UNKNOWN, text), "no_date", _NO_DATE, text)
    if found := _SHORT.fullmatch(text):
        _unfit_short(text, found)
    if found := _TURNED.fullmatch(text):
        _unfit_turned(text, found)
    return _unfit(text)


def _of(text: str, found: re.Match[str]) -> Moment:
    month, day = (int(found[k]) if found[k] else None for k in "md")
    return _moment(text, int(found["y"]), month, day)


def _moment(text: str, year: int, month: int | None, day: int | None) -> Moment:
    """The moment of the parts given; zeros stand for what is not known. Raises Unfit where there is no such day."""
    if not year and not month and not day and month is not None:
        return _told(Moment(None, UNKNOWN), "zero_date", _ZERO, text)
    if day == 0 or (month == 0 and day is None):
        month = month or None
        return _told(_moment(text, year, month, None), "zero_part", _ZERO_PART, text)
    if not _FIRST <= year <= _LAST:
        unfit(
            "year_range",
            gettext_noop("The year of «%(value)s» is not between %(first)d and %(last)d."),
            gettext_noop("Correct the year."),
            value=text,
            first=_FIRST,
            last=_LAST,
        )
    value = _day(year, 1 if month is None else month, 1 if day is None else day)
    if value is None:
        _unfit_day(text, [_day(year, day, month)] if month and day else [])
    return Moment(value, YEAR if month is None else MONTH if day is None else DAY)


def _told(moment: Moment, code: str, reason: str, value: str, **params: str) -> Moment:
    return replace(moment, faults=(*moment.faults, warn(code, reason, _CHECK, value=value, **params)))


def _from_chinese(text: str) -> str:
    """二〇二三年一月五日 in digits; any other text as it is."""
    found = _CHINESE.fullmatch(text)
    if not found:
        return text
    rest = "-".join(f"{_count(part):02}" for part in found.groups()[1:] if part)
    year = "".join(_DIGITS[c] for c in found[1])
    return f"{year}-{rest}" if rest else year


def _count(numeral: str) -> int:
    """A numeral up to 三十一; 99 for what is none, so that it is no month or day."""
    if numeral in _DIGITS:
        return int(_DIGITS[numeral])
    tens, ten, ones = numeral.partition("十")
    if not ten or (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return 99
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))


def _day(year: int, month: int, day: int) -> dt.date | None:
    """The day of these parts, None where the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _unfit_short(text: str, found: re.Match[str]) -> NoReturn:
    """A year of two digits: it stands first, as the region writes, or else last, where only that gives a day."""
    first, month, last = int(found["y"]), int(found["m"]), int(found["d"] or 0)
    if found["d"]:
        meant = [_day(_whole(first), month, last)]
        if meant == [None]:
            meant = [_day(_whole(last), month, first), _day(_whole(last), first, month)]
        days = _days(meant)
    else:
        days = [f"{_whole(first)}-{month:02}"] if 1 <= month <= 12 else []
    if not days:
        _unfit_day(text, [])
    unfit(
        "short_year",
        gettext_noop("«%(value)s» has a year of two digits."),
        gettext_noop("Write all four; perhaps %(suggestion)s is meant."),
        value=text,
        suggestion=" / ".join(days),
    )


def _unfit_turned(text: str, found: re.Match[str]) -> NoReturn:
    one, other, year = int(found[1]), int(found[2]), int(found[3])
    days = _days([_day(year, one, other), _day(year, other, one)])
    if not days:
        _unfit_day(text, [])
    unfit(
        "order",
        gettext_noop("In «%(value)s» the year stands last: day and month may be either way round."),
        _ASK_ORDER,
        value=text,
        suggestion=" / ".join(days),
    )


def _unfit_day(text: str, meant: Iterable[dt.date | None]) -> NoReturn:
    """No such day; another order of its parts is suggested only where it gives one."""
    reason = gettext_noop("There is no day «%(value)s» in the calendar.")
    if days := _days(meant):
        unfit("no_such_day", reason, _ASK_ORDER, value=text, suggestion=" / ".join(days))
    unfit(
        "no_such_day",
        reason,
        gettext_noop("Correct month and day, or leave out what is not known."),
        value=text,
    )


def _days(meant: Iterable[dt.date | None]) -> list[str]:
    """The days among them that are and that a table may hold, each once, in order."""
    return sorted({day.isoformat() for day in meant if day and _FIRST <= day.year <= _LAST})


def _whole(short: int) -> int:
    """The year that two digits most likely mean."""
    return short + (2000 if short <= _PIVOT else 1900)


def _unfit(text: str) -> NoReturn:
    unfit("not_date", gettext_noop("«%(value)s» is not a date."), _ASK_DAY, value=text.strip())
