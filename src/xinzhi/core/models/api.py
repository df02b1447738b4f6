"""Ways in and out for programs: tokens, answers kept for retried requests."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .base import Stamped


class ApiToken(Stamped):
    """A key with which a program acts as its owner, within its scopes and until it expires.

    Only `prefix` (to recognise it) and the SHA-256 of the whole are kept: the key itself is random and shown
    once. With `organisation_id` the owner's roles count only in that organisation (a number that the registry
    gives; this room does not know organisations).
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(_("scopes"), default=list)
    organisation_id = models.PositiveBigIntegerField(_("only in organisation"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_live(self, now: dt.datetime | None = None) -> bool:
        """Whether it opens anything at this time: neither revoked nor expired, and the account not closed."""
        return self.revoked_at is None and (now or timezone.now()) < self.expires_at and self.owner.is_active


class KeptAnswer(models.Model):
    """The answer to a write that carried an Idempotency-Key, so that the same request again is not done twice.

    `caller` is the token or person, `fingerprint` the SHA-256 of method, address and body.
    """

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=bytes)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
