"""Run a corpus at an origin: terms, forecasts, dossiers of the first candidates, themes."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.fields.queries import suggest_all
from xinzhi.foresight.engine.bundle import terms_csv
from xinzhi.foresight.engine.corpus import CorpusError
from xinzhi.foresight.engine.foresee import LIST
from xinzhi.foresight.engine.run import Parameters, Run, run_corpus
from xinzhi.foresight.models import Candidate, Corpus, ForesightRun
from xinzhi.foresight.queries.rules_file import region_places

MOST = 500


def make_run(
    *,
    actor: Any,
    corpus: Corpus,
    origin: int,
    horizon: int = 2,
    most: int = MOST,
    tell: Callable[[str, int], None] = lambda _w, _p: None,
) -> ForesightRun:
    """The run of the corpus at this origin with its first candidates, each filed under the field it most likely belongs to.

    Where it was run before, the earlier run is given back and nothing is computed. `tell` hears what is being done and how many
    hundredths are done. Raises PermissionDenied (analysts, plan office) and ValidationError: an origin that the corpus cannot serve.
    """
    require(actor, "foresight.prepare")
    if known := ForesightRun.objects.filter(corpus=corpus, origin=origin, horizon=horizon).first():
        return known
    if not 1 <= horizon <= 10 or not 1 <= most <= 5000:
        raise ValidationError(_("Years ahead: 1 to 10; candidates kept: 1 to 5,000."), code="parameters")
    wanted = Parameters(
        origin, horizon, most, tuple(corpus.columns.get("text", ())), corpus.columns.get("date", ""), region_places()
    )
    try:
        found = run_corpus(_local(corpus), wanted, tell=tell)
    except CorpusError as error:
        raise ValidationError(str(error), code="corpus") from error
    run = ForesightRun(
        corpus=corpus,
        origin=origin,
        horizon=horizon,
        most=most,
        about=found.about,
        methods=found.methods,
        themes=found.themes,
        digest=found.digest,
        made_by=actor,
        simulated=corpus.simulated,
    )
    candidates = _candidates(run, found)
    with recorded("foresight.make_run", actor=actor, subject=run, new=True):
        run.terms = store_file(
            actor=actor,
            file=ContentFile(terms_csv(found.terms), name="terms.csv"),
            media_type="text/csv",
            limit=1 << 30,
            any_kind=True,
        )
        run.save()
        Candidate.objects.bulk_create(candidates, batch_size=500)
    return run


def _local(corpus: Corpus) -> Any:
    """Where the corpus lies: the engine reads it from the disk."""
    from pathlib import Path

    return Path(default_storage.path(corpus.file.path))


def _candidates(run: ForesightRun, found: Run) -> list[Candidate]:
    suggested = suggest_all([c["term"] for c in found.candidates], top=1)
    ahead = run.horizon
    rows = []
    for told, fields in zip(found.candidates, suggested, strict=True):
        best = fields[0] if fields else None
        region = told["region"] or (None, None)
        rows.append(
            Candidate(
                run=run,
                term=told["term"],
                rank=told["rank"],
                score=told["score"],
                chance=told["chance"],
                chance_long=told["chance_long"],
                papers=told["papers"],
                share=told["share"],
                growth=growth_of(told["shares"], ahead),
                first_year=told["first_year"],
                ranks={m: told[f"rank {m}"] for m in found.methods if m != LIST},
                because=told["because"],
                shares=told["shares"],
                fan=told["fan"],
                theme=told["theme"],
                papers_shown=told["papers_shown"],
                region_told=region[0],
                region_local=region[1],
                patents=told["patents"],
                field=best.field if best else None,
                field_chance=round(best.chance, 4) if best else None,
                simulated=run.simulated,
            )
        )
    return rows


def growth_of(shares: list[list[int]], window: int) -> float | None:
    """Share in the last `window` years over that in as many years before, half a paper added to both; None without those years."""
    if len(shares) < 2 * window:
        return None
    (n, of), (m, before) = (
        (sum(s[1] for s in part), sum(s[2] for s in part)) for part in (shares[-window:], shares[-2 * window : -window])
    )
    return round((n + 0.5) / max(of, 1) / ((m + 0.5) / max(before, 1)), 4)
