"""Records as a person may see them: the words of those they may not read stay empty, also to search and sorting."""

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.utils.translation import gettext as _

from xinzhi.integrity.models import ResearchRecord
from xinzhi.integrity.rules import readable_records, visible_records


def shown_records(user: Any) -> QuerySet[Any]:
    """The visible records with `readable`, and `shown_title` and `shown_instrument`: "" where not readable."""
    words = {
        f"shown_{name}": Case(When(readable=True, then=F(name)), default=Value(""), output_field=CharField())
        for name in ("title", "instrument")
    }
    readable = Exists(readable_records(user).filter(pk=OuterRef("pk")))
    rows: QuerySet[ResearchRecord] = visible_records(user)
    return rows.annotate(readable=readable).annotate(**words)


def hidden_title(record: ResearchRecord) -> str:
    """What stands for the title of a record that the reader may not read."""
    return _("Record %(number)d (content not open)") % {"number": record.pk}
