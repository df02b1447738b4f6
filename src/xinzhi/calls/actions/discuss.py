"""Say something in the discussion of an application."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application, Invitation, Post
from xinzhi.core.action import recorded, require


def post_in_discussion(*, actor: Any, application: Application, text: str) -> Post:
    """The word said: by a reviewer who has handed in (others see only a number), or by the office.

    Raises PermissionDenied, and ValidationError: no discussion in this programme, review over, nothing said.
    """
    require(actor, "calls.discuss", application)
    rule = application.call.rules.review
    if rule is None or not rule.discussion:
        raise ValidationError(_("This programme has no discussion among reviewers."), code="discussion")
    if application.state != "in_review":
        raise ValidationError(_("The review of this application is over."), code="state")
    if not text.strip():
        raise ValidationError({"text": _("Write something.")})
    own = Invitation.objects.filter(application=application, reviewer__user=getattr(actor, "pk", None), state="done")
    post = Post(application=application, invitation=own.first(), text=text.strip()[:4000])
    with recorded("calls.post_in_discussion", actor=actor, subject=post, new=True):
        post.save()
    return post
