"""Marks and snippets: whatever is typed and whatever is stored, the HTML is only text and marks."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.search.engine import mark, parts_of, snippet

pytestmark = pytest.mark.engine
NASTY = st.text(alphabet="量子<>&\"'/amp;mark ＡＢcİßﬁé\u0301\x00", max_size=60)


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("<b>量子&</b>", "量子", "&lt;b&gt;<mark>量子</mark>&amp;&lt;/b&gt;"),
        ("量子ＡＢc", "ab", "量子<mark>ＡＢ</mark>c"),
        ("Quantum quality", "qua", "<mark>Qua</mark>ntum <mark>qua</mark>lity"),
        ("equal", "qua", "equal"),
        ("量子·谷", "量子谷", "<mark>量子·谷</mark>"),
        ("量子量子", "量子", "<mark>量子量子</mark>"),
        ("<", "", "&lt;"),
    ],
)
def test_marks(text, query, shown):
    assert mark(text, parts_of(query)) == shown


def test_a_snippet_begins_a_little_before_the_match():
    line = snippet(["x" * 300, "前" * 200 + "量子" + "后" * 200], parts_of("量子"))
    assert line.startswith("…" + "前" * 20 + "<mark>量子</mark>")
    assert line.endswith("后…")
    assert snippet(["", "全文"], parts_of("量子")) == "全文"
    assert snippet([], parts_of("量子")) == ""


@given(NASTY | st.text(max_size=60), NASTY | st.text(max_size=20))
def test_nothing_but_marks_is_ever_added(text, query):
    whole, part = mark(text, parts_of(query)), snippet([text], parts_of(query))
    assert unescape(re.sub(r"</?mark>", "", whole)) == text
    assert unescape(re.sub(r"</?mark>", "", part)).strip("…") in text
    for shown in (whole, part):
        bare = re.sub(r"</?mark>", "", shown)
        assert "<" not in bare
        assert ">" not in bare
        assert re.findall(r"</?mark>", shown) == ["<mark>", "</mark>"] * shown.count("<mark>")
