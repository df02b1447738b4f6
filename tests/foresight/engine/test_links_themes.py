"""Links and themes on graphs whose answer is known."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp

from xinzhi.foresight.engine.base import read_base
from xinzhi.foresight.engine.corpus import CorpusError, find_columns
from xinzhi.foresight.engine.links import MODEL, RULES, foresee_links
from xinzhi.foresight.engine.themes import Theme, _event, _groups, _numbers, follow_themes, link_strengths, moved

pytestmark = pytest.mark.engine


@pytest.fixture(scope="session")
def base(invented):
    return read_base(invented, find_columns(invented))


def modularity(links, label):
    dense = links.toarray()
    degree, total = dense.sum(axis=1), dense.sum()
    same = label[:, None] == label[None, :]
    return ((dense - np.outer(degree, degree) / total) * same).sum() / total


def cliques(sizes, bridge=0.05):
    matrix = sp.block_diag([np.ones((n, n)) - np.eye(n) for n in sizes]).tolil()
    starts = np.cumsum([0, *sizes[:-1]])
    for a, b in itertools.pairwise(starts):
        matrix[a, b] = matrix[b, a] = bridge
    return sp.csr_matrix(matrix)


def test_cliques_are_the_groups():
    found = _groups(cliques([6, 5, 7]), np.arange(18))
    assert sorted(map(len, found)) == [5, 6, 7]


def test_moving_never_lowers_modularity():
    rng = np.random.default_rng(0)
    dense = rng.random((40, 40)) * (rng.random((40, 40)) < 0.2)
    links = sp.csr_matrix(np.triu(dense, 1) + np.triu(dense, 1).T)
    start = rng.integers(0, 40, 40)
    assert modularity(links, moved(links, start)) >= modularity(links, start)


def test_strength_is_the_equivalence_index():
    phrases = sp.csr_matrix(np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=np.float32))
    assert link_strengths(phrases).toarray()[0] == pytest.approx([0, 4 / 9, 0])  # one paper of both is too few


def theme(number, *terms):
    return Theme(number, 2000, frozenset(terms), [], 10, "born", [])


def test_a_theme_keeps_its_number_and_others_get_new_ones():
    before = [theme(1, *range(10)), theme(2, *range(20, 30))]
    numbers, counter = _numbers([frozenset(range(20, 29)), frozenset(range(9)), frozenset(range(50, 60))], before, 2)
    assert (numbers, counter) == ([2, 1, 3], 3)


@pytest.mark.parametrize(
    ("number", "terms", "share", "event"),
    [
        (3, range(50, 60), 0.1, "born"),
        (3, range(5), 0.1, "split"),
        (1, [*range(10), *range(20, 30)], 0.1, "merged"),
        (1, range(10), 0.2, "grown"),
        (1, range(10), 0.05, "shrunk"),
        (1, range(10), 0.1, "steady"),
    ],
)
def test_what_happened_to_a_theme(number, terms, share, event):
    before = [theme(1, *range(10)), theme(2, *range(20, 30))]
    assert _event(number, frozenset(terms), before, {1: 0.1, 2: 0.1}, share) == event


def test_themes_are_followed_over_years(base):
    course = follow_themes(base, range(2008, 2012))
    assert set(course.themes) == {2008, 2009, 2010, 2011}
    for year, themes in course.themes.items():
        numbers = [t.number for t in themes]
        assert len(set(numbers)) == len(numbers)
        members = [term for t in themes for term in t.terms]
        assert len(set(members)) == len(members), year
    kept = {t.number for t in course.themes[2011]}
    assert all(one.number not in kept for one in course.died if one.year == 2011)


def test_links_are_judged_beside_the_rules(base):
    found = foresee_links(base, 2010, 2, terms=300)
    assert set(found.auc) == {MODEL, *RULES}
    assert found.auc[MODEL].value > 0.5
    assert found.auc[MODEL].value >= found.auc["common neighbours"].value - 0.02
    assert 0 < found.joined < found.pairs
    assert len(found.first) == 20


def test_too_few_links_are_told(base):
    with pytest.raises(CorpusError, match="Too few pairs"):
        foresee_links(base, 2010, 2, terms=300, weight=50)
