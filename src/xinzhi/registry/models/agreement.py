"""What organisations agreed on, and the money set aside."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.fields.models import WordList

from .entry import RegisterEntry


class AgreementKind(models.TextChoices):
    COOPERATION = "cooperation", _("cooperation agreement")
    JOINT_CENTRE = "joint_centre", _("joint centre or laboratory")
    ENCLAVE = "enclave", _("enclave")
    BIG_SCIENCE = "big_science", _("big-science programme")
    OTHER = "other", _("other agreement")


class Initiative(models.TextChoices):
    RCEP = "rcep", "RCEP"
    BELT_ROAD = "belt_road", _("Belt and Road")
    SCO = "sco", _("Shanghai Cooperation Organisation")
    DOMESTIC = "domestic", _("domestic")
    OTHER = "other", _("other")


class Agreement(RegisterEntry):
    """A cooperation between named parties, at home or abroad."""

    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind, default=AgreementKind.COOPERATION)
    parties = WordList(_("parties"))
    partner_place = models.CharField(_("partner's country or region"), max_length=80, blank=True)
    initiative = models.CharField(_("framework"), max_length=9, choices=Initiative, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")


class Fund(RegisterEntry):
    """A pot of money with a manager. The body that manages it is an organisation."""

    manager = models.CharField(_("managed by"), max_length=120, blank=True)
    registration = models.CharField(_("registration number"), max_length=40, blank=True)
    stage = models.CharField(_("stage of firms"), max_length=60, blank=True)
    size_fen = models.BigIntegerField(_("size"), null=True, blank=True)
    set_up_on = models.DateField(_("set up on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
