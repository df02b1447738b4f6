"""What a reviewer reads of an application: all of it, or in a double-blind step what does not say who applies."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.engine.answers import asked_fields
from xinzhi.calls.models import Application, ApplicationFile, Invitation, PanelItem
from xinzhi.core.files import address

from .printed import Read, handed_in, printed

MASK = "▇▇"
_SHORTEST = 2


@dataclass(frozen=True)
class ReviewCopy:
    """`organisation` and `team` are empty in a double-blind step; `withheld` counts files that are kept back there."""

    title: str
    is_blind: bool
    sections: list[Read]
    files: list[dict[str, Any]]
    organisation: str = ""
    team: list[dict[str, str]] = field(default_factory=list)
    withheld: int = 0


def is_double_blind(application: Application, step: str = "review") -> bool:
    """Whether reviewers may not know the applicant in this step of the call."""
    found = application.call.rules.step(step)
    return found is not None and found.blinding == "double"


def copy_for(invitation: Invitation) -> ReviewCopy:
    """The application as this reviewer reads it."""
    return _copy(invitation.application, "review", lambda f: reverse("calls:review_file", args=[invitation.pk, f.pk]))


def copy_at(item: PanelItem) -> ReviewCopy:
    """The application as members of the panel read it."""
    return _copy(item.application, "panel", lambda f: reverse("calls:panel_file", args=[item.pk, f.pk]))


def _copy(application: Application, step: str, url: Callable[[ApplicationFile], str]) -> ReviewCopy:
    answers = handed_in(application)
    if not is_double_blind(application, step):
        files = [{"name": f.name, "url": address(f.file, f.name)} for f in application.files.select_related("file")]
        team = [{"name": m.name, "affiliation": m.affiliation, "work": m.work} for m in application.members.all()]
        organisation = application.organisation.label
        return ReviewCopy(application.title, False, printed(application, answers=answers), files, organisation, team)
    mask = Mask(application)
    sections = printed(application, answers=answers, blinded=True)
    for section in sections:
        for answer in section.answers:
            answer.text = mask(answer.text)
            answer.rows = [[mask(cell) for cell in row] for row in answer.rows]
    shown = open_files(application)
    files = [{"name": _("Attachment %(n)d") % {"n": n}, "url": url(f)} for n, f in enumerate(shown, start=1)]
    withheld = application.files.count() - len(shown)
    return ReviewCopy(mask(application.title), True, sections, files, withheld=withheld)


def title_for(application: Application, step: str = "review") -> str:
    """The title as a reviewer (or in its step the panel) reads it in a list."""
    return Mask(application)(application.title) if is_double_blind(application, step) else application.title


def open_files(application: Application) -> list[ApplicationFile]:
    """The files that may be seen in a double-blind step: neither the document nor the question says who applies."""
    answers = handed_in(application) or application.answers
    closed = {f"documents.{d.key}" for d in application.call.rules.documents if d.blind}
    closed |= {f"{s}.{n}" for s, n, asked in asked_fields(application.form.schema, answers) if asked.get("x-blind")}
    return [f for f in application.files.select_related("file") if f.slot not in closed]


class Mask:
    """Covers the names of the applicant and the team wherever they stand in a text."""

    def __init__(self, application: Application) -> None:
        organisation = application.organisation
        names = {organisation.name, organisation.full_name, organisation.name_en, *organisation.aliases}
        for member in application.members.all():
            names |= {member.name, member.affiliation}
        found = sorted((n for n in names if n and len(n) >= _SHORTEST), key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(n) for n in found), re.IGNORECASE) if found else None

    def __call__(self, text: str) -> str:
        return self._pattern.sub(MASK, text) if self._pattern else text
