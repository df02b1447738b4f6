"""The account of a person who signs in. Roles are given per organisation, in `registry.Membership`."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailMode(models.TextChoices):
    NOW = "now", _("at once")
    WEEKLY = "weekly", _("in the weekly digest")
    NEVER = "never", _("never")


class User(AbstractUser):
    """An account. `display_name` is what colleagues see; it need not be a legal name."""

    display_name = models.CharField(_("display name"), max_length=80, blank=True)
    mail_mode = models.CharField(_("mail"), max_length=8, choices=MailMode, default=MailMode.NOW)
    simulated = models.BooleanField(_("demonstration account"), default=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.display_name or self.username
