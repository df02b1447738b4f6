"""Completeness and continuity of a project's records: findings with their evidence, no score.

What a diligence opinion may rest on is what the deposits themselves show: when work is said to be done, when it was
deposited, by whom, of what kind. Every rule is stated with its number, every finding names the deposits behind it, and a
finding is a question to the project, not a verdict.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

KINDS = ("notebook", "manifest", "experiment", "meeting")  # what a project's record is expected to hold
RHYTHM_FROM = 4  # recorded weeks from which one can speak of a project's own rhythm
SILENT_AT_LEAST = 2  # working weeks; a shorter silence is never a finding
SILENT_TIMES = 2  # … nor one up to twice the project's usual interval
WORKING_WEEK = 3  # working days from which a week counts: a week of holidays is no gap
LATE_DAYS = 14  # days from the work to its deposit
BULK_DAYS = 7  # days before a review that are looked at
BULK_AT_LEAST = 5
BULK_TIMES = 3  # times the project's usual weekly deposits
EDIT_DAYS = 30  # days from a record's first deposit to a later version
SHARE_FROM = 10  # records from which the authors' shares say something
SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Deposit:
    """One version of a record, as far as this report looks at it. `author` is a number, not a name."""

    record: int
    version: int
    kind: str
    author: int | None
    happened_on: dt.date
    deposited_on: dt.date
    withdrawn: bool = False


Figures = Mapping[str, int | str | dt.date]


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the rule, `figures` fill its sentence, `evidence` are the deposits behind it, in their order."""

    code: str
    figures: Figures = field(default_factory=dict)
    evidence: tuple[Deposit, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday: its working days, and the deposits of work done in it."""

    monday: dt.date
    workdays: int
    deposits: tuple[Deposit, ...]

    @property
    def counts(self) -> bool:
        """Whether the absence of records in it would mean anything."""
        return self.workdays >= WORKING_WEEK or bool(self.deposits)


@dataclass(frozen=True, slots=True)
class Continuity:
    """The report: its weeks in order, its usual interval in working weeks (None while too few), its findings."""

    weeks: tuple[Week, ...]
    usual: float | None
    findings: tuple[Finding, ...]


def continuity(
    deposits: Iterable[Deposit],
    *,
    until: dt.date,
    is_workday: Callable[[dt.date], bool],
    begins: dt.date | None = None,
    reviews: Iterable[tuple[dt.date, str]] = (),
    people: int = 0,
) -> Continuity:
    """The report on these deposits up to the day `until`.

    `begins` is the project's first day if known (silence before the first record then counts), `reviews` are days with
    their names, `people` how many may deposit. The order in which deposits are given does not matter.
    """
    known = sorted(deposits, key=lambda d: (d.deposited_on, d.record, d.version))
    weeks = tuple(_weeks(known, begins, until, is_workday))
    usual = _usual(weeks)
    findings = [
        *_too_few(weeks, usual),
        *_silences(weeks, usual),
        *_late(known),
        *_before_reviews(known, reviews),
        *_edits(known),
        *_one_author(known, people),
        *_missing_kinds(known),
        *_withdrawn(known),
    ]
    return Continuity(weeks, usual, tuple(findings))


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _weeks(
    known: Sequence[Deposit], begins: dt.date | None, until: dt.date, is_workday: Callable[[dt.date], bool]
) -> Iterator[Week]:
    """Every week from the beginning (or the first work) to `until`; work done earlier lengthens it, never shortens."""
    done: dict[dt.date, list[Deposit]] = defaultdict(list)
    for deposit in known:
        done[_monday(deposit.happened_on)].append(deposit)
    starts = [*done, *([_monday(begins)] if begins else [])]
    if not starts:
        return
    monday = min(starts)
    last = max([_monday(until), *done])
    while monday <= last:
        days = [monday + dt.timedelta(days=n) for n in range(7)]
        yield Week(monday, sum(is_workday(d) for d in days if d <= until), tuple(done.get(monday, ())))
        monday += dt.timedelta(days=7)


def _usual(weeks: Sequence[Week]) -> float | None:
    """The median number of working weeks from one recorded week to the next: 1 is «every week»."""
    recorded = [n for n, week in enumerate(w for w in weeks if w.counts) if week.deposits]
    if len(recorded) < RHYTHM_FROM:
        return None
    return median(b - a for a, b in pairwise(recorded))


def _too_few(weeks: Sequence[Week], usual: float | None) -> Iterator[Finding]:
    if usual is None:
        yield Finding("few", {"weeks": sum(bool(w.deposits) for w in weeks), "needed": RHYTHM_FROM})


def _silences(weeks: Sequence[Week], usual: float | None) -> Iterator[Finding]:
    if usual is None:
        return
    allowed = max(SILENT_AT_LEAST, SILENT_TIMES * usual)
    run: list[Week] = []
    before: tuple[Deposit, ...] = ()
    for week in [*(w for w in weeks if w.counts), None]:
        if week is not None and not week.deposits:
            run.append(week)
            continue
        if len(run) > allowed:
            after = week.deposits if week else ()
            figures: Figures = {"weeks": len(run), "from": run[0].monday, "to": run[-1].monday + dt.timedelta(days=6)}
            yield Finding("gap", figures, before[-1:] + after[:1])
        run = []
        before = week.deposits if week else before


def _late(known: Sequence[Deposit]) -> Iterator[Finding]:
    late = [d for d in known if (d.deposited_on - d.happened_on).days > LATE_DAYS]
    if late:
        longest = max((d.deposited_on - d.happened_on).days for d in late)
        yield Finding("late", {"count": len(late), "days": LATE_DAYS, "longest": longest}, tuple(late))


def _before_reviews(known: Sequence[Deposit], reviews: Iterable[tuple[dt.date, str]]) -> Iterator[Finding]:
    """Deposits in the week before a review, against the weeks that are before none."""
    days = sorted(set(reviews))
    windows = [(day - dt.timedelta(days=BULK_DAYS), day) for day, _name in days]
    outside = [d for d in known if not any(a < d.deposited_on <= b for a, b in windows)]
    span = (outside[-1].deposited_on - outside[0].deposited_on).days + 1 if outside else 0
    weekly = len(outside) * 7 / max(span, 7)
    for (first, last), (_day, name) in zip(windows, days, strict=True):
        found = tuple(d for d in known if first < d.deposited_on <= last)
        if len(found) >= max(BULK_AT_LEAST, BULK_TIMES * weekly):
            figures: Figures = {"count": len(found), "review": name, "day": last, "usual": f"{weekly:.1f}"}
            yield Finding("bulk", figures, found)


def _edits(known: Sequence[Deposit]) -> Iterator[Finding]:
    first: dict[int, dt.date] = {}
    for deposit in known:
        first[deposit.record] = min(deposit.deposited_on, first.get(deposit.record, deposit.deposited_on))
    late = [d for d in known if d.version > 1 and (d.deposited_on - first[d.record]).days > EDIT_DAYS]
    if late:
        yield Finding("edited", {"count": len(late), "days": EDIT_DAYS}, tuple(late))


def _one_author(known: Sequence[Deposit], people: int) -> Iterator[Finding]:
    firsts = [d for d in known if d.version == 1 and d.author is not None]
    if people < 2 or len(firsts) < SHARE_FROM:
        return
    author, count = Counter(d.author for d in firsts).most_common(1)[0]
    if count >= SHARE * len(firsts):
        figures = {"percent": round(100 * count / len(firsts)), "people": people, "count": len(firsts)}
        yield Finding("author", figures, tuple(d for d in firsts if d.author == author))


def _missing_kinds(known: Sequence[Deposit]) -> Iterator[Finding]:
    if known:
        seen = {d.kind for d in known}
        for kind in KINDS:
            if kind not in seen:
                yield Finding("kind", {"kind": kind})


def _withdrawn(known: Sequence[Deposit]) -> Iterator[Finding]:
    last: dict[int, Deposit] = {}
    for deposit in known:
        if deposit.withdrawn and deposit.version >= getattr(last.get(deposit.record), "version", 0):
            last[deposit.record] = deposit
    if last:
        yield Finding("withdrawn", {"count": len(last)}, tuple(last[record] for record in sorted(last)))
