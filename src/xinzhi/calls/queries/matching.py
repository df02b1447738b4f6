"""How well reviewers fit applications, and what keeps them apart."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xinzhi.calls.engine import conflicts as c
from xinzhi.calls.models import Application, Reviewer
from xinzhi.core.embedding.keep import NotKeptError, is_on, nearness

from .content import words_of

Floats = NDArray[np.float64]


Tell = Callable[[int, int], None]
_AT_ONCE = 40  # texts without a vector that a page may wait for


def affinities(
    reviewers: Sequence[Reviewer], applications: Sequence[Application], *, tell: Tell | None = None
) -> Floats:
    """(reviewers, applications) between 0 (the least of all these) and 1 (the most), from the words of both and their meaning.

    `tell(done, total)` hears how many of the texts whose meaning is not known yet are read; that takes a fraction of a
    second each. Without it, where that would take more than a few seconds, words alone are compared.
    """
    from xinzhi.calls.engine.affinity import Text, affinity  # loads scikit-learn, which few processes need

    works = [[Text(*t) for t in texts_of_reviewer(r)] for r in reviewers]
    texts = [Text(a.title, words_of(a)) for a in applications]
    near = partial(nearness, tell=tell, most=None if tell is not None else _AT_ONCE) if is_on() else None
    try:
        found = np.asarray(affinity(works, texts, near), dtype=np.float64)
    except NotKeptError:
        found = np.asarray(affinity(works, texts), dtype=np.float64)
    span = float(np.ptp(found)) if found.size else 0.0
    return (found - found.min()) / span if span else np.zeros_like(found)


def texts_of_reviewer(reviewer: Reviewer) -> list[tuple[str, str]]:
    """Title and abstract of each work of a reviewer, their expertise before them."""
    works = [(w.get("title", ""), w.get("abstract", "")) for w in reviewer.works]
    return [("；".join(reviewer.expertise), ""), *works] if reviewer.expertise else works


def profile_of_reviewer(reviewer: Reviewer) -> c.ReviewerProfile:
    """What is known of a reviewer, as the engine takes it."""
    return c.ReviewerProfile(
        c.Named(reviewer.name, reviewer.orcid, reviewer.affiliation),
        tuple(c.Employment(e["organisation"], e.get("until")) for e in reviewer.employments),
        tuple(
            c.Work(int(w["year"]), tuple(c.Named(a.get("name", ""), a.get("orcid", "")) for a in w.get("authors", ())))
            for w in reviewer.works
            if w.get("year")
        ),
        tuple(c.Named(name) for name in reviewer.kin),
        tuple(reviewer.declared),
    )


def profile_of_application(application: Application) -> c.ApplicationProfile:
    """Applicant, partners and team, as the engine takes them. Partners are the rows of fields named «partners»."""
    organisation = application.organisation
    names = [organisation.name, organisation.full_name, organisation.name_en]
    for section in application.answers.values():
        names += [str(row.get("name", "")) for row in section.get("partners", ())]
    team = tuple(c.Named(m.name, m.orcid, m.affiliation) for m in application.members.all())
    return c.ApplicationProfile(tuple(n for n in names if n), team)


def conflicts_of(
    reviewers: Sequence[Reviewer], applications: Sequence[Application], *, year: int
) -> Iterable[tuple[Reviewer, Application, c.Reason]]:
    """Every reason between any two, with the years that the applications' programme sets."""
    known = [profile_of_reviewer(r) for r in reviewers]
    index = c.Index(known)
    for application in applications:
        rule: Any = application.call.rules.review
        profile = profile_of_application(application)
        for place in index.worth_asking(profile):
            for reason in c.reasons(
                known[place],
                profile,
                year=year,
                coauthor_years=rule.coauthor_years if rule else 3,
                employer_years=rule.employer_years if rule else 3,
            ):
                yield reviewers[place], application, reason
