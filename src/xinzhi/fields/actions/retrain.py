"""Learn again from the tree's words and from what was filed by hand."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.fields.learned import folder, learn
from xinzhi.fields.models import Training


def retrain(*, actor: Any) -> Training:
    """The new training; its model is in use from now on, in every process, and older files are removed.

    Raises PermissionDenied, and ValidationError where there is no tree yet.
    """
    require(actor, "fields.retrain")
    learnt = learn()
    if learnt is None:
        raise ValidationError(_("There is no tree of fields yet: load a pack first."), code="empty")
    training = Training(fields=len(learnt.model.parents), judgements=learnt.judgements, file=f"{uuid4().hex}.npz")
    learnt.model.save(folder() / training.file)
    with recorded("fields.retrain", actor=actor, subject=training, new=True):
        training.save()
    for old in folder().glob("*.npz"):
        if old.name != training.file:
            old.unlink(missing_ok=True)
    return training
