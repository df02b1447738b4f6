"""Rank the firms of a year: the draft of an edition."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Max
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.cultivation.engine import (
    Firms,
    ListError,
    Moves,
    Ranking,
    Reliability,
    moves,
    rank,
    read_list,
    recompute,
    reliability,
    write_bundle,
)
from xinzhi.cultivation.models import ListEdition, ListOmission, ListPlace
from xinzhi.cultivation.queries.firm_data import firms_for
from xinzhi.cultivation.report import about
from xinzhi.cultivation.workflows import OPEN
from xinzhi.registry.models import Organisation

_BATCH = 2000


def draft_edition(
    *, actor: Any, organisation: Organisation, list_file: bytes, year: int, simulated: bool = False, why: str = ""
) -> ListEdition:
    """The draft of the list's next edition over the firms' figures of the year, with places, moves and bundle.

    Raises PermissionDenied (programme managers of the publishing body) and ValidationError: an unusable list file, an edition that
    is still open, fewer than two firms to rank.
    """
    require(actor, "cultivation.edit_edition", organisation)
    try:
        listed = read_list(list_file)
    except ListError as error:
        raise ValidationError([str(problem) for problem in error.problems] or [str(error)]) from error
    editions = ListEdition.objects.filter(list_key=listed.key, simulated=simulated)
    if editions.filter(state__in=OPEN).exists():
        raise ValidationError(_("An edition of this list is still open: publish or discard it first."), code="open")
    ranking = rank(listed, firms_for(listed, year, simulated=simulated))
    if len(ranking.ranks) < 2:
        raise ValidationError(
            _(
                "Only %(n)d firms can be ranked by the figures of %(year)d. Bring their figures in, or choose another year."
            ),
            code="few",
            params={"n": len(ranking.ranks), "year": year},
        )
    before = editions.filter(state="published").order_by("-number").first()
    number = (editions.exclude(state="discarded").aggregate(n=Max("number"))["n"] or 0) + 1
    moved = moves(_ranking_of(before), ranking) if before else None
    said = {"list": listed.key, "number": number, "year": year, "body": organisation.key, "simulated": simulated}
    content, digest = write_bundle(ranking, list_file, said)
    sure = reliability(ranking)
    edition = ListEdition(
        list_key=listed.key,
        name=listed.name,
        name_en=listed.name_en,
        number=number,
        year=year,
        organisation=organisation,
        list_text=list_file.decode(),
        report=about(ranking, sure, moved),
        digest=digest,
        before=before,
        prepared_by=actor,
        simulated=simulated,
    )
    with recorded("cultivation.draft_edition", actor=actor, subject=edition, why=why, new=True):
        edition.bundle = store_file(
            actor=actor, file=ContentFile(content, name="edition.zip"), media_type="application/zip", limit=1 << 30
        )
        edition.save()
        pks = _rows_of(ranking.firms)
        ListPlace.objects.bulk_create(_places(edition, ranking, sure, moved, pks), batch_size=_BATCH)
        ListOmission.objects.bulk_create(_omissions(edition, ranking, pks), batch_size=_BATCH)
    return edition


def _ranking_of(edition: ListEdition) -> Ranking:
    """The last edition ranked again from its own bundle."""
    with default_storage.open(edition.bundle.path, "rb") as file:
        return recompute(file.read()).ranking


def _rows_of(firms: Firms) -> dict[str, int]:
    """Key of each firm to its row in the register."""
    return (
        dict(Organisation.objects.filter(key__in=firms.ids).values_list("key", "pk"))
        if len(firms) < _BATCH
        else dict(Organisation.objects.values_list("key", "pk"))
    )


def _places(
    edition: ListEdition, ranking: Ranking, sure: Reliability | None, moved: Moves | None, pks: dict[str, int]
) -> Iterator[ListPlace]:
    stayed = {move.id: move for move in moved.stayed} if moved else {}
    decimals = ranking.listed.decimals
    for i, key in enumerate(ranking.ids):
        move = stayed.get(key)
        yield ListPlace(
            edition=edition,
            organisation_id=pks[key],
            rank=int(ranking.ranks[i]),
            score=_score(ranking.scores[i], decimals),
            tier=ranking.tiers[i],
            low=int(sure.low[i]) if sure else None,
            high=int(sure.high[i]) if sure else None,
            rank_before=move.rank_before if move else None,
            score_before=_score(move.score_before, decimals) if move else None,
            parts={
                name: round(float(values[i]), 6) for name, values in ranking.parts.items() if values[i] == values[i]
            },
            causes=[
                {
                    "key": cause.key,
                    "own": round(cause.own, decimals),
                    "yardstick": round(cause.yardstick, decimals),
                    "weight": round(cause.weight, decimals),
                }
                for cause in (move.causes if move else ())
            ],
            simulated=edition.simulated,
        )


def _omissions(edition: ListEdition, ranking: Ranking, pks: dict[str, int]) -> Iterator[ListOmission]:
    for out in ranking.left_out:
        key = ranking.firms.ids[out.row]
        yield ListOmission(
            edition=edition,
            organisation_id=pks[key],
            reason=out.reason,
            keys=list(out.keys),
            simulated=edition.simulated,
        )


def _score(value: float, decimals: int) -> Decimal:
    return Decimal(f"{value:.{decimals}f}")
