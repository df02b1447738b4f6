"""From a corpus to a judged list, without a database: run, rings, bundle, hits, radar."""

import math
import zipfile
from io import BytesIO

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.packs import find_pack
from xinzhi.foresight.engine.base import read_base
from xinzhi.foresight.engine.bundle import BundleError, lists_of, read_terms, recompute, terms_csv, write_bundle
from xinzhi.foresight.engine.corpus import CorpusError, find_columns
from xinzhi.foresight.engine.foresee import LIST, foresee
from xinzhi.foresight.engine.hits import as_dict, judge_lists, short_name
from xinzhi.foresight.engine.protocol import back_test, span_of
from xinzhi.foresight.engine.radar import INNER, RADIUS, layout, ring_radii
from xinzhi.foresight.engine.rings import KNOWN, RulesError, check_rules, parse_condition, read_rules
from xinzhi.foresight.engine.run import Parameters, run_corpus
from xinzhi.foresight.engine.simulated import simulated_corpus

pytestmark = pytest.mark.engine
RULES = (find_pack("shandong") / "foresight" / "list.toml").read_bytes()
ORIGIN = 2011


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("list") / "corpus.parquet"
    return simulated_corpus(path, papers=100, first=2003, last=2014, region="Shandong")


@pytest.fixture(scope="module")
def base(corpus):
    return read_base(corpus, find_columns(corpus))


@pytest.fixture(scope="module")
def made(corpus):
    return run_corpus(corpus, Parameters(ORIGIN, most=30, places=("山东", "Shandong")))


def test_it_is_the_back_tests_own_forecast(tmp_path):
    path = simulated_corpus(tmp_path / "larger.parquet", papers=180, first=2003, last=2013)
    larger = read_base(path, find_columns(path))
    ours = foresee(larger, ORIGIN, 2)
    tested = back_test(larger, span_of(larger, ORIGIN, ORIGIN, 2)).results[0]
    np.testing.assert_array_equal(ours.forecast.score, tested.forecast.score)
    assert ours.learnt_from == tested.model.origins
    assert next(iter(ours.scores)) == LIST


def test_nothing_after_the_origin_is_looked_at(corpus, made, tmp_path):
    known = pl.read_parquet(corpus).filter(pl.col("created").dt.year() <= ORIGIN)
    path = tmp_path / "known.parquet"
    known.write_parquet(path)
    again = run_corpus(path, Parameters(ORIGIN, most=30, places=("山东", "Shandong")))
    assert again.digest == made.digest
    assert again.candidates == made.candidates
    assert again.themes == made.themes


def test_a_run_tells_what_a_dossier_shows(made):
    first = made.candidates[0]
    assert [c["rank"] for c in made.candidates] == list(range(1, 31))
    assert first["rank list"] == 1
    assert first["shares"][-1][0] == ORIGIN
    assert [row[0] for row in first["fan"]] == [ORIGIN + 1, ORIGIN + 2]
    assert all(row[1:] == sorted(row[1:]) for c in made.candidates for row in c["fan"])
    assert 0 <= first["chance"] <= 1
    assert {"central", "latest", "cited", "patents"} == set(first["papers_shown"])
    assert all(p["year"] <= ORIGIN for c in made.candidates for of in c["papers_shown"].values() for p in of)
    assert all(p["kind"] == "patent" for c in made.candidates for p in c["papers_shown"]["patents"])
    told, local = made.about["region"]
    assert 0 < local < told == 200
    assert all(c["region"][1] <= c["region"][0] <= c["papers"] for c in made.candidates)
    assert made.about["long"] is None  # nine years are too few for five years ahead
    assert all(c["chance_long"] is None for c in made.candidates)


def test_what_the_corpus_does_not_tell_is_not_known(corpus, tmp_path):
    path = tmp_path / "bare.parquet"
    pl.read_parquet(corpus).select("title", "abstract", "created").write_parquet(path)
    bare = run_corpus(path, Parameters(ORIGIN, most=5, places=("Shandong",)))
    assert bare.about["region"] is None
    assert not bare.about["has_patents"]
    assert not bare.about["has_citations"]
    for candidate in bare.candidates:
        assert candidate["region"] is None
        assert candidate["patents"] is None
        assert set(candidate["papers_shown"]) == {"central", "latest"}


