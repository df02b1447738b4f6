import pytest
from foresight_help import corpus_of, run_of, published
from xinzhi.foresight.actions import score_edition
from xinzhi.foresight.engine.bundle import recompute
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db


def test_smoke():
    corpus = corpus_of()
    run = run_of(corpus, 2011)
    print(run, run.about, run.candidates.count())
    e = published(run)
    print(e, e.baselines)
    for x in e.entries.all():
        print(x.position, x.candidate.term, x.ring, x.figures)
    with default_storage.open(e.bundle.path) as f:
        r = recompute(f.read())
    assert r.problems == []
    assert r.digest == e.digest
    s = score_edition(actor=None, edition=e, corpus=corpus)
    print(s[0].result["lists"])
    e2 = published(run_of(corpus, 2012))
    print([(x.ring_before, x.ring) for x in e2.entries.all()], [(x.reason, x.rank) for x in e2.exits.all()])
