"""Shared passages: whatever is found is really there, and whatever is long enough is found."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xinzhi.calls.engine.duplicates import (
    GUARANTEE,
    LEAST,
    candidates,
    find_overlaps,
    fingerprints,
    prepare,
)

pytestmark = pytest.mark.engine
# Few characters, so that chance brings repeats; signs and spaces, so that reduction is at work.
ALPHABET = "量子测量芯片研发项目 ，。AbＢ9"
texts = st.text(ALPHABET, max_size=120)
words = st.text("研究人工智能大模型推理芯片低空经济深海装备脑机接口量子通信合成生物", min_size=LEAST, max_size=60)


def plain(text):
    return "".join(map(chr, prepare(text).codes))


def longest_common(one, two):
    """The length of the longest common run, the slow and plain way."""
    best, row = 0, [0] * (len(two) + 1)
    for a in one:
        row = [0, *(row[j] + 1 if a == b else 0 for j, b in enumerate(two))]
        best = max(best, *row)
    return best


def test_the_guarantee_is_not_above_the_least_passage():
    assert GUARANTEE <= LEAST


@given(texts, words, texts, texts)
def test_a_shared_passage_is_always_found(before, shared, after, other):
    overlaps = find_overlaps({"a": before + shared + after, "b": other + shared})
    assert [(o.first, o.second) for o in overlaps] == [("a", "b")]
    longest = max(len(plain((before + shared + after)[slice(*p.first)])) for p in overlaps[0].passages)
    assert longest >= len(shared)


@given(texts, texts)
def test_what_is_reported_is_the_same_in_both_and_complete(one, two):
    overlaps = find_overlaps({"a": one, "b": two})
    assert bool(overlaps) == (longest_common(plain(one), plain(two)) >= LEAST)
    for overlap in overlaps:
        for passage in overlap.passages:
            mine, theirs = one[slice(*passage.first)], two[slice(*passage.second)]
            assert plain(mine) == plain(theirs)
            assert len(plain(mine)) >= LEAST
        assert 0 < overlap.first_share <= 1
        assert 0 < overlap.second_share <= 1


@given(st.lists(st.one_of(texts, words), min_size=2, max_size=7))
def test_all_pairs_at_once_are_the_pairs_one_by_one(many):
    prints = {str(n): fingerprints(prepare(text)) for n, text in enumerate(many)}
    at_once = {frozenset(pair) for pair in candidates(prints)}
    one_by_one = {frozenset(pair) for key in prints for pair in candidates(prints, only=key)}
    assert at_once == one_by_one


@given(words)
def test_width_case_spaces_and_signs_hide_nothing(text):
    dressed = "，".join(text) + "  "
    assert plain(dressed) == plain(text)
    assert find_overlaps({"a": text, "b": dressed})[0].first_share == 1


@given(words, words)
def test_the_order_of_texts_does_not_matter(one, two):
    assume(one != two)
    ab, ba = find_overlaps({"a": one, "b": two}), find_overlaps({"b": two, "a": one})
    assert [(o.first_share, o.second_share) for o in ab] == [(o.second_share, o.first_share) for o in ba]


def test_places_are_those_of_the_text_as_written():
    text = "前言。" + "ＡＢ ｃｄ，量子精密测量芯片的研制与工程化应用示范项目" + "！"
    other = "abcd量子精密测量芯片的研制与工程化应用示范项目"
    [overlap] = find_overlaps({"a": text, "b": other})
    [passage] = overlap.passages
    assert text[slice(*passage.first)] == "ＡＢ ｃｄ，量子精密测量芯片的研制与工程化应用示范项目"
    assert other[slice(*passage.second)] == other
    assert overlap.second_share == 1


def test_short_and_empty_texts_have_no_prints():
    assert len(fingerprints(prepare(""))) == len(fingerprints(prepare("量子"))) == 0
    assert find_overlaps({"a": "", "b": "量子", "c": "量子"}) == []


def test_a_phrase_that_all_share_is_followed_along_a_chain():
    shared = "本项目围绕国家重大战略需求开展关键核心技术攻关和应用示范"
    many = {f"{n:02}": chr(0x4E00 + n) * 5 + shared + chr(0x5E00 + n) for n in range(60)}
    found = {o.first for o in find_overlaps(many)} | {o.second for o in find_overlaps(many)}
    assert found == set(many), "each is told of another, without all 1,770 pairs"
    assert len(find_overlaps(many)) < 300
