"""What of foresight can be searched: editions of the list, technologies that stand on one, studies."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from xinzhi.core.roles import Role
from xinzhi.core.search.engine import Document
from xinzhi.core.search.engine.index import ordinal
from xinzhi.core.search.searchable import PUBLIC, Source, register
from xinzhi.fields.searching import with_ancestors

from .models import Candidate, ForesightEdition, ListEntry, Study
from .rules import visible_candidates, visible_editions, visible_studies

_INSIDE = tuple(f"role:{role}" for role in (Role.ANALYST, Role.PLAN_OFFICE, Role.AUDITOR))


def register_sources() -> None:
    """Tell the search box; called once when Django is ready."""
    register(Source("foresight.edition", _("Editions of the list"), _editions, _edition, _visible_editions))
    register(
        Source(
            "foresight.technology",
            _("Future technologies"),
            _listed,
            _technology,
            _visible_candidates,
            {ListEntry: _of_entries, ForesightEdition: _of_editions},
        )
    )
    register(Source("foresight.study", _("Strategic studies"), _studies, _study, _visible_studies))


def _editions() -> QuerySet[ForesightEdition]:
    return ForesightEdition.objects.select_related("run")


def _visible_editions(user: Any, pks: Collection[int]) -> Iterable[int]:
    return visible_editions(user).filter(pk__in=pks).values_list("pk", flat=True)


def _edition(edition: ForesightEdition) -> Document:
    return Document(
        kind="foresight.edition",
        pk=edition.pk,
        name=f"{edition.name} {edition.run.origin}",
        name_en=f"{edition.name_en} {edition.run.origin}",
        url=reverse("foresight:edition", args=[edition.pk]),
        audience=(PUBLIC,) if edition.state in {"published", "withdrawn"} else _INSIDE,
        note=edition.summary[:200],
        facets={"year": [str(edition.run.origin)]},
        simulated=edition.simulated,
        as_of=ordinal(edition.published_at.date()) if edition.published_at else 0,
        weight=0.8,
    )


def _listed() -> QuerySet[Candidate]:
    """Candidates that stand on an edition which was not given up."""
    shown = ListEntry.objects.exclude(edition__state="discarded").values("candidate")
    return (
        Candidate.objects.filter(pk__in=shown)
        .select_related("run", "field__parent__parent")
        .prefetch_related("entries__edition")
    )


def _of_entries(pks: Collection[int]) -> Iterable[int]:
    return ListEntry.objects.filter(pk__in=pks).values_list("candidate", flat=True)


def _of_editions(pks: Collection[int]) -> Iterable[int]:
    return ListEntry.objects.filter(edition__in=pks).values_list("candidate", flat=True)


def _visible_candidates(user: Any, pks: Collection[int]) -> Iterable[int]:
    return visible_candidates(user).filter(pk__in=pks).values_list("pk", flat=True)


def _technology(candidate: Candidate) -> Document:
    entries = list(candidate.entries.all())
    public = any(e.is_public and e.edition.state == "published" for e in entries)
    with override("zh-hans"):
        note = str(candidate.run.origin)
    return Document(
        kind="foresight.technology",
        pk=candidate.pk,
        name=candidate.name or candidate.term,
        name_en=candidate.term if candidate.name else "",
        url=reverse("foresight:candidate", args=[candidate.pk]),
        audience=(PUBLIC,) if public else _INSIDE,
        note=note,
        body=" ".join(e.statement for e in entries if e.is_public or not public),
        facets={
            "field": list(with_ancestors(candidate.field)) if candidate.field else [],
            "year": [str(candidate.run.origin)],
        },
        simulated=candidate.simulated,
        weight=0.5,
    )


def _studies() -> QuerySet[Study]:
    return Study.objects.select_related("client")


def _visible_studies(user: Any, pks: Collection[int]) -> Iterable[int]:
    return visible_studies(user).filter(pk__in=pks).values_list("pk", flat=True)


def _study(study: Study) -> Document:
    return Document(
        kind="foresight.study",
        pk=study.pk,
        name=study.name,
        name_en=study.name_en,
        url=reverse("foresight:study", args=[study.pk]),
        audience=(PUBLIC,) if study.state == "published" else _INSIDE,
        note=study.question[:200],
        simulated=study.simulated,
        as_of=ordinal(study.published_at.date()) if study.published_at else 0,
        weight=0.5,
    )
