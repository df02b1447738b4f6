"""Columns and values as people have them, words, phrases and acronyms."""

import datetime as dt
from collections import Counter
from unittest import mock

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.foresight.engine import grams
from xinzhi.foresight.engine.acronyms import Definitions, long_form
from xinzhi.foresight.engine.corpus import CorpusError, find_columns, read_date, read_papers, split
from xinzhi.foresight.engine.grams import find_grams, written
from xinzhi.foresight.engine.tokens import BREAK, Reader, singular

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (dt.date(2015, 3, 4), (2015, 3)),
        (dt.datetime(2015, 3, 4, 5, tzinfo=dt.UTC), (2015, 3)),
        (2015, (2015, 0)),
        (2015.0, (2015, 0)),
        (201503, (2015, 3)),
        (20150304, (2015, 3)),
        ("2015", (2015, 0)),
        ("2015-03", (2015, 3)),
        ("2015/3/4", (2015, 3)),
        ("2015.11.30", (2015, 11)),
        ("2015年3月", (2015, 3)),
        ("2015-03-04T10:00:00Z", (2015, 3)),
        ("Mon, 2 Apr 2007 19:18:42 GMT", (2007, 4)),
        ("", None),
        (None, None),
        (float("nan"), None),
        ("soon", None),
        ("99", None),
    ],
)
def test_dates_in_many_forms(value, read):
    assert read_date(value) == read


@pytest.mark.parametrize(
    ("value", "people", "names"),
    [
        ("cs.LG stat.ML", False, ("cs.LG", "stat.ML")),
        ("Medicine; Social Science", False, ("Medicine", "Social Science")),
        (["a", "b", "a"], False, ("a", "b")),
        ([{"display_name": "Robotics"}, {"display_name": "Control"}], False, ("Robotics", "Control")),
        ("['cs.LG', 'cs.CV']", False, ("cs.LG", "cs.CV")),
        ("Jane Smith, John Doe and Li Na", True, ("Jane Smith", "John Doe", "Li Na")),
        ("Smith, J.; Doe, J.", True, ("Smith, J.", "Doe, J.")),
        ("张三；李四", True, ("张三", "李四")),
        ([{"author": {"display_name": "Jane Smith"}}], True, ("Jane Smith",)),
        ([["Smith", "Jane", ""]], True, ("Smith Jane",)),
        (None, True, ()),
        ("", False, ()),
    ],
)
def test_names_in_many_forms(value, people, names):
    assert split(value, people=people) == names


def test_columns_are_found_by_their_usual_names(tmp_path):
    path = tmp_path / "c.parquet"
    pl.DataFrame({"题名": ["超导量子比特"], "摘要": [None], "年份": [2015], "作者": ["张三;李四"]}).write_parquet(path)
    columns = find_columns(path, text=("title", "abstract"), date="created")
    assert columns.text == ("题名", "摘要")
    [paper] = read_papers(path, columns)
    assert (paper.year, paper.month, paper.texts) == (2015, 0, ("超导量子比特", None))
    assert paper.authors == ("张三", "李四")
    assert paper.categories == ()


def test_a_file_without_text_or_date_says_what_it_has(tmp_path):
    path = tmp_path / "c.parquet"
    pl.DataFrame({"a": [1], "year": [2000]}).write_parquet(path)
    with pytest.raises(CorpusError, match=r"no column of text.*a, year"):
        find_columns(path)
    pl.DataFrame({"title": ["x"]}).write_parquet(path)
    with pytest.raises(CorpusError, match="no column of dates"):
        find_columns(path)
    path.write_bytes(b"no parquet")
    with pytest.raises(CorpusError, match="not a Parquet file"):
        find_columns(path)
    with pytest.raises(CorpusError, match="no such file"):
        find_columns(tmp_path / "absent.parquet")


