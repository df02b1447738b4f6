"""An invented corpus, registered and run once a session; what it gave is stored again for each test."""

import datetime as dt
import functools
import tempfile
from pathlib import Path
from unittest import mock

from django.core.files.base import ContentFile

from xinzhi.foresight.actions import (
    approve_edition,
    draft_edition,
    make_run,
    publish_edition,
    register_corpus,
    submit_edition,
)
from xinzhi.foresight.engine.run import run_corpus
from xinzhi.foresight.engine.simulated import simulated_corpus

ORIGINS = (2011, 2012)


@functools.cache
def invented_corpus(seed=0):
    """Bytes of an invented corpus of the years 2003 to 2014, with the region's institutes."""
    path = Path(tempfile.mkdtemp(prefix="xinzhi-invented-")) / "corpus.parquet"
    return simulated_corpus(path, papers=120, first=2003, last=2014, seed=seed, region="Shandong").read_bytes()


@functools.cache
def _run(content, wanted):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.parquet"
        path.write_bytes(content)
        return run_corpus(path, wanted)


def corpus_of(*, actor=None, simulated=True, seed=0, name="模拟论文库"):
    """The invented corpus, registered."""
    return register_corpus(
        actor=actor,
        file=ContentFile(invented_corpus(seed), name="corpus.parquet"),
        name=name,
        source="模拟生成",
        as_of=dt.date(2026, 11, 1),
        simulated=simulated,
    )


def run_of(corpus, origin=2012, *, actor=None):
    """The run at an origin. The engine's answer is computed once for each corpus and origin: it is always the same."""
    content = invented_corpus(0)
    with mock.patch("xinzhi.foresight.actions.make_run.run_corpus", lambda _path, wanted, **_m: _run(content, wanted)):
        return make_run(actor=actor, corpus=corpus, origin=origin)


def published(run, *, length=12):
    """A published edition of the run."""
    edition = draft_edition(actor=None, run=run, length=length)
    submit_edition(actor=None, edition=edition)
    approve_edition(actor=None, edition=edition)
    return publish_edition(actor=None, edition=edition)
