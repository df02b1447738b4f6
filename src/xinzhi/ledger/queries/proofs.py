"""Which entries speak of a thing: what a proof badge leads to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max
from django.urls import reverse

from xinzhi.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Proof:
    """How many entries speak of a thing, and the page that opens them (`{% proof p.count p.url %}`)."""

    count: int
    url: str


NONE = Proof(0, "")


def proof_of(kind: str, pk: object, *, verb: str = "") -> Proof:
    """The proof of one thing, say ("plan.report", 12); with `verb` only that action counts. One query."""
    return proofs_of(kind, [pk], verb=verb).get(str(pk), NONE)


def proofs_of(kind: str, pks: Iterable[object], *, verb: str = "") -> dict[str, Proof]:
    """The proofs of many things of one kind by their number as text, in one query; things without any are left out.

    Only what is integrated counts: before, nothing can be verified. One entry's badge opens that entry, several a list.
    """
    entries = Entry.objects.filter(subject_kind=kind, subject_id__in=[str(pk) for pk in pks], position__isnull=False)
    if verb:
        entries = entries.filter(verb=verb)
    rows = entries.order_by().values("subject_id").annotate(count=Count("pk"), last=Max("position"))
    return {
        row["subject_id"]: Proof(
            row["count"],
            reverse("ledger:entry", args=[row["last"]])
            if row["count"] == 1
            else reverse("ledger:thing", args=[kind, row["subject_id"]]),
        )
        for row in rows
    }
