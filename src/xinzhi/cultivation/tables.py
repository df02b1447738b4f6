"""The columns of the room's lists."""

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.formats import in_language, local_date, money
from xinzhi.core.lists import DayRangeFilter, ListTable, NumberColumn

from .models import (
    FinanceFiling,
    LadderStanding,
    LibraryMember,
    ListEdition,
    ListOmission,
    ListPlace,
    OmissionReason,
    Outcome,
    PaymentLine,
    PaymentRun,
)
from .queries.ladder import status_names
from .queries.list_files import library_of, scheme_of
from .words import chip, fact_names, names_of, state_chip
from .workflows import EDITION, FILING, MEMBER, PAYMENT


class EditionTable(ListTable):
    """Editions of lists."""

    label = tables.Column(
        verbose_name=gettext_lazy("Ranked list"),
        order_by="name",
        linkify=lambda record: reverse("cultivation:edition", args=[record.pk]),
    )
    number = NumberColumn(verbose_name=gettext_lazy("Edition"))
    year = tables.Column(verbose_name=gettext_lazy("Year of the figures"))
    organisation = tables.Column(verbose_name=gettext_lazy("Published by"), order_by="organisation__name")
    ranked = NumberColumn(verbose_name=gettext_lazy("Firms ranked"), accessor="report__ranked", orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("State"))
    published_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Published on"), format="Y-m-d")

    class Meta(ListTable.Meta):
        sequence = ("label", "number", "year", "organisation", "ranked", "state", "published_at")

    def render_organisation(self, record: ListEdition) -> str:
        return record.organisation.label

    def render_state(self, record: ListEdition) -> str:
        return state_chip(record)


class EditionFilter(django_filters.FilterSet):
    """Editions by list and state."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=EDITION.choices)

    class Meta:
        model = ListEdition
        fields = ("state", "year")


class PlaceTable(ListTable):
    """The firms of an edition."""

    rank = NumberColumn(verbose_name=gettext_lazy("Rank"))
    firm = tables.Column(
        verbose_name=gettext_lazy("Firm"),
        accessor="organisation__label",
        order_by="organisation__name",
        linkify=lambda record: reverse("cultivation:place", args=[record.edition_id, record.organisation.key]),
    )
    city = tables.Column(
        verbose_name=gettext_lazy("City"), accessor="organisation__city__label", order_by="organisation__city__name"
    )
    tier = tables.Column(verbose_name=gettext_lazy("Tier"), orderable=False)
    score = NumberColumn(verbose_name=gettext_lazy("Score"))
    interval = tables.Column(verbose_name=gettext_lazy("Rank interval"), accessor="low", order_by="high")
    moved = tables.Column(verbose_name=gettext_lazy("Moved"), accessor="rank_before", orderable=False, empty_values=())

    class Meta(ListTable.Meta):
        sequence = ("rank", "firm", "city", "tier", "score", "interval", "moved")

    def render_tier(self, record: ListPlace, value: str) -> str:
        return chip(names_of(record.edition.listed).get(value, value), "info")

    def render_score(self, record: ListPlace) -> str:
        return f"{record.score:.2f}"

    def render_interval(self, record: ListPlace) -> str:
        return f"{record.low}–{record.high}"

    def render_moved(self, record: ListPlace) -> str:
        return moved(record)


def moved(place: ListPlace) -> str:
    """How many places a firm rose or fell since the last edition, in a word."""
    if place.rank_before is None:
        return chip(_("new"), "info") if place.edition.before_id else "—"
    change = place.rank_before - place.rank
    if not change:
        return "="
    return chip(f"▲ {change}", "ok") if change > 0 else chip(f"▼ {-change}", "warn")


class OmissionTable(ListTable):
    """Firms that an edition leaves out."""

    firm = tables.Column(
        verbose_name=gettext_lazy("Firm"), accessor="organisation__label", order_by="organisation__name"
    )
    reason = tables.Column(verbose_name=gettext_lazy("Reason"))
    keys = tables.Column(verbose_name=gettext_lazy("Which"), orderable=False)

    class Meta(ListTable.Meta):
        sequence = ("firm", "reason", "keys")

    def render_reason(self, record: ListOmission) -> str:
        return record.get_reason_display()

    def render_keys(self, record: ListOmission, value: list[str]) -> str:
        names = names_of(record.edition.listed)
        return "、".join(names.get(key, key) for key in value)


class OmissionFilter(django_filters.FilterSet):
    """Firms left out, by reason."""

    reason = django_filters.MultipleChoiceFilter(label=gettext_lazy("Reason"), choices=OmissionReason.choices)

    class Meta:
        model = ListOmission
        fields = ("reason",)


class RunTable(ListTable):
    """Payment runs."""

    label = tables.Column(
        verbose_name=gettext_lazy("Payment"),
        order_by="name",
        linkify=lambda record: reverse("cultivation:run", args=[record.pk]),
    )
    on = tables.DateColumn(verbose_name=gettext_lazy("Day of the rules"), format="Y-m-d")
    organisation = tables.Column(verbose_name=gettext_lazy("Paid by"), order_by="organisation__name")
    paid = NumberColumn(verbose_name=gettext_lazy("Firms"))
    total = NumberColumn(verbose_name=gettext_lazy("Sum"))
    state = tables.Column(verbose_name=gettext_lazy("State"))
    notice_until = tables.DateColumn(verbose_name=gettext_lazy("Notice until"), format="Y-m-d")

    class Meta(ListTable.Meta):
        sequence = ("label", "on", "organisation", "paid", "total", "state", "notice_until")

    def render_organisation(self, record: PaymentRun) -> str:
        return record.organisation.label

    def render_total(self, value: int) -> str:
        return money(value)

    def render_state(self, record: PaymentRun) -> str:
        state = PAYMENT.state(record)
        return chip(state.label, state.tone)


class RunFilter(django_filters.FilterSet):
    """Runs by state."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=PAYMENT.choices)

    class Meta:
        model = PaymentRun
        fields = ("state", "benefit")


