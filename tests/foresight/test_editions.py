"""Editions of the list: drafted, worked on, approved, published, judged."""

import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage

from factories import OrganisationFactory, person
from foresight_help import corpus_of, published, run_of, submitted
from permissions import check_action
from xinzhi.core.files import may_have
from xinzhi.core.models import Notification
from xinzhi.core.roles import Role
from xinzhi.foresight import hooks
from xinzhi.foresight.actions import (
    add_entry,
    approve_edition,
    describe_edition,
    discard_edition,
    draft_edition,
    edit_entry,
    explain_exit,
    offer_year_topics,
    publish_edition,
    reject_candidate,
    return_edition,
    score_edition,
    submit_edition,
    take_out,
    withdraw_edition,
)
from xinzhi.foresight.engine.bundle import recompute
from xinzhi.foresight.models import EditionScore, ForesightEdition
from xinzhi.foresight.queries.feeds import needs_of, topics_of
from xinzhi.foresight.queries.hits import hit_rows
from xinzhi.foresight.rules import visible_candidates, visible_editions, visible_entries
from xinzhi.ledger.models import Entry, EntryKind
from xinzhi.registry.models import Platform

pytestmark = pytest.mark.django_db
ANALYST, OFFICE = Role.ANALYST, Role.PLAN_OFFICE


@pytest.fixture
def corpus():
    return corpus_of()


@pytest.fixture
def run(corpus):
    return run_of(corpus)


def refused(act):
    with pytest.raises(ValidationError) as error:
        act()
    return error.value


def read(stored):
    with default_storage.open(stored.path) as file:
        return file.read()


def test_an_edition_is_drafted_by_analysts(run):
    edition = check_action(lambda actor: draft_edition(actor=actor, run=run, length=10), role=ANALYST)
    entries = list(edition.entries.select_related("candidate"))
    assert [e.candidate.rank for e in entries] == list(range(1, 11))
    assert [e.position for e in entries] == list(range(1, 11))
    assert all(e.ring == e.proposed == edition.rules.propose(e.figures)[0] for e in entries)
    assert edition.retrospective  # the corpus knows two years more
    assert edition.simulated
    assert edition.number == 1
    assert refused(lambda: draft_edition(actor=None, run=run)).code == "open"


def test_what_was_merged_or_rejected_is_not_listed(run):
    first = run.candidates.order_by("rank").first()
    reject_candidate(actor=None, candidate=first, why="过于宽泛")
    edition = draft_edition(actor=None, run=run, length=3)
    assert [e.candidate.rank for e in edition.entries.all()] == [2, 3, 4]


@pytest.mark.parametrize(
    ("before", "act", "role", "after"),
    [
        ("draft", submit_edition, ANALYST, "submitted"),
        ("submitted", return_edition, OFFICE, "draft"),
        ("submitted", approve_edition, OFFICE, "approved"),
        ("approved", publish_edition, OFFICE, "published"),
        ("draft", discard_edition, ANALYST, "discarded"),
        ("published", withdraw_edition, OFFICE, "withdrawn"),
    ],
)
def test_every_step_has_its_people(run, before, act, role, after):
    edition = submitted(run)
    ForesightEdition.objects.filter(pk=edition.pk).update(state=before)
    edition.refresh_from_db()
    check_action(lambda actor: act(actor=actor, edition=edition, why="核对"), role=role)
    edition.refresh_from_db()
    assert edition.state == after


@pytest.mark.parametrize("act", [approve_edition, return_edition])
def test_nobody_decides_on_what_they_prepared(run, act):
    officer = person(OFFICE)
    edition = submitted(run, actor=officer)
    with pytest.raises(PermissionDenied):
        act(actor=officer, edition=edition, why="自批")


def test_an_entry_is_changed_with_a_reason(run):
    edition = draft_edition(actor=None, run=run, length=5)
    entry = edition.entries.first()
    other = "tackle" if entry.proposed != "tackle" else "watch"
    assert "why" in refused(lambda: edit_entry(actor=None, entry=entry, ring=other)).message_dict
    assert "ring" in refused(lambda: edit_entry(actor=None, entry=entry, ring="nowhere", why="x")).message_dict
    check_action(
        lambda actor: edit_entry(
            actor=actor,
            entry=entry,
            ring=other,
            why="专家意见",
            statement="一句话",
            inside_note="内部",
            is_public=False,
        ),
        role=ANALYST,
    )
    entry.refresh_from_db()
    assert (entry.ring, entry.why, entry.is_public) == (other, "专家意见", False)


