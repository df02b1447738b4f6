"""What of the room can be searched: published editions of lists, and payment runs in and after their public notice."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import money
from xinzhi.core.roles import Role
from xinzhi.core.search.engine import Document
from xinzhi.core.search.engine.index import ordinal
from xinzhi.core.search.searchable import PUBLIC, Source, register

from .models import ListEdition, ListPlace, Outcome, PaymentLine, PaymentRun
from .rules import visible_editions, visible_runs

_WEIGHT = 0.8
_NAMED = 200  # firms of a list or a run by which it is found


def register_sources() -> None:
    """Tell the search box; called once when Django is ready."""
    register(Source("cultivation.listedition", _("Ranked lists"), _editions, _edition, _visible_editions))
    runs = Source(
        "cultivation.paymentrun", _("Payments without application"), _runs, _run, _visible_runs, {PaymentLine: _runs_of}
    )
    register(runs)


def _editions() -> QuerySet[ListEdition]:
    first = ListPlace.objects.filter(rank__lte=_NAMED).select_related("organisation").defer("parts", "causes")
    return ListEdition.objects.select_related("organisation").prefetch_related(
        Prefetch("places", first, to_attr="first")
    )


def _visible_editions(user: Any, pks: Collection[int]) -> Iterable[int]:
    return visible_editions(user).filter(pk__in=pks).values_list("pk", flat=True)


def _edition(edition: ListEdition) -> Document:
    """Found by the list's name, its publisher and the firms in front; what is not out by its keepers alone."""
    own = (f"{Role.PROGRAMME_MANAGER}@{edition.organisation_id}",)
    out = edition.state in {"published", "withdrawn"}
    return Document(
        kind="cultivation.listedition",
        pk=edition.pk,
        name=f"{edition.name} {edition.year}",
        name_en=f"{edition.name_en} {edition.year}",
        audience=(PUBLIC,) if out else own,
        simulated=edition.simulated,
        weight=_WEIGHT,
        url=reverse("cultivation:edition", args=[edition.pk]),
        note=edition.organisation.name,
        note_en=edition.organisation.name_en,
        body="\n".join(place.organisation.name for place in edition.first[:_NAMED]),  # type: ignore[attr-defined]
        facets={"year": [str(edition.year)]},
        as_of=ordinal(edition.published_at.date()) if edition.published_at else 0,
    )


def _runs() -> QuerySet[PaymentRun]:
    paid = PaymentLine.objects.filter(outcome=Outcome.PAY).select_related("organisation").defer("facts", "conditions")
    return PaymentRun.objects.select_related("organisation").prefetch_related(
        Prefetch("lines", paid, to_attr="paid_lines")
    )


def _runs_of(lines: Collection[int]) -> Iterable[int]:
    return PaymentLine.objects.filter(pk__in=lines).values_list("run_id", flat=True)


def _visible_runs(user: Any, pks: Collection[int]) -> Iterable[int]:
    return visible_runs(user).filter(pk__in=pks).values_list("pk", flat=True)


def _run(run: PaymentRun) -> Document:
    """Found by the benefit, its basis and the firms that are paid; before its notice by its keepers alone."""
    own = (f"{Role.PROGRAMME_MANAGER}@{run.organisation_id}",)
    lines: list[PaymentLine] = run.paid_lines  # type: ignore[attr-defined]
    total = money(sum(line.amount for line in lines))
    return Document(
        kind="cultivation.paymentrun",
        pk=run.pk,
        name=f"{run.name} {run.on}",
        name_en=f"{run.name_en} {run.on}",
        audience=(PUBLIC,) if run.state in {"noticed", "closed"} else own,
        simulated=run.simulated,
        weight=_WEIGHT,
        url=reverse("cultivation:run", args=[run.pk]),
        note=f"{run.organisation.name} · {total}",
        note_en=f"{run.organisation.name_en} · {total}",
        body="\n".join([run.basis, *(line.organisation.name for line in lines[:_NAMED])]),
        facets={"year": [str(run.on.year)]},
        as_of=ordinal(run.on),
    )