OUTCOME_TONES = {
    Outcome.PAY: "ok",
    Outcome.EVIDENCE: "warn",
    Outcome.HELD: "warn",
    Outcome.UNKNOWN: "info",
    Outcome.CONFLICT: "bad",
    Outcome.INVALID: "bad",
}


class LineTable(ListTable):
    """The firms of a run."""

    firm = tables.Column(
        verbose_name=gettext_lazy("Firm"),
        accessor="organisation__label",
        order_by="organisation__name",
        linkify=lambda record: reverse("cultivation:line", args=[record.run_id, record.organisation.key]),
    )
    outcome = tables.Column(verbose_name=gettext_lazy("Outcome"))
    amount = NumberColumn(verbose_name=gettext_lazy("Amount"))
    needs = tables.Column(verbose_name=gettext_lazy("What is missing"), orderable=False)

    class Meta(ListTable.Meta):
        sequence = ("firm", "outcome", "amount", "needs")

    def render_outcome(self, record: PaymentLine) -> str:
        return chip(record.get_outcome_display(), OUTCOME_TONES.get(Outcome(record.outcome), "mute"))

    def render_amount(self, value: int) -> str:
        return money(value) if value else "—"

    def render_needs(self, value: list[str]) -> str:
        return "、".join(fact_names(value)) or "—"


class LineFilter(django_filters.FilterSet):
    """Lines by outcome."""

    outcome = django_filters.MultipleChoiceFilter(label=gettext_lazy("Outcome"), choices=Outcome.choices)

    class Meta:
        model = PaymentLine
        fields = ("outcome",)


