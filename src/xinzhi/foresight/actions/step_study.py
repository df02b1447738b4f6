"""The way of a study: handed in, returned or accepted, published, or stopped."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.foresight.models import Study
from xinzhi.foresight.workflows import STUDY
from xinzhi.ledger.actions import enter


def hand_in_study(*, actor: Any, study: Study, why: str = "") -> Study:
    """The study, in review. Raises what the table raises, and ValidationError without a version."""
    STUDY.check(study, "hand_in", actor=actor, why=why)
    if not study.versions.exists():
        raise ValidationError(_("Add a version first."), code="version")
    return _step(study, "hand_in", actor, why)


def return_study(*, actor: Any, study: Study, why: str) -> Study:
    """The study, with its team again."""
    return _step(study, "return", actor, why)


def accept_study(*, actor: Any, study: Study, why: str) -> Study:
    """The study, accepted, with the opinion. Raises what the table raises, and ValidationError where its last version has no review."""
    STUDY.check(study, "accept", actor=actor, why=why)
    version = study.versions.order_by("-number").first()
    if version is None or not version.reviews.exists():
        raise ValidationError(_("Nobody has reviewed the last version yet."), code="review")
    return _step(study, "accept", actor, why)


def publish_study(*, actor: Any, study: Study, why: str = "") -> Study:
    """The study, public with its last version, whose digest is entered in the log."""
    step = STUDY.check(study, "publish", actor=actor, why=why)
    version = study.versions.select_related("file").order_by("-number").first()
    assert version is not None  # nothing is accepted without one
    with recorded("foresight.publish_study", actor=actor, subject=study, why=why):
        study.state, study.published_at = step.target, timezone.now()
        study.save()
        content = {
            "study": study.name,
            "client": study.client.key,
            "version": version.number,
            "file_sha256": version.file.sha256,
            "simulated": study.simulated,
        }
        enter(actor=actor, subject=study, content=content, public=True, simulated=study.simulated)
    return study


def stop_study(*, actor: Any, study: Study, why: str) -> Study:
    """The study, stopped, with the reason."""
    return _step(study, "stop", actor, why)


def _step(study: Study, key: str, actor: Any, why: str) -> Study:
    step = STUDY.check(study, key, actor=actor, why=why)
    with recorded(f"foresight.{key}_study", actor=actor, subject=study, why=why):
        study.state = step.target
        if key != "hand_in":
            study.decided_by, study.note = actor, why.strip()
        study.save()
    return study
