"""A call: one opening of a programme."""

import datetime as dt
from copy import deepcopy
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.calls.engine.programme import Programme
from xinzhi.calls.workflows import CALL
from xinzhi.core.models import Bilingual, Fact

from .form import FormVersion

_known: dict[str, tuple[dict[str, Any], Programme]] = {}
_MOST_KNOWN = 200


def _read(digest: str, document: dict[str, Any]) -> Programme:
    """The programme of the document, read once a process: every application and review of a call asks for it."""
    known = _known.get(digest)
    if known is None or known[0] != document:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[digest] = (deepcopy(document), Programme.parse(document))
    return known[1]


class Call(Bilingual, Fact):
    """One opening of a programme, run by a department.

    `document` is the programme file as it stood when the call was made, `document_sha256` its digest; `programme` its
    key. `quota` and `purse_fen` are how many may be selected in all and how much money there is, None where neither the
    file nor the office has said.
    """

    key = models.SlugField(max_length=120, unique=True)
    programme = models.SlugField(_("programme"), max_length=80, db_index=True)
    year = models.PositiveSmallIntegerField(_("year"))
    department = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="calls", verbose_name=_("department")
    )
    document = models.JSONField()
    document_sha256 = models.CharField(max_length=64)
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="calls", verbose_name=_("form"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    quota = models.PositiveIntegerField(_("places to fill"), null=True, blank=True)
    purse_fen = models.BigIntegerField(_("money"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=CALL.choices, default="draft", db_index=True)
    history = HistoricalRecords(excluded_fields=["document"])

    unrecorded = ("document",)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-opens_at", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="calls_closes_after_opening"),
        ]

    @cached_property
    def rules(self) -> Programme:
        """The programme as this call has it: steps, form, eligibility, score sheet and the rest."""
        return _read(self.document_sha256, self.document)

    @property
    def is_accepting(self) -> bool:
        """Whether applications may be handed in now."""
        return self.state == "published" and self.opens_at <= timezone.now() < self.closes_at

    @property
    def has_closed(self) -> bool:
        """Whether the day of closing has passed."""
        return timezone.now() >= self.closes_at

    @property
    def closes_on(self) -> dt.date:
        """The last day of applying, in the installation's time zone; a call that closes at midnight was open the day before."""
        return timezone.localdate(self.closes_at - dt.timedelta(seconds=1))