def test_the_draft_is_described_and_changed_only_while_it_is_one(run):
    edition = draft_edition(actor=None, run=run, length=5)
    check_action(lambda actor: describe_edition(actor=actor, edition=edition, summary="导言"), role=ANALYST)
    fifth = edition.entries.get(position=5)
    sixth = run.candidates.get(rank=6)
    check_action(lambda actor: add_entry(actor=actor, edition=edition, candidate=sixth, why="补充"), role=ANALYST)
    assert refused(lambda: add_entry(actor=None, edition=edition, candidate=sixth, why="x")).code == "listed"
    assert refused(lambda: take_out(actor=None, entry=fifth, why="")).code == "reason"
    check_action(lambda actor: take_out(actor=actor, entry=edition.entries.get(position=4), why="重复"), role=ANALYST)
    assert [(e.position, e.candidate.rank) for e in edition.entries.all()] == [(1, 1), (2, 2), (3, 3), (4, 5), (5, 6)]
    submit_edition(actor=None, edition=edition)
    entry = edition.entries.first()
    for act in (
        lambda: describe_edition(actor=None, edition=edition, summary="x"),
        lambda: edit_entry(actor=None, entry=entry, ring=entry.ring),
        lambda: add_entry(actor=None, edition=edition, candidate=run.candidates.get(rank=9), why="x"),
        lambda: take_out(actor=None, entry=entry, why="x"),
    ):
        assert refused(act).code == "state"


def test_the_last_entry_stays(run):
    edition = draft_edition(actor=None, run=run, length=1)
    assert refused(lambda: take_out(actor=None, entry=edition.entries.get(), why="x")).code == "last"


def test_public_and_internal_versions(run):
    edition = draft_edition(actor=None, run=run, length=6)
    hidden = edition.entries.get(position=2)
    edit_entry(actor=None, entry=hidden, ring=hidden.ring, is_public=False, inside_note="不公开")
    describe_edition(actor=None, edition=edition, summary="公开导言", inside_note="内部说明")
    submit_edition(actor=None, edition=edition)
    citizen, officer = person(Role.EXPERT), person(OFFICE)
    assert not visible_editions(citizen).exists()
    assert not may_have(citizen, edition.bundle)
    approve_edition(actor=None, edition=edition)
    publish_edition(actor=None, edition=edition)
    assert visible_entries(citizen, edition).count() == 5
    assert visible_entries(officer, edition).count() == 6
    assert visible_candidates(citizen).count() == 5
    assert may_have(citizen, edition.bundle)
    assert not may_have(citizen, edition.inside_bundle)
    assert may_have(officer, edition.inside_bundle)
    public, inside = recompute(read(edition.bundle)), recompute(read(edition.inside_bundle))
    assert public.problems == inside.problems == []
    assert (public.digest, inside.digest) == (edition.digest, edition.inside_digest)
    said = read(edition.bundle)
    with zipfile.ZipFile(default_storage.path(edition.bundle.path)) as archive:
        said = archive.read("edition.json").decode()
    assert "不公开" not in said
    assert "内部说明" not in said
    assert hidden.candidate.term not in {e["term"] for e in public.stated["entries"]}
    assert len(edition.baselines["level"]) == 6
    assert len(edition.baselines_public["level"]) == 5


def test_a_published_edition_is_in_the_log(run):
    edition = published(run)
    entry = Entry.objects.get(kind=EntryKind.THING, subject_kind="foresight.foresightedition")
    assert entry.opening.public
    assert edition.digest in entry.opening.content
    assert edition.run.digest in entry.opening.content


def test_moves_and_exits_since_the_last_edition(corpus):
    before = published(run_of(corpus, 2012))
    later = run_of(corpus, 2013)
    edition = draft_edition(actor=None, run=later, length=12)
    assert (edition.number, edition.before) == (2, before)
    was = {e.candidate.term: e for e in before.entries.select_related("candidate")}
    for entry in edition.entries.select_related("candidate"):
        old = was.get(entry.candidate.term)
        assert entry.ring_before == (old.ring if old else "")
        assert entry.rank_before == (old.candidate.rank if old else None)
    listed = set(edition.entries.values_list("candidate__term", flat=True))
    gone = {x.entry.candidate.term: x for x in edition.exits.select_related("entry__candidate")}
    assert set(gone) == set(was) - listed
    some = next(x for x in gone.values() if x.reason == "rank")
    assert some.rank > 12
    check_action(lambda actor: explain_exit(actor=actor, gone=some, why="增速放缓"), role=ANALYST)
    kept = next(e for e in edition.entries.select_related("candidate") if e.ring_before)
    take_out(actor=None, entry=kept, why="并入他项")
    assert edition.exits.get(entry__candidate__term=kept.candidate.term).reason == "out"
    reject_candidate(actor=None, candidate=later.candidates.get(term=some.entry.candidate.term), why="不再关注")
    submit_edition(actor=None, edition=edition)
    some.refresh_from_db()
    assert (some.reason, some.why) == ("rejected", "增速放缓")


