"""Where a version's entry in the log is, and its bundle."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse

from xinzhi.ledger.models import Entry

KIND = "integrity.recordversion"


@dataclass(frozen=True, slots=True)
class Proved:
    """The pages of an entry: the one that explains it, and its bundle as a download."""

    url: str
    bundle: str


def proved(versions: Iterable[int]) -> dict[int, Proved]:
    """Version to its entry's pages, one query; those that still wait for the next checkpoint are left out."""
    wanted = [str(pk) for pk in versions]
    entries = Entry.objects.filter(subject_kind=KIND, subject_id__in=wanted, position__isnull=False)
    rows = entries.order_by().values_list("subject_id").annotate(last=Max("position"))
    return {
        int(pk): Proved(reverse("ledger:entry", args=[last]), reverse("ledger:bundle", args=[last]))
        for pk, last in rows
    }
