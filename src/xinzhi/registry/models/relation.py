"""How entries stand to each other, and the titles they hold."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .claim import Claim


class RelationRole(models.TextChoices):
    """What the first is to the second. `INVERSE` words the same from the second's side."""

    HOSTS = "hosts", _("hosts")
    OWNS = "owns", _("owns")
    CONTROLS = "controls", _("controls")
    PART_OF = "part_of", _("is part of")
    LOCATED_IN = "located_in", _("is located in")
    WORKS_AT = "works_at", _("works at")
    LEADS = "leads", _("leads")
    FUNDS = "funds", _("funds")
    MANAGES = "manages", _("manages")
    PRODUCED = "produced", _("produced")
    DRAFTED = "drafted", _("drafted")
    PUBLISHED = "published", _("published")
    USES = "uses", _("uses")
    BASED_ON = "based_on", _("is based on")
    COOPERATES = "cooperates", _("cooperates with")
    PARTY_TO = "party_to", _("is party to")
    SUCCEEDS = "succeeds", _("is the successor of")


INVERSE: dict[str, str | Promise] = {
    RelationRole.HOSTS: _("is hosted by"),
    RelationRole.OWNS: _("is owned by"),
    RelationRole.CONTROLS: _("is controlled by"),
    RelationRole.PART_OF: _("has as a part"),
    RelationRole.LOCATED_IN: _("is home to"),
    RelationRole.WORKS_AT: _("employs"),
    RelationRole.LEADS: _("is led by"),
    RelationRole.FUNDS: _("is funded by"),
    RelationRole.MANAGES: _("is managed by"),
    RelationRole.PRODUCED: _("was produced by"),
    RelationRole.DRAFTED: _("was drafted by"),
    RelationRole.PUBLISHED: _("was published by"),
    RelationRole.USES: _("is used by"),
    RelationRole.BASED_ON: _("is the basis of"),
    RelationRole.COOPERATES: _("cooperates with"),
    RelationRole.PARTY_TO: _("has as a party"),
    RelationRole.SUCCEEDS: _("was succeeded by"),
}


class Relation(Claim):
    """Two entries and what the first is to the second, from a day to a day."""

    POINTERS = (("from_kind", "from_id"), ("to_kind", "to_id"))

    from_kind = models.CharField(max_length=30)
    from_id = models.PositiveBigIntegerField()
    role = models.CharField(_("relation"), max_length=12, choices=RelationRole)
    to_kind = models.CharField(max_length=30)
    to_id = models.PositiveBigIntegerField()
    begins = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["role", "-begins", "id"]
        indexes = [
            models.Index(fields=["from_kind", "from_id"], name="relation_from"),
            models.Index(fields=["to_kind", "to_id"], name="relation_to"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(begins__isnull=True) | Q(ends__gte=models.F("begins")),
                name="relation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_kind} {self.from_id} {self.role} {self.to_kind} {self.to_id}"

    @property
    def about(self) -> tuple[str, int]:
        """The register and row of the first entry."""
        return self.from_kind, self.from_id


class TitleStanding(models.TextChoices):
    VALID = "valid", _("valid")
    EXPIRING = "expiring", _("expires within a year")
    EXPIRED = "expired", _("expired")
    FUTURE = "future", _("not yet in force")
    UNDATED = "undated", _("without a term")


class Title(Claim):
    """A status that an entry holds (高新技术企业, 瞪羚企业 …): by which document, from when, until when."""

    kind = models.CharField(max_length=30, default="organisation")
    entry_id = models.PositiveBigIntegerField()
    name = models.CharField(_("title"), max_length=120)
    level = models.CharField(_("level"), max_length=40, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)
    number = models.CharField(_("certificate number"), max_length=80, blank=True)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    issued = models.DateField(_("issued"), null=True, blank=True)
    expires = models.DateField(_("expires"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("title")
        verbose_name_plural = _("titles")
        ordering = ["-issued", "name"]
        indexes = [
            models.Index(fields=["kind", "entry_id"], name="title_entry"),
            models.Index(fields=["kind", "state", "name"], name="title_names"),
            models.Index(fields=["name", "expires"], name="title_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires__isnull=True) | Q(issued__isnull=True) | Q(expires__gte=models.F("issued")),
                name="title_expires_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> tuple[str, int]:
        """The register and row of the entry that holds it."""
        return self.kind, self.entry_id

    def standing(self, today: dt.date | None = None) -> TitleStanding:
        """Where the title stands on the day; the expiry day itself still counts."""
        day = today or timezone.localdate()
        if self.issued and self.issued > day:
            return TitleStanding.FUTURE
        if self.expires is None:
            return TitleStanding.UNDATED
        if self.expires < day:
            return TitleStanding.EXPIRED
        return TitleStanding.EXPIRING if (self.expires - day).days <= 365 else TitleStanding.VALID