@pytest.mark.parametrize(("origin", "said"), [(2007, "first origin"), (2020, "2003 to 2014")])
def test_an_origin_that_cannot_be_served_is_told(base, origin, said):
    with pytest.raises(CorpusError, match=said):
        foresee(base, origin, 2)


# --- hits


def test_hits_are_counted_by_the_protocol(base, made):
    lists = lists_of(made.terms, made.methods, 20)
    rates = judge_lists(base, lists, origin=ORIGIN, vocabulary=2, horizon=2)
    assert rates.terms == len(made.terms)
    assert rates.positives == math.ceil(0.05 * rates.terms)
    own = rates.lists[LIST]
    assert (own.listed, own.found, own.lead) == (20, 20, None)
    assert own.hits == sum(bool(b and b[0]) for b in rates.became.values())
    for one in rates.lists.values():
        assert one.rate.low <= one.rate.value <= one.rate.high
        assert one.rate.value == pytest.approx(one.hits / one.listed)
    assert as_dict(rates)["lists"]["level"]["listed"] == 20


def test_a_list_of_all_positives_hits_always(base, made):
    every = judge_lists(base, {"all": [t["term"] for t in made.terms]}, origin=ORIGIN, vocabulary=2, horizon=2)
    winners = [term for term, became in every.became.items() if became and became[0]]
    assert every.lists["all"].hits == len(winners) == every.positives
    best = judge_lists(base, {"best": winners, "none": ["no such term"]}, origin=ORIGIN, vocabulary=2, horizon=2)
    assert tuple(best.lists["best"].rate) == (1.0, 1.0, 1.0)
    assert (best.lists["none"].found, best.lists["none"].hits, best.lists["none"].rate.value) == (0, 0, 0.0)
    assert best.lists["none"].lead == (1.0, 1.0, 1.0)


def test_what_is_not_over_cannot_be_judged(base):
    with pytest.raises(CorpusError, match="not known yet"):
        judge_lists(base, {"a": ["x"]}, origin=ORIGIN, vocabulary=2, horizon=5)


def test_a_term_is_the_same_with_and_without_its_acronym():
    assert short_name("convolutional neural network (CNN)") == "convolutional neural network"
    assert short_name("graphene") == "graphene"


# --- rules and bundle


def test_the_packs_rules_are_sound():
    assert check_rules(RULES, "list.toml") == []
    rules = read_rules(RULES)
    assert [r.key for r in rules.rings] == ["industrialise", "tackle", "explore", "watch"]
    assert rules.topics.count == 20


def test_the_first_ring_whose_conditions_hold_is_proposed():
    rules = read_rules(RULES)
    figures = {"chance": 0.5, "age": 12.0, "place_by_level": 0.05}
    assert rules.propose(figures)[0] == "industrialise"
    assert rules.propose(figures | {"place_by_level": None})[0] == "tackle"
    assert rules.propose(figures | {"age": 2.0})[0] == "explore"
    assert rules.propose({}) == ("watch", [])


@pytest.mark.parametrize(
    ("term", "phrase"),
    [
        ("deep learning", True),
        ("neural network (NN)", True),
        ("LTE", True),
        ("量子计算", True),
        ("coverage", False),
        ("网络", False),
    ],
)
def test_single_words_are_no_phrases(term, phrase):
    assert read_rules(RULES).takes(term) is phrase
    assert read_rules(RULES.replace(b'"phrases"', b'"all"')).takes(term)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"chance >= 0.15"', '"luck >= 0.15"', "is no condition"),
        ('key = "explore"', 'key = "tackle"', "there twice"),
        ("when = []", 'when = ["age >= 1"]', "only the last ring"),
        ('"tackle", "industrialise"', '"tackle", "build"', "there is no ring"),
        ("length = 40", "length = 0", "above nought"),
        ("length = 40", 'length = "many"', "length"),
        ('terms = "phrases"', 'terms = "some"', "terms"),
        ("[topics]", "[topics", "not TOML"),
    ],
)
def test_unsound_rules_are_told_with_their_line(before, after, said):
    text = RULES.decode()
    assert before in text
    problems = check_rules(text.replace(before, after, 1).encode(), "list.toml")
    assert any(said in str(p) for p in problems)
    assert all(p.line > 1 for p in problems)
    with pytest.raises(RulesError):
        read_rules(text.replace(before, after, 1).encode())