class StandingTable(ListTable):
    """Firms by how near they are to a title, or to losing one."""

    firm = tables.Column(
        verbose_name=gettext_lazy("Firm"),
        accessor="organisation__label",
        order_by="organisation__name",
        linkify=lambda record: reverse("cultivation:firm_ladder", args=[record.organisation.key]),
    )
    city = tables.Column(
        verbose_name=gettext_lazy("City"), accessor="organisation__city__label", order_by="organisation__city__name"
    )
    status = tables.Column(verbose_name=gettext_lazy("Titles"))
    failing = NumberColumn(verbose_name=gettext_lazy("Do not hold"))
    unknown = NumberColumn(verbose_name=gettext_lazy("Cannot be told"))
    gaps = tables.Column(verbose_name=gettext_lazy("What is between"), orderable=False)
    expires = tables.Column(verbose_name=gettext_lazy("Valid until"))

    class Meta(ListTable.Meta):
        sequence = ("firm", "city", "status", "failing", "unknown", "gaps", "expires")

    def render_status(self, value: str) -> str:
        return chip(status_names().get(value, value), "info")

    def render_gaps(self, value: list[dict[str, str]]) -> str:
        """The first three conditions between, those that surely do not hold before those that cannot be told."""
        ordered = sorted(value, key=lambda gap: gap["state"] != "no")
        shown = [in_language(gap["name"], gap["name_en"]) for gap in ordered]
        return "、".join(shown[:3]) + ("…" if len(shown) > 3 else "") or "—"

    def render_expires(self, record: LadderStanding) -> str:
        return local_date(record.expires)


class StandingFilter(django_filters.FilterSet):
    """Standings by title."""

    status = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Titles"), choices=lambda: list(status_names().items())
    )

    class Meta:
        model = LadderStanding
        fields = ("status",)


class MemberTable(ListTable):
    """The firms of a library."""

    label = tables.Column(
        verbose_name=gettext_lazy("Firm"),
        accessor="firm__label",
        order_by="firm__name",
        linkify=lambda record: reverse("cultivation:member", args=[record.library, record.pk]),
    )
    tier = tables.Column(verbose_name=gettext_lazy("Tier"))
    state = tables.Column(verbose_name=gettext_lazy("State"))
    entered_on = tables.DateColumn(verbose_name=gettext_lazy("Entered"), format="Y-m-d")
    valid_until = tables.DateColumn(verbose_name=gettext_lazy("Valid until"), format="Y-m-d")
    kept_by = tables.Column(
        verbose_name=gettext_lazy("Kept by"), accessor="organisation__label", order_by="organisation__name"
    )

    class Meta(ListTable.Meta):
        sequence = ("label", "tier", "state", "entered_on", "valid_until", "kept_by")

    def render_tier(self, record: LibraryMember, value: str) -> str:
        names = {part.key: in_language(part.name, part.name_en) for part in library_of(record.library).tiers}
        return names.get(value, value)

    def render_state(self, record: LibraryMember) -> str:
        state = MEMBER.state(record)
        return chip(state.label, state.tone)


class MemberFilter(django_filters.FilterSet):
    """Places by state and by the end of their term: what must be re-checked."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=MEMBER.choices)
    valid_until = DayRangeFilter(label=gettext_lazy("Valid until"))

    class Meta:
        model = LibraryMember
        fields = ("state", "valid_until")


class FilingTable(ListTable):
    """Loans, premiums, pledges and investments."""

    number = tables.Column(
        verbose_name=gettext_lazy("Contract number"),
        linkify=lambda record: reverse("cultivation:filing", args=[record.pk]),
    )
    scheme = tables.Column(verbose_name=gettext_lazy("Scheme"))
    firm = tables.Column(verbose_name=gettext_lazy("Firm"), accessor="firm__label", order_by="firm__name")
    financier = tables.Column(
        verbose_name=gettext_lazy("Financier"), accessor="financier__label", order_by="financier__name"
    )
    amount = NumberColumn(verbose_name=gettext_lazy("Amount"))
    begins = tables.DateColumn(verbose_name=gettext_lazy("From"), format="Y-m-d")
    state = tables.Column(verbose_name=gettext_lazy("State"))

    class Meta(ListTable.Meta):
        sequence = ("number", "scheme", "firm", "financier", "amount", "begins", "state")

    def render_scheme(self, value: str) -> str:
        scheme = scheme_of(value)
        return in_language(scheme.name, scheme.name_en)

    def render_amount(self, value: int) -> str:
        return money(value)

    def render_state(self, record: FinanceFiling) -> str:
        state = FILING.state(record)
        return chip(state.label, state.tone)


class FilingFilter(django_filters.FilterSet):
    """Filings by state, scheme and first loans."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=FILING.choices)
    first_loan = django_filters.BooleanFilter(label=gettext_lazy("First loan of the firm"))

    class Meta:
        model = FinanceFiling
        fields = ("state", "first_loan")