def test_rows_without_year_or_text_are_left_out(tmp_path):
    path = tmp_path / "c.parquet"
    pl.DataFrame({"title": ["one", None, "three"], "date": ["2001", "2002", "no"]}).write_parquet(path)
    assert [p is None for p in read_papers(path, find_columns(path))] == [False, True, True]


def words_of(reader, text):
    return [reader.vocabulary.tokens[n].text if n != BREAK else "|" for n in reader.numbers(text)]


def test_words_have_one_form():
    reader = Reader()
    assert words_of(reader, "Neural networks, the neural-network") == [
        "neural",
        "network",
        "|",
        "|",
        "neural",
        "network",
    ]
    assert words_of(reader, "CNNs and a CNN") == ["CNN", "|", "|", "CNN"]
    assert words_of(reader, "DEEP LEARNING FOR ALL OF US") == ["deep", "learning", "|", "|", "of", "|"]
    assert words_of(reader, "a $x^2$ field") == ["|", "|", "field"]
    assert words_of(reader, "基于卷积神经网络的5G通信")[0] == "|"
    assert "5G" in words_of(reader, "基于卷积神经网络的5G通信")


@pytest.mark.parametrize(
    ("plural", "one"),
    [("batteries", "battery"), ("classes", "class"), ("analysis", "analysis"), ("physics", "physics"), ("bus", "bus")],
)
def test_plurals(plural, one):
    assert singular(plural) == one


@pytest.mark.parametrize(("share", "block"), [(12_000_000, 4_000_000), (5, 3)])  # at once, and in many small pieces
@given(st.lists(st.lists(st.sampled_from(["alphaz", "betaz", "gammaz", "the"]), max_size=12), min_size=1, max_size=12))
def test_phrases_are_counted_once_a_paper(share, block, papers):
    reader = Reader()
    for words in papers:
        reader.read([" ".join(words[:3]), " ".join(words[3:])])
    with mock.patch.object(grams, "_SHARE", share), mock.patch.object(grams, "_BLOCK", block):
        found = find_grams(reader.tokens(), reader.vocabulary.tokens, at_least=1)
    expected = Counter()
    for words in papers:
        seen = set()
        for part in (words[:3], words[3:]):
            for size in range(1, 5):
                for at in range(len(part) - size + 1):
                    phrase = part[at : at + size]
                    if "the" not in phrase:
                        seen.add(" ".join(w.removesuffix("s") for w in phrase))
        expected.update(seen)
    names = [written(row, reader.vocabulary.tokens) for row in found.words.tolist()]
    numbers = Counter(names[g] for g in found.grams)
    assert numbers == expected


def test_an_acronym_is_joined_from_the_year_it_is_known():
    reader = Reader()
    definitions = Definitions(reader)
    for year in (2001, 2003, 2003, 2005):
        definitions.read("We use graph attention networks (GAN) here", year)
    definitions.read("generative adversarial networks (GAN)", 2002)
    known = definitions.known_from()
    [(acronym, (phrase, year))] = known.items()
    names = [reader.vocabulary.tokens[n].text for n in phrase]
    assert (reader.vocabulary.tokens[acronym].text, names, year) == ("GAN", ["graph", "attention", "network"], 2003)


def test_a_chinese_long_form_is_what_the_definitions_share():
    reader = Reader()
    definitions = Definitions(reader)
    for before in ("采用卷积神经网络", "改进的卷积神经网络", "一种卷积神经网络"):
        definitions.read(f"{before}（CNN）进行识别", 2010)
    [(phrase, _)] = definitions.known_from().values()
    assert "".join(reader.vocabulary.tokens[n].text for n in phrase) == "卷积神经网络"


@pytest.mark.parametrize(
    ("acronym", "before", "long"),
    [
        ("RL", "we study deep reinforcement learning", "reinforcement learning"),
        ("HMM", "the hidden markov model", "hidden markov model"),
        ("XYZ", "nothing like it", ""),
    ],
)
def test_long_forms(acronym, before, long):
    assert long_form(acronym, before) == long
