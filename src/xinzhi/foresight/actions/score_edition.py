"""Judge an edition by what became of its technologies."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.engine.base import Base, read_base
from xinzhi.foresight.engine.corpus import CorpusError, find_columns
from xinzhi.foresight.engine.foresee import LIST
from xinzhi.foresight.engine.hits import as_dict, judge_lists
from xinzhi.foresight.models import Corpus, EditionScore, ForesightEdition
from xinzhi.foresight.workflows import PUBLIC
from xinzhi.ledger.actions import enter

HORIZONS = (2, 5)


def score_edition(
    *,
    actor: Any,
    edition: ForesightEdition,
    corpus: Corpus,
    horizons: tuple[int, ...] = HORIZONS,
    tell: Callable[[str, int], None] = lambda _w, _p: None,
) -> list[EditionScore]:
    """The hit rates of a published edition and of each baseline over these horizons, as far as the corpus reaches.

    They are entered in the log. A corpus by which it was judged before gives the same again. Raises PermissionDenied (analysts, plan
    office) and ValidationError: not published, simulated against real, no horizon over yet.
    """
    require(actor, "foresight.prepare")
    if edition.state not in PUBLIC:
        raise ValidationError(_("Only a published edition is judged."), code="state")
    if corpus.simulated != edition.simulated:
        raise ValidationError(
            _("A simulated edition is judged by its simulated corpus only, a real one by a real one."), code="simulated"
        )
    tell("reading", 5)
    path = Path(default_storage.path(corpus.file.path))
    try:
        columns = find_columns(path, text=corpus.columns.get("text", ()), date=corpus.columns.get("date", ""))
        base = read_base(path, columns)
    except CorpusError as error:
        raise ValidationError(str(error).replace(f"{path}: ", ""), code="corpus") from error
    tell("judging", 80)
    found, refused = [], []
    for horizon in horizons:
        try:
            found.append(_judge(edition, base, horizon))
        except CorpusError as error:
            refused.append(str(error))
    if not found:
        raise ValidationError("; ".join(refused), code="early")
    scores = []
    for result, result_public, horizon in found:
        score = EditionScore.objects.filter(edition=edition, horizon=horizon, corpus=corpus).first() or EditionScore(
            edition=edition, horizon=horizon, corpus=corpus, simulated=edition.simulated
        )
        with recorded("foresight.score_edition", actor=actor, subject=score, new=score.pk is None):
            score.result, score.result_public, score.made_by = result, result_public, actor
            score.save()
            enter(actor=actor, subject=score, content=statement(score), public=True, simulated=score.simulated)
        scores.append(score)
    return scores


def _judge(edition: ForesightEdition, base: Base, horizon: int) -> tuple[dict[str, Any], dict[str, Any], int]:
    entries = list(edition.entries.order_by("position").values_list("candidate__term", "is_public"))
    whole = [term for term, _public in entries]
    public = [term for term, is_public in entries if is_public]
    asked: dict[str, Any] = {
        "origin": edition.run.origin,
        "vocabulary": edition.run.horizon,
        "horizon": horizon,
        "takes": edition.rules.takes,
    }
    result = as_dict(judge_lists(base, {LIST: whole, **edition.baselines}, **asked))
    if public == whole:
        return result, result, horizon
    return result, as_dict(judge_lists(base, {LIST: public, **edition.baselines_public}, **asked)), horizon


def statement(score: EditionScore) -> dict[str, Any]:
    """What the log says of a hit rate: the public version's, with every baseline's."""
    told = score.result_public
    return {
        "edition": score.edition_id,
        "horizon": score.horizon,
        "corpus_sha256": score.corpus.digest,
        "terms": told["terms"],
        "positives": told["positives"],
        "hits": {name: [one["hits"], one["listed"]] for name, one in told["lists"].items()},
        "simulated": score.simulated,
    }
