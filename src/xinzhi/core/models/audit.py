"""One row for each recorded action: who, when, what, why, before and after."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.verbs import verb_name


class ActionRecord(models.Model):
    """An action as it happened. Rows are only ever added: `save` refuses a change, `delete` always refuses.

    `verb` is the dotted name of the action (plan.submit_report); `subject_type` and
    `subject_id` point at the thing; `changes` maps a field to [before, after].
    """

    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    verb = models.CharField(_("action"), max_length=80, db_index=True)
    subject_type = models.CharField(_("kind"), max_length=80)
    subject_id = models.CharField(_("number"), max_length=64)
    subject_label = models.CharField(_("thing"), max_length=300)
    why = models.TextField(_("reason"), blank=True)
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=36, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("recorded action")
        verbose_name_plural = _("recorded actions")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_label}"

    @property
    def words(self) -> str:
        """What was done, in the reader's language."""
        return verb_name(self.verb)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RuntimeError("a recorded action is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise RuntimeError("a recorded action is never deleted")
