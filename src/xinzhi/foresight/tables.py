"""The columns of the room's lists."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from xinzhi.core.formats import percent
from xinzhi.core.lists import ListTable, NumberColumn, YesNoFilter
from xinzhi.fields.models import Field
from xinzhi.fields.queries import with_descendants
from xinzhi.registry.filters import KeyFilter

from .models import Candidate, CandidateState, Corpus, ForesightEdition, ForesightRun, ListEntry, Study
from .words import chip, move_words, moved, ring_names, state_chip, study_chip
from .workflows import EDITION, STUDY


# --- from corpus to list, studies
class CorpusTable(ListTable):
    """Registered corpora."""

    label = tables.Column(
        verbose_name=gettext_lazy("Corpus"),
        order_by="name",
        linkify=lambda record: reverse("foresight:corpus", args=[record.pk]),
    )
    documents = NumberColumn(verbose_name=gettext_lazy("Documents"))
    first_year = tables.Column(verbose_name=gettext_lazy("First year"))
    last_year = tables.Column(verbose_name=gettext_lazy("Last year"))
    source = tables.Column(verbose_name=gettext_lazy("Source"))
    as_of = tables.DateColumn(verbose_name=gettext_lazy("As of"), format="Y-m-d")

    class Meta(ListTable.Meta):
        model = Corpus
        fields = ("label", "documents", "first_year", "last_year", "source", "as_of")


class RunTable(ListTable):
    """Runs of corpora."""

    corpus = tables.Column(
        verbose_name=gettext_lazy("Run"),
        accessor="corpus__label",
        order_by="corpus__name",
        linkify=lambda record: reverse("foresight:run", args=[record.pk]),
    )
    origin = tables.Column(verbose_name=gettext_lazy("Origin"))
    horizon = NumberColumn(verbose_name=gettext_lazy("Years ahead"))
    terms_alive = NumberColumn(verbose_name=gettext_lazy("Terms"), accessor="about__terms", orderable=False)
    created_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Computed on"), format="Y-m-d H:i")

    class Meta(ListTable.Meta):
        model = ForesightRun
        fields = ("corpus", "origin", "horizon", "terms_alive", "created_at")


class CandidateTable(ListTable):
    """Candidates of a run."""

    rank = NumberColumn(verbose_name=gettext_lazy("Rank"))
    label = tables.Column(
        verbose_name=gettext_lazy("Candidate"),
        order_by="term",
        linkify=lambda record: reverse("foresight:candidate", args=[record.pk]),
    )
    chance = NumberColumn(verbose_name=gettext_lazy("Probability"))
    chance_long = NumberColumn(verbose_name=gettext_lazy("Over five years"))
    papers = NumberColumn(verbose_name=gettext_lazy("Papers"))
    growth = NumberColumn(verbose_name=gettext_lazy("Growth (times)"))
    first_year = tables.Column(verbose_name=gettext_lazy("First seen"))
    field = tables.Column(
        verbose_name=gettext_lazy("Future-industry field"), accessor="field__label", order_by="field__name"
    )
    state = tables.Column(verbose_name=gettext_lazy("State"))

    class Meta(ListTable.Meta):
        model = Candidate
        fields = ("rank", "label", "chance", "chance_long", "papers", "growth", "first_year", "field", "state")

    def render_chance(self, value: float) -> str:
        return percent(value)

    def render_chance_long(self, value: float) -> str:
        return percent(value)

    def render_growth(self, value: float) -> str:
        return f"{value:.2f}"

    def render_state(self, record: Candidate) -> str:
        tone = {"open": "info", "rejected": "bad"}.get(record.state, "mute")
        return chip(record.get_state_display(), tone)


class _InField(django_filters.FilterSet):
    """By field, with what is filed below it."""

    field = KeyFilter(queryset=Field.objects.all(), label=gettext_lazy("Future-industry field"), method="below")

    def below(self, rows: QuerySet[Candidate], _name: str, value: Field) -> QuerySet[Candidate]:
        return rows.filter(field__in=with_descendants([value]))


class CandidateFilter(_InField):
    """Candidates by field, state and least probability."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=CandidateState.choices)
    least = django_filters.NumberFilter(
        label=gettext_lazy("Probability at least (0 to 1)"), field_name="chance", lookup_expr="gte"
    )
    unfiled = YesNoFilter(label=gettext_lazy("Without a field"), field_name="field", lookup_expr="isnull")

    class Meta:
        model = Candidate
        fields = ("state", "field", "least", "unfiled")


