"""An invented corpus, registered; the engine's answer on it is computed once a session, as it is always the same."""

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


@functools.cache
def invented():
    """Bytes of an invented corpus of the years 2004 to 2014, with institutes of the region."""
    path = Path(tempfile.mkdtemp(prefix="xinzhi-invented-")) / "corpus.parquet"
    return simulated_corpus(path, papers=100, first=2004, last=2014, region="Shandong").read_bytes()


@functools.cache
def _run(wanted):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.parquet"
        path.write_bytes(invented())
        return run_corpus(path, wanted)


def corpus_of(*, actor=None, simulated=True, name="模拟论文库", content=None):
    """The invented corpus, registered."""
    return register_corpus(
        actor=actor,
        file=ContentFile(content or invented(), name="corpus.parquet"),
        name=name,
        name_en="Simulated papers",
        source="模拟生成",
        as_of=dt.date(2026, 11, 1),
        simulated=simulated,
    )


def run_of(corpus, origin=2012, *, actor=None):
    """The run at an origin."""
    with mock.patch("xinzhi.foresight.actions.make_run.run_corpus", lambda _path, wanted, **_more: _run(wanted)):
        return make_run(actor=actor, corpus=corpus, origin=origin)


def submitted(run, *, length=12, actor=None):
    """An edition that waits for a second person."""
    return submit_edition(actor=actor, edition=draft_edition(actor=actor, run=run, length=length))


def published(run, *, length=12):
    """A published edition of the run."""
    edition = approve_edition(actor=None, edition=submitted(run, length=length))
    return publish_edition(actor=None, edition=edition)
