"""The contract (任务书) and what follows from it: milestones, payments, changes, acceptance."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.workflows_review import CONTRACT
from xinzhi.core.formats import in_language
from xinzhi.core.models import Stamped

from .application import Application


class Contract(Stamped):
    """The task book of an awarded application.

    `figures` is address (section.field) to value: what is promised; it may not fall below the application's
    (鲁科字〔2020〕77号). `project_id` is the entry of the register (`register`) that it became.
    """

    unrecorded = ("figures",)

    application = models.OneToOneField(Application, models.PROTECT, related_name="contract")
    number = models.CharField(_("number"), max_length=60, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=CONTRACT.choices, default="draft", db_index=True)
    figures = models.JSONField(_("figures"), default=dict, encoder=DjangoJSONEncoder)
    grant_fen = models.BigIntegerField(_("grant"), null=True, blank=True)
    begins = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    sign_due = models.DateField(_("to be signed by"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed by the applicant"), null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    in_force_on = models.DateField(_("in force since"), null=True, blank=True)
    countersigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    register = models.CharField(max_length=30, blank=True)
    entry_key = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.number


class Verdict(models.TextChoices):
    OPEN = "open", _("not reported yet")
    REPORTED = "reported", _("reported")
    PASSED = "passed", _("passed")
    RETURNED = "returned", _("returned")


class Milestone(models.Model):
    """Something owed by a day (yearly report, mid-term review, delivery), its report, and what the office says of it."""

    unrecorded = ("report",)

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="milestones")
    key = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10)
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=Verdict, default=Verdict.OPEN)
    report = models.TextField(_("report"), blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    verdict_note = models.TextField(_("what the office says"), blank=True)
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone of a contract")
        verbose_name_plural = _("milestones of contracts")
        ordering = ["contract", "due", "pk"]
        constraints = [models.UniqueConstraint(fields=["contract", "key"], name="calls_milestone_once")]

    def __str__(self) -> str:
        return f"{self.contract} / {self.key}"

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name, self.name_en)


class Payment(models.Model):
    """A share of the grant, paid after a milestone passed («sign»: after signing)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="payments")
    after = models.SlugField(_("after"), max_length=60)
    amount_fen = models.BigIntegerField(_("amount"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["contract", "pk"]

    def __str__(self) -> str:
        return f"{self.contract} / {self.after}"


class ContractChange(Stamped):
    """A change asked for by the applicant: another end, other figures, or something in words; and what was decided."""

    unrecorded = ("figures", "what")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="changes")
    what = models.TextField(_("change"))
    new_end = models.DateField(_("new end"), null=True, blank=True)
    figures = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(_("agreed to"), null=True, blank=True)
    why = models.CharField(_("reason"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("change of a contract")
        verbose_name_plural = _("changes of contracts")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.contract} / {self.pk}"


class Grade(models.TextChoices):
    """How a project ended (综合绩效评价)."""

    PASSED = "passed", _("passed")
    FAILED = "failed", _("not passed")
    CONCLUDED = "concluded", _("concluded")


class Acceptance(Stamped):
    """The final evaluation: what was reached, figure by figure, the results, and the office's grade.

    `reached` has the addresses of the contract's figures; `results` rows of name, kind, doi.
    """

    unrecorded = ("report", "reached", "results")

    contract = models.OneToOneField(Contract, models.CASCADE, related_name="acceptance")
    report = models.TextField(_("report"))
    reached = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    results = models.JSONField(default=list)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    grade = models.CharField(_("grade"), max_length=9, choices=Grade, blank=True)
    opinion = models.TextField(_("opinion"), blank=True)
    graded_on = models.DateField(_("graded on"), null=True, blank=True)
    graded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return str(self.contract)
