"""Telling other systems what was done: where to, and each message with what became of it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .base import Stamped


class Webhook(Stamped):
    """An address that is told of recorded actions.

    `events` are patterns of verbs ("registry.*", "plan.accept_report", "*"). `secret_salt` is random; the signing
    secret is derived from it and the installation's key, so that none lies in the database. `failures` counts
    messages given up one after another. With `organisation_id` the owner's roles count only there, as for a token.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    organisation_id = models.PositiveBigIntegerField(_("only in organisation"), null=True, blank=True)
    secret_salt = models.CharField(max_length=64)
    active = models.BooleanField(_("active"), default=True, db_index=True)
    failures = models.PositiveSmallIntegerField(_("given up in a row"), default=0)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    DEAD = "dead", _("given up")
    WITHHELD = "withheld", _("withheld")


class Delivery(Stamped):
    """One message to one webhook. `event` stays the same for every try, so that a receiver can drop repeats.

    `response_status` is None where no answer came; `response` is the beginning of the answer, or why there was none.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(_("event"), max_length=40, unique=True)
    verb = models.CharField(_("action"), max_length=80)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_attempt_at = models.DateTimeField(_("next try"), null=True, blank=True)
    response_status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    response = models.CharField(_("words of the answer"), max_length=500, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.verb} → {self.webhook}"
