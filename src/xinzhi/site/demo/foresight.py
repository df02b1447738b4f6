"""The simulated foresight of the demonstration: an invented corpus, a run, a Delphi, an edition in hindsight that is judged."""

import datetime as dt
import tempfile
from pathlib import Path

from django.core.files.base import File

from xinzhi.foresight.actions import (
    approve_edition,
    ask_experts,
    describe_edition,
    draft_edition,
    make_run,
    publish_edition,
    register_corpus,
    score_edition,
    submit_edition,
)
from xinzhi.foresight.actions.close_delphi import approve_delphi
from xinzhi.foresight.delphi_simulation import simulate_survey
from xinzhi.foresight.engine.simulated import simulated_corpus
from xinzhi.foresight.models import Corpus, ForesightEdition

from .people import Person

ORIGIN, LAST = 2012, 2014
_LENGTH = 16


def simulate_foresight(people: dict[str, Person]) -> ForesightEdition | None:
    """The published edition, made by the analyst and approved by the plan office; None where it stands already."""
    if Corpus.objects.filter(simulated=True).exists():
        return None
    analyst, office, second = (people[name].user for name in ("analyst", "office", "office2"))
    with tempfile.TemporaryDirectory(prefix="xinzhi-demo-") as folder:
        path = simulated_corpus(Path(folder) / "corpus.parquet", papers=100, first=2004, last=LAST, region="Shandong")
        with path.open("rb") as file:
            corpus = register_corpus(
                actor=analyst,
                file=File(file, name=path.name),
                name="（模拟）论文库",
                name_en="(Simulated) papers",
                source="模拟生成，非真实论文",
                as_of=dt.date(LAST, 12, 31),
                simulated=True,
            )
    run = make_run(actor=analyst, corpus=corpus, origin=ORIGIN)
    edition = draft_edition(actor=analyst, run=run, length=_LENGTH)
    describe_edition(
        actor=analyst,
        edition=edition,
        summary=f"（模拟）用虚构论文库演示：只用截至 {ORIGIN} 年底的知识编制，再用其后两年检验。",
    )
    survey = ask_experts(
        actor=analyst,
        edition=edition,
        organisation=people["analyst"].organisation,
        sheet="technology",
        name="（模拟）未来技术德尔菲调查",
        name_en="(Simulated) Delphi survey of future technologies",
    )
    simulate_survey(survey, actor=analyst)
    approve_delphi(actor=office, survey=survey, public=True)
    submit_edition(actor=analyst, edition=edition)
    approve_edition(actor=office, edition=edition)
    publish_edition(actor=second, edition=edition)
    score_edition(actor=analyst, edition=edition, corpus=corpus)
    return edition