@given(st.sampled_from(KNOWN), st.sampled_from([">=", "<=", ">", "<"]), st.integers(-9, 9), st.integers(-9, 9))
def test_a_condition_compares_and_never_holds_of_the_unknown(figure, sign, limit, value):
    condition = parse_condition(f"{figure} {sign} {limit}")
    assert condition is not None
    expected = {">=": value >= limit, "<=": value <= limit, ">": value > limit, "<": value < limit}[sign]
    assert condition.holds({figure: value}) is expected
    assert not condition.holds({figure: None})
    assert not condition.holds({})


def bundle_of(made, **changed):
    rules = read_rules(RULES)
    entries = []
    for candidate in made.candidates[:8]:
        figures = {"chance": candidate["chance"], "age": 8}
        proposed = rules.propose(figures)[0]
        entries.append(
            {
                "term": candidate["term"],
                "rank": candidate["rank"],
                "chance": candidate["chance"],
                "figures": figures,
                "proposed": proposed,
                "ring": proposed,
                "why": "",
            }
        )
    entries[0] |= changed
    return write_bundle(rules=RULES, terms=made.terms, methods=made.methods, entries=entries, about={"number": 1})


def test_a_bundle_recomputes(made):
    content, digest = bundle_of(made)
    assert bundle_of(made) == (content, digest)
    found = recompute(content)
    assert found.problems == []
    assert found.digest == digest
    assert {name: len(of) for name, of in found.stated["baselines"].items()} == dict.fromkeys(made.methods[1:], 8)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"chance": 0.999}, "chance stated"),
        ({"rank": 3}, "rank stated"),
        ({"term": "nothing"}, "not among the terms"),
        ({"ring": "nowhere", "why": "x"}, "there is no ring"),
        ({"ring": "industrialise"}, "without a reason"),
        ({"figures": {"chance": 0.99, "age": 20, "place_by_level": 0}}, "the rule proposes industrialise"),
    ],
)
def test_what_does_not_follow_from_the_files_is_told(made, changed, said):
    assert any(said in p for p in recompute(bundle_of(made, **changed)[0]).problems)


def test_a_changed_file_is_found_out(made):
    content, _digest = bundle_of(made)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["terms.csv"] = parts["terms.csv"].replace(b",1,", b",2,", 1)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert any("terms.csv" in p for p in recompute(out.getvalue()).problems)


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_bundle_is_told(content):
    with pytest.raises(BundleError):
        recompute(content)


def test_the_table_of_terms_reads_back_equal(made):
    assert read_terms(terms_csv(made.terms)) == made.terms


# --- radar


@given(
    st.integers(1, 14).flatmap(
        lambda sectors: st.integers(1, 6).flatmap(
            lambda rings: st.tuples(
                st.just(sectors),
                st.just(rings),
                st.lists(st.tuples(st.integers(0, sectors - 1), st.integers(0, rings - 1)), max_size=60),
            )
        )
    )
)
def test_blips_stand_in_their_cells_and_apart(case):
    sectors, rings, cells = case
    things = [(f"t{i}", s, r) for i, (s, r) in enumerate(cells)]
    radar = layout(things, sectors=sectors, rings=rings)
    assert radar == layout(things, sectors=sectors, rings=rings)
    assert {b.key for b in radar.blips} == {key for key, _s, _r in things}
    assert [b.number for b in radar.blips] == list(range(1, len(things) + 1))
    radii = [0.0, *ring_radii(rings)]
    for blip in radar.blips:
        distance = math.hypot(blip.x, blip.y)
        assert radii[blip.ring] - 0.1 <= distance <= radii[blip.ring + 1] + 0.1
        if sectors > 1 and distance > INNER:
            angle = math.atan2(blip.x, -blip.y) % (2 * math.pi)
            width = 2 * math.pi / sectors
            assert -1e-3 <= angle - blip.sector * width <= width + 1e-3
    if radar.blips and radar.blips[0].r > 3.0:  # at the smallest size a crowd may touch
        for i, a in enumerate(radar.blips):
            for b in radar.blips[i + 1 :]:
                if (a.sector, a.ring) == (b.sector, b.ring):
                    assert math.hypot(a.x - b.x, a.y - b.y) >= 2 * a.r


def test_a_radar_needs_sectors_and_rings():
    with pytest.raises(ValueError, match="at least"):
        layout([], sectors=0, rings=1)
    with pytest.raises(ValueError, match="no such"):
        layout([("a", 5, 0)], sectors=2, rings=2)
    assert ring_radii(4)[-1] == RADIUS
