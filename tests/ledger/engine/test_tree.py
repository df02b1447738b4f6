"""Trees and proofs against the definition in RFC 9162, at every size and index that a test can afford."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.ledger.engine import tree
from xinzhi.ledger.engine.subtrees import verify_subtree_consistency
from xinzhi.ledger.engine.verifier import (
    EMPTY_ROOT,
    Refused,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

pytestmark = pytest.mark.engine

MOST = 700
LEAVES = [leaf_hash(f"entry {n}".encode()) for n in range(MOST)]
TREE = tree.MemoryTree()
TREE.append(b"".join(LEAVES))
sizes = st.integers(1, MOST)


def by_definition(leaves):
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


@st.composite
def places(draw):
    size = draw(sizes)
    return draw(st.integers(0, size - 1)), size


def flip(data, bit):
    changed = bytearray(data)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


@given(sizes)
def test_the_root_is_that_of_the_definition(size):
    assert tree.root(TREE.read, size) == by_definition(LEAVES[:size])


@given(st.lists(st.integers(1, 300), min_size=1, max_size=6))
def test_batches_of_any_size_give_the_same_tiles(batches):
    grown, at = tree.MemoryTree(), 0
    for batch in batches:
        chunk = LEAVES[at : at + batch]
        grown.append(b"".join(chunk))
        at += len(chunk)
    whole = tree.MemoryTree()
    whole.append(b"".join(LEAVES[:at]))
    assert grown.tiles == whole.tiles
    assert grown.size == at


def test_a_tree_of_three_levels_of_tiles_is_right():
    size = 256 * 256 + 300
    leaves = [leaf_hash(str(n).encode()) for n in range(size)]
    grown = tree.MemoryTree()
    grown.append(b"".join(leaves[:65_000]))
    grown.append(b"".join(leaves[65_000:]))
    assert (2, 0) in grown.tiles
    assert grown.root() == by_definition(leaves)
    for index in (0, 255, 256, 65_535, 65_536, size - 1):
        verify_inclusion(index, size, leaves[index], tree.inclusion_proof(grown.read, index, size), grown.root())


@given(places(), st.integers(0, 255), st.data())
def test_an_inclusion_proof_holds_and_no_flipped_bit_does(place, bit, data):
    index, size = place
    root = tree.root(TREE.read, size)
    proof = tree.inclusion_proof(TREE.read, index, size)
    verify_inclusion(index, size, LEAVES[index], proof, root)
    with pytest.raises(Refused, match="another root"):
        verify_inclusion(index, size, flip(LEAVES[index], bit), proof, root)
    with pytest.raises(Refused, match="another root"):
        verify_inclusion(index, size, LEAVES[index], proof, flip(root, bit))
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        with pytest.raises(Refused, match="another root"):
            verify_inclusion(index, size, LEAVES[index], [*proof[:at], flip(proof[at], bit), *proof[at + 1 :]], root)
        for wrong in (proof[:-1], [*proof, root]):
            with pytest.raises(Refused) as refused:
                verify_inclusion(index, size, LEAVES[index], wrong, root)
            assert refused.value.code == "proof-length"


@given(places(), st.data())
def test_an_entry_holds_at_its_own_number_only(place, data):
    index, size = place
    other = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(TREE.read, index, size)
    if other != index:
        with pytest.raises(Refused):
            verify_inclusion(other, size, LEAVES[index], proof, tree.root(TREE.read, size))


@given(places(), st.integers(0, 255), st.data())
def test_a_consistency_proof_holds_and_no_flipped_bit_does(place, bit, data):
    old, new = place[0] + 1, place[1]
    root1, root2 = tree.root(TREE.read, old), tree.root(TREE.read, new)
    proof = tree.consistency_proof(TREE.read, old, new)
    verify_consistency(old, new, proof, root1, root2)
    for roots in ((flip(root1, bit), root2), (root1, flip(root2, bit))):
        with pytest.raises(Refused) as refused:
            verify_consistency(old, new, proof, *roots)
        assert refused.value.code in {"root", "old-root"}
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        with pytest.raises(Refused):
            verify_consistency(old, new, [*proof[:at], flip(proof[at], bit), *proof[at + 1 :]], root1, root2)
        for wrong in (proof[:-1], [*proof, root2]):
            with pytest.raises(Refused):
                verify_consistency(old, new, wrong, root1, root2)


def test_a_subtree_that_is_none_is_refused():
    with pytest.raises(Refused) as refused:
        verify_subtree_consistency(1, 3, 8, [], LEAVES[0], LEAVES[1])
    assert refused.value.code == "subtree"


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_is_made_of_what_is_not_there(index, size):
    with pytest.raises(ValueError, match="there is no entry"):
        tree.inclusion_proof(TREE.read, index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_no_growth_is_proved_from_nothing_or_backwards(old, new):
    with pytest.raises(ValueError, match="no proof leads"):
        tree.consistency_proof(TREE.read, old, new)


def test_a_node_beyond_the_tree_is_not_there():
    with pytest.raises(KeyError):
        tree.node(TREE.read, 0, MOST)