def test_an_earlier_year_does_not_follow_a_later_one(corpus):
    published(run_of(corpus, 2013))
    assert refused(lambda: draft_edition(actor=None, run=run_of(corpus, 2012))).code == "order"


def test_an_edition_is_judged_beside_every_baseline(corpus, run):
    edition = submitted(run)
    assert refused(lambda: score_edition(actor=None, edition=edition, corpus=corpus)).code == "state"
    approve_edition(actor=None, edition=edition)
    publish_edition(actor=None, edition=edition)
    scores = check_action(lambda actor: score_edition(actor=actor, edition=edition, corpus=corpus), role=ANALYST)
    assert [s.horizon for s in scores] == [2]  # five years are not over in this corpus
    lists = scores[0].result["lists"]
    assert set(lists) == {"list", *edition.baselines}
    assert all(row["listed"] == 12 for row in lists.values())
    assert 0 < scores[0].result["positives"] < scores[0].result["terms"]
    known, unknown = hit_rows(edition, None)
    assert known["known"]
    assert known["own"] == lists["list"]
    assert not unknown["known"]
    again = score_edition(actor=None, edition=edition, corpus=corpus)
    assert EditionScore.objects.count() == 1
    assert again[0].result == scores[0].result
    assert Entry.objects.filter(subject_kind="foresight.editionscore", kind=EntryKind.THING).exists()


def test_what_is_not_over_is_not_judged(corpus):
    edition = published(run_of(corpus, 2013))
    assert refused(lambda: score_edition(actor=None, edition=edition, corpus=corpus)).code == "early"
    assert not EditionScore.objects.exists()
    assert not any(row["known"] for row in hit_rows(edition, None))


def test_the_real_and_the_simulated_never_judge_each_other(corpus, run):
    edition = published(run)
    corpus.simulated = False
    corpus.save()
    assert refused(lambda: score_edition(actor=None, edition=edition, corpus=corpus)).code == "simulated"


def test_topics_come_of_the_rule(run):
    edition = published(run, length=30)
    rule, topics = edition.rules.topics, topics_of(edition)
    order = [rule.rings.index(t.ring) for t in topics]
    assert order == sorted(order)
    assert len(topics) <= rule.count
    listed = {e.candidate_id for e in edition.entries.all() if e.ring in rule.rings}
    assert {t.entry.candidate_id for t in topics} <= listed


def test_topics_are_offered_by_the_plan_office(run):
    department = OrganisationFactory(key="science", name="省科技厅")
    manager = person(Role.PROGRAMME_MANAGER, department)
    edition = published(run, length=30)
    assert refused(lambda: offer_year_topics(actor=None, edition=edition, year=2027)).code == "state"  # in hindsight
    ForesightEdition.objects.filter(pk=edition.pk).update(retrospective=False)
    edition.refresh_from_db()
    address = check_action(lambda actor: offer_year_topics(actor=actor, edition=edition, year=2027), role=OFFICE)
    assert address == "/calls/programmes/frontier-projects/"
    notice = Notification.objects.get(recipient=manager)
    assert notice.url == f"/foresight/editions/{edition.pk}/topics/"
    assert topics_of(edition)[0].label in notice.body


def test_without_a_taker_topics_are_only_downloaded(run, monkeypatch):
    monkeypatch.setattr(hooks, "_offer", [])
    edition = published(run)
    ForesightEdition.objects.filter(pk=edition.pk).update(retrospective=False)
    edition.refresh_from_db()
    assert refused(lambda: offer_year_topics(actor=None, edition=edition, year=2027)).code == "hook"


def test_what_is_missing_is_told_and_what_is_not_known_too(run):
    from xinzhi.fields.models import Field

    field = Field.objects.create(key="energy", name="氢能", kind="priority")
    edition = draft_edition(actor=None, run=run, length=3)
    first, second, third = edition.entries.select_related("candidate")
    for entry, its in ((first, field), (second, field), (third, None)):
        entry.field = its
        entry.save()
    Platform.objects.create(key="lab", name=f"{second.candidate.term} 实验室", source="公开")
    needs = needs_of(list(edition.entries.select_related("candidate")))
    assert [(n.lacks(("platforms",)), n.unknown(("platforms",))) for n in needs] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    Platform.objects.create(key="below", name="氢能实验室", field=field, source="公开")
    assert not needs_of([first])[0].lacks(("platforms",))
