"""Write a review and hand it in."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.programme import ScoreSheet, digest_of
from xinzhi.calls.engine.sheet import flaws_of, total_of
from xinzhi.calls.models import Invitation, Review
from xinzhi.calls.workflows_review import INVITATION
from xinzhi.core.action import recorded, require
from xinzhi.ledger.actions import enter

from .unchanged import require_unchanged

_MOST = 4000


def save_review(
    *,
    actor: Any,
    invitation: Invitation,
    scores: Mapping[str, Any],
    comments: Mapping[str, str],
    opinion: str = "",
    note: str = "",
) -> Review:
    """The draft as it stands; taking an invitation on is part of writing.

    Raises PermissionDenied (the reviewer) and ValidationError: not theirs to write any more, points out of range.
    """
    require(actor, "calls.review", invitation)
    _require_in_review(invitation)
    if invitation.state not in {"invited", "accepted"}:
        raise ValidationError(_("This review can no longer be changed."), code="state")
    sheet = invitation.application.call.rules.sheet
    _check(sheet, scores, whole=False)
    with recorded("calls.save_review", actor=actor, subject=invitation) as change:
        require_unchanged(invitation)
        if invitation.state == "invited":
            invitation.state, invitation.answered_at = "accepted", timezone.now()
            invitation.save(update_fields=["state", "answered_at", "updated_at"])
        review = Review.objects.filter(invitation=invitation).first() or Review(invitation=invitation)
        review.scores = {k: v for k, v in scores.items() if v is not None}
        review.comments = {k: str(v)[:_MOST] for k, v in comments.items() if v}
        review.opinion, review.note = opinion.strip()[:_MOST], note.strip()[:_MOST]
        review.save()
        change.note("review", None, review.pk)
    return review


def submit_review(*, actor: Any, invitation: Invitation) -> Review:
    """The review, handed in for good; its digest is entered in the log.

    Raises PermissionDenied (the reviewer) and ValidationError: no draft, points or opinion missing, handed in already.
    """
    step = INVITATION.check(invitation, "submit", actor=actor)
    _require_in_review(invitation)
    review = Review.objects.filter(invitation=invitation).first()
    if review is None:
        raise ValidationError(_("There is no review yet."), code="empty")
    sheet = invitation.application.call.rules.sheet
    _check(sheet, review.scores, whole=True)
    if not review.opinion:
        raise ValidationError({"opinion": _("Say in a few words why; the applicant reads it.")})
    with recorded("calls.submit_review", actor=actor, subject=invitation):
        require_unchanged(invitation)
        now = timezone.now()
        review.total, review.submitted_at = total_of(sheet, review.scores), now
        said = {"scores": review.scores, "comments": review.comments, "opinion": review.opinion, "note": review.note}
        review.digest = digest_of(said)
        review.save()
        invitation.state = step.target
        invitation.save(update_fields=["state", "updated_at"])
        enter(actor=None, subject=review, content={"sha256": review.digest})
    return review


def _require_in_review(invitation: Invitation) -> None:
    """An application that was decided or withdrawn meanwhile is reviewed no more."""
    if invitation.application.state not in {"eligible", "in_review"}:
        raise ValidationError(_("The review of this application is over."), code="state")


def _check(sheet: ScoreSheet, scores: Mapping[str, Any], *, whole: bool) -> None:
    texts = {
        "missing": _("Give points."),
        "range": _("Give whole or half points from 0 to the most."),
        "unknown": _("The score sheet has no such line."),
    }
    if found := flaws_of(sheet, scores, whole=whole):
        raise ValidationError({key: texts[code] for key, code in found.items()})
