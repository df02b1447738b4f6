"""File a text by hand."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.fields.models import Field, Judgement

LONGEST = 20_000


def judge(*, actor: Any, text: str, field: Field | None, kind: str = "", thing: str = "") -> Judgement:
    """The judgement that the text belongs to the field, or (None) to none; a later one of the same text replaces it.

    `kind` and `thing` name the entry whose text this is. Raises PermissionDenied, and ValidationError for an empty
    text or one of more than 20,000 characters.
    """
    require(actor, "fields.judge")
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Give the text that is to be filed.")})
    if len(text) > LONGEST:
        problem = _("The text is longer than %(most)s characters: give its title or summary.") % {"most": LONGEST}
        raise ValidationError({"text": problem})
    digest = hashlib.sha256(text.encode()).hexdigest()
    present = Judgement.objects.filter(digest=digest).first()
    subject = present or Judgement(digest=digest, text=text)
    with recorded("fields.judge", actor=actor, subject=subject, new=present is None):
        subject.field, subject.kind, subject.thing, subject.judged_by = field, kind, thing, actor
        subject.save()
    return subject
