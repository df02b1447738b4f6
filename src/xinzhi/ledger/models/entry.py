"""What is entered in the log, and apart from it what opens an entry."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import ActionRecord


class EntryKind(models.TextChoices):
    ACTION = "action", _("recorded action")
    FILE = "file", _("deposited file")
    THING = "thing", _("published fact")


class Entry(models.Model):
    """One statement of the log, written in the transaction of what it states.

    `statement` is what is hashed: canonical JSON (RFC 8785) without personal data or content, never changed. `position`
    is its number in the tree, None until the sequencer has integrated it. The other columns only serve to find it.
    """

    statement = models.TextField(_("statement"))
    position = models.BigIntegerField(_("number"), null=True, unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=EntryKind)
    verb = models.CharField(_("action"), max_length=80, blank=True)
    subject_kind = models.CharField(_("kind of thing"), max_length=80)
    subject_id = models.CharField(_("number of the thing"), max_length=64)
    at = models.DateTimeField(_("time"))
    record = models.OneToOneField(ActionRecord, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=models.Q(kind="file"), name="ledger_one_entry_a_file"
            )
        ]
        indexes = [
            # Without the number, which is set later: a batch then writes no random places of this index again.
            models.Index(fields=["subject_kind", "subject_id"], name="ledger_entry_thing"),
            # What waits for the sequencer, in its order; as small as the waiting line itself.
            models.Index(fields=["id"], condition=models.Q(position=None), name="ledger_entry_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind}/{self.subject_id}"


class Opening(models.Model):
    """What shows the content behind an entry's digest. Without it the digest tells nothing, and the proof still holds.

    `content` is the text that was hashed, "" for a file (its bytes lie in the store). `public`: all may have it.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="opening")
    salt = models.BinaryField(max_length=32)
    content = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64)
    public = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("opening of an entry")
        verbose_name_plural = _("openings of entries")

    def __str__(self) -> str:
        return f"opening of entry {self.entry_id}"


class Pseudonym(models.Model):
    """The secret behind a person's pseudonym. Deleting it forgets the person: nobody can tell any more who it was."""

    kind = models.CharField(max_length=80)
    identity = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")
        constraints = [models.UniqueConstraint(fields=["kind", "identity"], name="ledger_one_pseudonym")]

    def __str__(self) -> str:
        return f"pseudonym of {self.kind}/{self.identity}"
