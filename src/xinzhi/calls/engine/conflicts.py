"""Why a person may not review an application: same organisation, past employer, co-authorship, kinship, or declared.

Names are compared as written, width, spaces and capitals aside. A shared name alone is no co-authorship: an ORCID decides
where both sides have one. What is found is a reason to keep two people apart, not an accusation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ORGANISATION, EMPLOYER, COAUTHOR, KIN, DECLARED, TEAM = (
    "organisation",
    "employer",
    "coauthor",
    "kin",
    "declared",
    "team",
)
KINDS = (TEAM, ORGANISATION, EMPLOYER, COAUTHOR, KIN, DECLARED)


@dataclass(frozen=True, slots=True)
class Named:
    """A person by name, ORCID ("" unknown) and affiliation as written."""

    name: str
    orcid: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A publication: its year and its authors."""

    year: int
    authors: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Employment:
    """Where someone worked, until which year (None: still)."""

    organisation: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewerProfile:
    """What is known of a reviewer. `kin` are names they gave; `declared` organisations or people they named themselves."""

    person: Named
    employments: tuple[Employment, ...] = ()
    works: tuple[Work, ...] = ()
    kin: tuple[Named, ...] = ()
    declared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationProfile:
    """Who applies: organisations (the applicant first, then partners) and the team."""

    organisations: tuple[str, ...]
    team: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A kind of KINDS and what it rests on (an organisation, a name, a year)."""

    kind: str
    about: str
    year: int | None = None


def plain(text: str) -> str:
    """The text without width, spaces, capitals and dots, for comparing names."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", text).casefold() if ch.isalnum())


def same_person(one: Named, other: Named) -> bool:
    """Whether two mentions are one person: by ORCID where both have one, else by name."""
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    return bool(plain(one.name)) and plain(one.name) == plain(other.name)


def same_organisation(one: str, other: str) -> bool:
    """Whether two names are one body, or one names a part of the other («甲大学» and «甲大学材料学院»)."""
    first, second = sorted((plain(one), plain(other)), key=len)
    return bool(first) and (first == second or (len(first) >= 4 and second.startswith(first)))


def reasons(
    reviewer: ReviewerProfile,
    application: ApplicationProfile,
    *,
    year: int,
    coauthor_years: int,
    employer_years: int,
) -> list[Reason]:
    """Every reason, each once, in the order of KINDS; years are counted back from `year`, that one included."""
    found = [
        *_in_the_team(reviewer, application),
        *_employers(reviewer, application, year - employer_years),
        *_coauthors(reviewer, application, year - coauthor_years),
        *(Reason(KIN, k.name) for k in reviewer.kin if any(same_person(k, m) for m in application.team)),
        *_declared(reviewer, application),
    ]
    return sorted(dict.fromkeys(found), key=lambda r: KINDS.index(r.kind))


def _in_the_team(reviewer: ReviewerProfile, application: ApplicationProfile) -> Iterator[Reason]:
    me = reviewer.person
    for member in application.team:
        by_place = not me.affiliation or same_organisation(me.affiliation, member.affiliation)
        if same_person(me, member) and (by_place or (me.orcid and me.orcid == member.orcid)):
            yield Reason(TEAM, member.name)


def _employers(reviewer: ReviewerProfile, application: ApplicationProfile, since: int) -> Iterator[Reason]:
    theirs = [*application.organisations, *(m.affiliation for m in application.team if m.affiliation)]
    now = [reviewer.person.affiliation, *(e.organisation for e in reviewer.employments if e.until is None)]
    for organisation in _shared(now, theirs):
        yield Reason(ORGANISATION, organisation)
    for past in reviewer.employments:
        if past.until is not None and past.until >= since and _shared([past.organisation], theirs):
            yield Reason(EMPLOYER, past.organisation, past.until)


def _shared(mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    others = list(theirs)
    return [o for o in mine if o and any(same_organisation(o, t) for t in others)]


def _coauthors(reviewer: ReviewerProfile, application: ApplicationProfile, since: int) -> Iterator[Reason]:
    """The latest year of each co-authorship that is recent enough."""
    latest: dict[str, int] = {}
    for work in reviewer.works:
        if work.year < since:
            continue
        for member in application.team:
            if same_person(member, reviewer.person):
                continue
            if any(same_person(member, author) for author in work.authors):
                latest[member.name] = max(work.year, latest.get(member.name, 0))
    for name, year in latest.items():
        yield Reason(COAUTHOR, name, year)


def _declared(reviewer: ReviewerProfile, application: ApplicationProfile) -> Iterator[Reason]:
    for said in reviewer.declared:
        if _shared([said], application.organisations) or any(plain(said) == plain(m.name) for m in application.team):
            yield Reason(DECLARED, said)


class Index:
    """Which of many reviewers share any name with an application, so that only those are looked at closely."""

    def __init__(self, reviewers: Iterable[ReviewerProfile]) -> None:
        self._places: dict[str, set[int]] = {}
        for place, reviewer in enumerate(reviewers):
            for key in _keys_of(reviewer):
                self._places.setdefault(key, set()).add(place)

    def worth_asking(self, application: ApplicationProfile) -> list[int]:
        """The places of reviewers who may have a reason; all others have none."""
        names = [*application.organisations, *(m.affiliation for m in application.team)]
        keys = {_stem(n) for n in names} | {plain(m.name) for m in application.team}
        keys |= {m.orcid for m in application.team}
        return sorted(set().union(*(self._places.get(k, set()) for k in keys if k)))


def _stem(organisation: str) -> str:
    """What two names of one body share: its first four characters (shorter names are compared whole)."""
    return plain(organisation)[:4]


def _keys_of(reviewer: ReviewerProfile) -> Iterator[str]:
    people = [reviewer.person, *reviewer.kin, *(a for w in reviewer.works for a in w.authors)]
    for person in people:
        yield plain(person.name)
        yield person.orcid
    yield _stem(reviewer.person.affiliation)
    for employment in reviewer.employments:
        yield _stem(employment.organisation)
    for said in reviewer.declared:
        yield _stem(said)
        yield plain(said)
