"""People, and only as much of them as their consent allows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.fields.models import WordList

from .entry import RegisterEntry


class Consent(models.TextChoices):
    """What the person agreed to (Personal Information Protection Law, Arts 13–15, 25). None: for the task only."""

    NONE = "none", _("for the task only")
    SIGNED_IN = "signed_in", _("may be shown to those signed in with a role")
    PUBLIC = "public", _("may be shown to everyone")


class Person(RegisterEntry):
    """A person by name and work. No contact, no number of any document, no birthday is kept.

    `consent_on` and `consent_evidence` say when and by what the person agreed; without them only `NONE` is possible.
    """

    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=80, blank=True)
    expertise = WordList(_("expertise"))
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    consent = models.CharField(_("consent"), max_length=9, choices=Consent, default=Consent.NONE)
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    consent_evidence = models.CharField(_("evidence of consent"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent="none") | models.Q(consent_on__isnull=False),
                name="person_shown_with_consent",
            ),
        ]
