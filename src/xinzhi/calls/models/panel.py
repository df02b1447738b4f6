"""A panel's meeting: who sits, what is on the table, how each votes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Stamped

from .application import Application
from .call import Call
from .reviewer import Reviewer


class Panel(Stamped):
    """A meeting on applications of a call. `current` is what is on the table now."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="panels")
    name = models.CharField(_("name"), max_length=120)
    held_on = models.DateField(_("held on"))
    members = models.ManyToManyField(Reviewer, through="PanelMember", related_name="panels")
    current = models.ForeignKey("PanelItem", models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    """A seat on a panel; `number` is how members are told apart in the meeting's record."""

    unrecorded = ("reviewer",)

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="seats")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("member of a panel")
        verbose_name_plural = _("members of panels")
        ordering = ["panel", "number"]
        constraints = [models.UniqueConstraint(fields=["panel", "reviewer"], name="calls_seat_once")]

    def __str__(self) -> str:
        return f"{self.panel} / {self.number}"


class PanelItem(models.Model):
    """An application before the panel, and once its vote is closed the count and what follows from it."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="items")
    application = models.ForeignKey(Application, models.PROTECT, related_name="panel_items")
    position = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(_("vote closed"), null=True, blank=True)
    ayes = models.PositiveSmallIntegerField(_("for"), default=0)
    noes = models.PositiveSmallIntegerField(_("against"), default=0)
    abstained = models.PositiveSmallIntegerField(_("abstained"), default=0)
    absent = models.PositiveSmallIntegerField(_("did not vote"), default=0)
    recused = models.PositiveSmallIntegerField(_("recused"), default=0)
    supported = models.BooleanField(_("supported"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of a panel")
        verbose_name_plural = _("items of panels")
        ordering = ["panel", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "application"], name="calls_item_once")]

    def __str__(self) -> str:
        return f"{self.panel} / {self.application}"


class Choice(models.TextChoices):
    AYE = "aye", _("for")
    NO = "no", _("against")
    ABSTAIN = "abstain", _("abstain")


class PanelVote(Stamped):
    """A member's vote on an item; it may be changed until the vote is closed, and nobody sees another's."""

    unrecorded = ("seat", "item", "choice")

    item = models.ForeignKey(PanelItem, models.CASCADE, related_name="votes")
    seat = models.ForeignKey(PanelMember, models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=7, choices=Choice)

    class Meta:
        verbose_name = _("vote of a panel")
        verbose_name_plural = _("votes of panels")
        ordering = ["item", "seat"]
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="calls_vote_once")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
