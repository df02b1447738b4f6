"""What the classifier needs to know of a pack's tree."""

from xinzhi.core.packs import FieldNode, Pack

from .engine import Node


def nodes_of_pack(pack: Pack) -> list[Node]:
    """Every node of the pack's tree with its words."""
    return [Node(n.key, n.parent, _words(n)) for n in pack.field_nodes()]


def places_of_pack(pack: Pack) -> list[str]:
    """Names of the region, its cities and departments: they stand in many texts and say nothing of the field."""
    places = {pack.name, pack.name.removesuffix("省"), "中国", "全国"}
    for city in pack.cities:
        places |= {city.name, city.full_name, *city.former_names}
    for department in pack.departments:
        places |= {*department.spellings}
    return sorted(place for place in places if len(place) > 1)


def _words(node: FieldNode) -> tuple[str, ...]:
    return (node.name, node.name_en, *node.aliases, *node.terms_zh, *node.terms_en)
