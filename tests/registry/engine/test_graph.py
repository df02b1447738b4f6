"""The drawing of relations: within its box, every neighbour once, the same whatever the order."""

from hypothesis import given
from hypothesis import strategies as st

from xinzhi.registry.engine.graph import HEIGHT, WIDTH, pick, place

nodes = st.integers(0, 25)
ties = st.lists(st.tuples(nodes, nodes), max_size=60)


@given(ties)
def test_everything_is_drawn_inside_the_box_and_no_two_nodes_at_one_place(found):
    chosen = pick(0, found, first=12, second=4)
    places = place(0, chosen.rings, chosen.ties)
    assert places.keys() == chosen.rings.keys()
    assert all(0 < p.x < WIDTH and 0 < p.y < HEIGHT for p in places.values())
    assert len({(p.x, p.y) for p in places.values()}) == len(places)
    assert all(places[n].ring == ring for n, ring in chosen.rings.items())


@given(ties, st.randoms())
def test_the_order_of_the_ties_changes_nothing(found, random):
    mixed = [(b, a) for a, b in found]
    random.shuffle(mixed)
    first, second = (pick(0, t, first=5, second=2) for t in (found, mixed))
    assert first == second
    assert place(0, first.rings, first.ties) == place(0, second.rings, second.ties)


@given(ties)
def test_neighbours_are_drawn_or_counted(found):
    chosen = pick(0, found, first=3, second=2)
    near = {b if a == 0 else a for a, b in found if 0 in (a, b)} - {0}
    drawn = {n for n, ring in chosen.rings.items() if ring == 1}
    assert drawn <= near
    assert len(drawn) + chosen.left_out.get(0, 0) == len(near)
    outer = {n for n, ring in chosen.rings.items() if ring == 2}
    assert all(any({n, m} == set(t) for t in chosen.ties for m in drawn) for n in outer)
