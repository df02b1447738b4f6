"""What a firm says of itself beside the registers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Stamped


class Declaration(Stamped):
    """A firm's own facts, in the form of FIRM.json.

    They stand before the registers' figures and are business secrets: the record of the action does not repeat them (`unrecorded`), their history is kept here.
    """

    organisation = models.OneToOneField(
        "registry.Organisation", models.CASCADE, related_name="declaration", verbose_name=_("firm")
    )
    facts = models.JSONField(_("facts"), default=dict)
    as_of = models.DateField(_("as of"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)
    history = HistoricalRecords()

    unrecorded = ("facts",)

    class Meta:
        verbose_name = _("firm's declared facts")
        verbose_name_plural = _("firms' declared facts")
        ordering = ["organisation__key"]

    def __str__(self) -> str:
        return str(self.organisation)
