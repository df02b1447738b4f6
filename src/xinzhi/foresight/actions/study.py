"""Work on a study: open it, add versions and evidence, review."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Max
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.foresight.models import Candidate, ForesightEdition, Study, StudyEvidence, StudyReview, StudyVersion
from xinzhi.registry.models import Organisation


def open_study(
    *,
    actor: Any,
    name: str,
    question: str,
    client: Organisation,
    name_en: str = "",
    team: str = "",
    edition: ForesightEdition | None = None,
    due: dt.date | None = None,
    simulated: bool = False,
) -> Study:
    """The new study, led by the actor. Raises PermissionDenied (analysts, plan office) and ValidationError without name or question."""
    require(actor, "foresight.work_on_study")
    if not name.strip() or not question.strip():
        raise ValidationError(_("Give the study a name and its question."), code="question")
    study = Study(
        name=name.strip(),
        name_en=name_en.strip(),
        question=question.strip(),
        client=client,
        lead=actor,
        team=team.strip(),
        edition=edition,
        due=due,
        simulated=simulated,
    )
    with recorded("foresight.open_study", actor=actor, subject=study, new=True):
        study.save()
    return study


def add_version(*, actor: Any, study: Study, file: File, file_name: str, note: str = "") -> StudyVersion:
    """The next version of a study under way. Raises PermissionDenied and ValidationError: not under way, a file that is refused."""
    require(actor, "foresight.work_on_study", study)
    _under_way(study)
    number = (study.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    version = StudyVersion(
        study=study,
        number=number,
        file_name=file_name[-200:],
        note=note.strip()[:500],
        made_by=actor,
        simulated=study.simulated,
    )
    with recorded("foresight.add_version", actor=actor, subject=version, new=True):
        version.file = store_file(actor=actor, file=file, media_type=getattr(file, "content_type", "") or "")
        version.save()
    return version


def add_evidence(
    *,
    actor: Any,
    study: Study,
    candidate: Candidate | None = None,
    title: str = "",
    source: str = "",
    source_url: str = "",
    as_of: dt.date | None = None,
) -> StudyEvidence:
    """A candidate, or a document with source and day, that the study rests on.

    Raises PermissionDenied and ValidationError: not under way, neither a candidate nor a title with its source.
    """
    require(actor, "foresight.work_on_study", study)
    _under_way(study)
    if candidate is None and not (title.strip() and source.strip()):
        raise ValidationError(_("Choose a candidate, or give a document's title and source."), code="evidence")
    if source_url and not source_url.startswith(("https://", "http://")):
        raise ValidationError({"source_url": _("Give an address that begins with https://.")}, code="url")
    evidence = StudyEvidence(
        study=study,
        candidate=candidate,
        title=title.strip() or (candidate.label if candidate else ""),
        source=source.strip() or (str(candidate.run) if candidate else ""),
        source_url=source_url.strip(),
        as_of=as_of or (candidate.run.corpus.as_of if candidate else None),
        simulated=study.simulated or bool(candidate and candidate.simulated),
    )
    with recorded("foresight.add_evidence", actor=actor, subject=evidence, new=True):
        evidence.save()
    return evidence


def remove_evidence(*, actor: Any, evidence: StudyEvidence) -> Study:
    """The study without this piece of evidence. Raises PermissionDenied, ValidationError where it is not under way."""
    study = evidence.study
    require(actor, "foresight.work_on_study", study)
    _under_way(study)
    with recorded("foresight.remove_evidence", actor=actor, subject=study) as change:
        change.note("evidence", evidence.title, None)
        evidence.delete()
    return study


def review_study(*, actor: Any, study: Study, text: str) -> StudyReview:
    """What a reviewer says of the version in review; never who leads the study.

    Raises PermissionDenied and ValidationError: not in review, no text.
    """
    require(actor, "foresight.review_study", study)
    if study.state != "review":
        raise ValidationError(_("The study is not in review."), code="state")
    if not text.strip():
        raise ValidationError(_("Write the review."), code="text")
    version = study.versions.order_by("-number").first()
    assert version is not None  # a study without a version cannot be handed in
    review = StudyReview(study=study, version=version, text=text.strip(), made_by=actor, simulated=study.simulated)
    with recorded("foresight.review_study", actor=actor, subject=review, new=True):
        review.save()
    return review


def _under_way(study: Study) -> None:
    if study.state != "open":
        raise ValidationError(_("The study is not under way."), code="state")