class EditionTable(ListTable):
    """Editions of the list."""

    label = tables.Column(
        verbose_name=gettext_lazy("Edition"),
        order_by="name",
        linkify=lambda record: reverse("foresight:edition", args=[record.pk]),
    )
    number = NumberColumn(verbose_name=gettext_lazy("Number"))
    origin = tables.Column(verbose_name=gettext_lazy("Origin"), accessor="run__origin")
    retrospective = tables.BooleanColumn(verbose_name=gettext_lazy("Made in hindsight"))
    state = tables.Column(verbose_name=gettext_lazy("State"))
    published_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Published on"), format="Y-m-d")

    class Meta(ListTable.Meta):
        model = ForesightEdition
        fields = ("label", "number", "origin", "retrospective", "state", "published_at")

    def render_retrospective(self, value: bool) -> str:
        from django.utils.translation import gettext as _

        return _("yes") if value else _("no")

    def render_state(self, record: ForesightEdition) -> str:
        return state_chip(record)


class EditionFilter(django_filters.FilterSet):
    """Editions by state, and whether they were made in hindsight."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=EDITION.choices)
    retrospective = YesNoFilter(label=gettext_lazy("Made in hindsight"))

    class Meta:
        model = ForesightEdition
        fields = ("state", "retrospective")


class EntryTable(ListTable):
    """The technologies of an edition."""

    position = NumberColumn(verbose_name=gettext_lazy("No."))
    label = tables.Column(
        verbose_name=gettext_lazy("Technology"),
        accessor="candidate__label",
        order_by="candidate__term",
        linkify=lambda record: reverse("foresight:candidate", args=[record.candidate_id]),
    )
    ring = tables.Column(verbose_name=gettext_lazy("Ring"))
    field = tables.Column(
        verbose_name=gettext_lazy("Future-industry field"), accessor="field__label", order_by="field__name"
    )
    chance = NumberColumn(verbose_name=gettext_lazy("Probability"), accessor="candidate__chance")
    papers = NumberColumn(verbose_name=gettext_lazy("Papers"), accessor="candidate__papers")
    move = tables.Column(verbose_name=gettext_lazy("Moved"), accessor="ring_before", empty_values=(), orderable=False)
    statement = tables.Column(verbose_name=gettext_lazy("Why it is listed"), orderable=False)

    class Meta(ListTable.Meta):
        model = ListEntry
        fields = ("position", "label", "ring", "field", "chance", "papers", "move", "statement")

    def render_ring(self, record: ListEntry, value: str) -> str:
        return ring_names(record.edition.rules).get(value, value)

    def render_chance(self, value: float) -> str:
        return percent(value)

    def render_move(self, record: ListEntry) -> str:
        _key, words, tone = moved(record, record.edition)
        why = " · ".join(filter(None, (move_words(record), record.move_reason)))
        return format_html('{} <span class="small muted">{}</span>', chip(words, tone), why) if words else "—"


class EntryFilter(_InField):
    """Technologies of an edition by ring and field."""

    ring = django_filters.MultipleChoiceFilter(label=gettext_lazy("Ring"), choices=())

    class Meta:
        model = ListEntry
        fields = ("ring", "field")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        first = self.queryset.first()
        names = ring_names(first.edition.rules) if first else {}
        self.filters["ring"].extra["choices"] = list(names.items())


class StudyTable(ListTable):
    """Strategic studies."""

    label = tables.Column(
        verbose_name=gettext_lazy("Study"),
        order_by="name",
        linkify=lambda record: reverse("foresight:study", args=[record.pk]),
    )
    client = tables.Column(
        verbose_name=gettext_lazy("Client department"), accessor="client__label", order_by="client__name"
    )
    due = tables.DateColumn(verbose_name=gettext_lazy("Due"), format="Y-m-d")
    state = tables.Column(verbose_name=gettext_lazy("State"))

    class Meta(ListTable.Meta):
        model = Study
        fields = ("label", "client", "due", "state")

    def render_state(self, record: Study) -> str:
        return study_chip(record)


class StudyFilter(django_filters.FilterSet):
    """Studies by state."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=STUDY.choices)

    class Meta:
        model = Study
        fields = ("state",)
