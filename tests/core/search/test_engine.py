"""The index by itself: what finds what, in which order, for whom, with which counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.core.search.engine import Asked, Document, Index, parts_of
from xinzhi.core.search.engine.ask import variants
from xinzhi.core.search.engine.meant import meant, one_slip
from xinzhi.core.search.engine.pinyin import cuts, readings, syllables
from xinzhi.core.search.engine.text import cover, tokens, units

pytestmark = pytest.mark.engine

NAMES = [
    "济南量子技术研究院",  # 0
    "济南量子谷",
    "量子",
    "重庆长安汽车",
    "青岛海洋科学与技术试点",
    "Institute of Quantum Optics",  # 5
    "合肥光电公司",
]


def document(pk, name, **values):
    return Document("thing", pk, name, f"/{pk}", values.pop("audience", ("public",)), **values)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    index = Index(tmp_path_factory.mktemp("index"))
    index.write(
        [
            *(document(pk, name) for pk, name in enumerate(NAMES)),
            document(10, "甲公司", note="研究量子计算", others=["光谷量子"], facets={"city": ["jinan"]}),
            document(11, "乙公司", body="与量子有关", facets={"city": ["jinan"], "year": ["2024"]}),
            document(12, "量子", simulated=True),
            document(13, "量子密所", audience=("role:plan_office", "user:3"), facets={"city": ["secret"]}),
        ]
    )
    return index


def found(index, text, audience=("public",), **values):
    return [h.shown["pk"] for h in index.search(Asked(text, audience, **values)).hits]


def mode(index, text):
    return index.search(Asked(text, ("public",))).mode


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("量子", 2),
        ("谷", 1),
        ("濟南量子技術研究院", 0),
        ("重慶長安汽車", 3),
        ("量子技术", 0),
        ("ＱＵＡＮＴＵＭ", 5),
        ("quan", 5),
        ("量子，济南", 1),
        ("jinan liangzigu", 1),
        ("liangzigu", 1),
        ("liangzij", 0),
        ("chongqing", 3),
        ("zhangan", 3),
        ("光谷", 10),
    ],
)
def test_what_is_written_finds_strictly(index, text, first):
    assert found(index, text)[0] == first
    assert mode(index, text) == "strict"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("济南量仔技术研究院", 0),
        ("济南量子技木研究院", 0),
        ("济南量技术研究院", 0),
        ("济南量子的技术研究院", 0),
        ("南济量子技术研究院", 0),
        ("济南量字谷", 1),
        ("亮子谷", 1),
        ("lzg", 1),
        ("quantun", 5),
        ("qauntum", 5),
        ("quantm", 5),
    ],
)
def test_a_slip_a_sound_and_initials_find_when_nothing_else_does(index, text, first):
    assert found(index, text)[0] == first
    assert mode(index, text) == "loose"


def test_most_of_a_name_finds_what_is_near(index):
    assert found(index, "青岛海洋技术试点") == [4]
    assert mode(index, "青岛海洋技术试点") == "near"


def test_the_better_match_comes_first(index):
    # is the name (real before simulated) > begins with > contains > other name > text
    assert found(index, "量子") == [2, 12, 1, 0, 10, 11]
    assert found(index, "济南量子")[0] == 1  # the shorter of two that begin so


def test_every_part_must_occur(index):
    assert found(index, "量子 公司") == [10, 11]
    assert found(index, "量子 汽车") == []


def test_a_part_within_a_word_is_no_match(index):
    assert found(index, "uantum") != [5] or mode(index, "uantum") == "loose"
    assert found(index, "ptics") == [] or mode(index, "ptics") == "loose"


def test_phrases_do_not_run_from_one_name_into_the_next(tmp_path):
    index = Index(tmp_path)
    index.write([document(1, "甲乙", others=["丙丁", "戊己"])])
    assert found(index, "乙丙") == []
    assert found(index, "丁戊") == []
    assert found(index, "丁") == [1]


def test_facets_count_what_this_person_may_find_and_nothing_else(index):
    nobody = index.search(Asked("量子", ("public",)))
    assert nobody.facets["city"] == {"jinan": 2}
    assert nobody.facets["simulated"] == {"no": 5, "yes": 1}
    assert nobody.total == 6
    officer = index.search(Asked("量子", ("public", "role:plan_office")))
    assert officer.facets["city"] == {"jinan": 2, "secret": 1}
    assert found(index, "量子密所", ("public", "user:3")) == [13]
    assert found(index, "量子密所", ("public", "user:4", "role:auditor")) == []
    assert found(index, "量子密所", ("closed", "public")) == []
    assert found(index, "量子", ()) == found(index, "量子")


def test_facets_narrow_and_never_make_vaguer(index):
    assert found(index, "量子", chosen={"city": ["jinan"], "year": ["2024", "2025"]}) == [11]
    nothing = index.search(Asked("量子", ("public",), {"city": ["nowhere"]}))
    assert (nothing.total, nothing.mode) == (0, "strict")


def test_newest_first_and_pages(tmp_path):
    index = Index(tmp_path)
    index.write([document(pk, f"量子{pk}", as_of=pk * 10) for pk in range(1, 31)])
    assert found(index, "量子", newest_first=True, limit=3) == [30, 29, 28]
    assert found(index, "量子", newest_first=True, offset=28, limit=20) == [2, 1]
    assert len({*found(index, "量子", limit=20), *found(index, "量子", offset=20, limit=20)}) == 30


def test_writing_replaces_and_takes_out(tmp_path):
    index = Index(tmp_path)
    index.write([document(1, "量子"), document(2, "量子")])
    index.write([document(1, "激光")], gone=["thing:1", "thing:2"])
    assert found(index, "量子") == []
    assert found(index, "激光") == [1]
    index.write([], kinds=["thing"])
    assert index.size == 0


def test_a_document_that_cannot_be_made_leaves_the_index_as_it_was(tmp_path):
    index = Index(tmp_path)
    index.write([document(1, "量子")])

    def broken():
        yield document(2, "量子")
        raise RuntimeError("no document")

    with pytest.raises(RuntimeError, match="no document"):
        index.write(broken(), gone=["thing:1"])
    index.write([document(3, "激光")])
    assert found(Index(tmp_path), "量子") == [1]
    assert found(Index(tmp_path), "激光") == [3]


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_answered(index, text):
    answer = index.search(Asked(text, ("public",)))
    assert answer.total >= len(answer.hits)
    assert 13 not in [h.shown["pk"] for h in answer.hits]


@settings(max_examples=150)
@given(st.text(alphabet="量子济南技术^_ab12 .*+?()[]|\\\"'&-", max_size=40))
def test_signs_of_a_query_language_mean_nothing(index, text):
    answer = index.search(Asked(text, ("public",)))
    assert 13 not in [h.shown["pk"] for h in answer.hits]


def test_tokens_stand_interleaved_and_covers_hit_them():
    assert tokens(units("量子谷AI平台")) == "量 量子 子 子谷 谷 谷_ai ai ai_平 平 平台 台"
    stored = tokens(units("量子谷AI平台")).split()
    for n in range(1, 7):
        for at in range(7 - n):
            of = units("量子谷AI平台")[at : at + n]
            assert all(stored[2 * at + position] == token for position, token in cover(of))


def test_parts_are_runs_and_words_without_repeats():
    assert parts_of("量子AI平台 量子,ai") == [("量", "子"), ("ai",), ("平", "台")]
    assert parts_of("  \x00 ，。") == []
    assert len(parts_of(" ".join(map(str, range(100, 150))))) == 8


def test_variants_are_the_slips_of_names_of_four_and_more():
    assert list(variants(("量", "子"))) == []
    assert len(list(variants(("量", "子", "谷")))) == 2  # only one missing
    assert len(list(variants(tuple("济南量子谷")))) == 4 + 5 + 5 + 4


@pytest.mark.parametrize(
    ("letters", "cut"),
    [("liangzi", (("liang", "zi"), "")), ("xian", (("xi", "an"), "")), ("lvse", (("lv", "se"), "")), ("quantum", None)],
)
def test_letters_are_cut_into_syllables(letters, cut):
    assert (cut in cuts(letters)) if cut else all(rest for _whole, rest in cuts(letters)) or not cuts(letters)


def test_there_are_some_four_hundred_syllables():
    assert 390 < len(syllables()) < 440
    assert {"zhuang", "nv", "er", "a"} <= syllables()


def test_phrases_decide_how_a_character_is_read_and_both_readings_are_kept():
    assert readings("重庆银行")[0] == ["chong", "qing", "yin", "hang"]
    assert ["zhang", "an"] in readings("长安")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("量子谷", "量字谷", True),
        ("量子", "子量", True),
        ("abc", "abcd", True),
        ("abc", "cba", False),
        ("a", "abc", False),
    ],
)
def test_one_slip(one, other, same):
    assert one_slip(one, other) is same
    assert one_slip(other, one) is same


def test_what_was_meant_is_taken_from_the_name():
    assert meant(parts_of("济南 量字谷地"), ["济南·量子谷地"]) == ["济南", "量子谷地"]
    assert meant(parts_of("liangzi"), ["济南量子谷"]) == ["量子"]
    assert meant(parts_of("激光"), ["济南量子谷"]) is None
