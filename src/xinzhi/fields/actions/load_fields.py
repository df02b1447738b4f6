"""Load the tree of fields of a pack."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.core.packs import FieldNode, Pack
from xinzhi.fields.models import Field, PackLoad

from .sync_rows import KindReport, Wanted, sync_rows


def load_fields(*, actor: Any, pack: Pack) -> KindReport:
    """The tree brought into line with the pack: parents first, nodes that the pack no longer names stay.

    Raises PermissionDenied. A second load of the same pack changes nothing.
    """
    require(actor, "fields.load_fields")
    why = f"{pack.key} {pack.version}"
    load = PackLoad.objects.filter(pack=pack.key, part="fields").first()
    subject = load or PackLoad(pack=pack.key, part="fields")
    with recorded("fields.load_fields", actor=actor, subject=subject, why=why, new=load is None):
        report = KindReport()
        # Level by level: a child is given its parent's number, which a new parent has only once it is saved.
        nodes: list[tuple[int, FieldNode]] = list(enumerate(pack.field_nodes(), 1))
        done: set[str] = set()
        while ready := [(n, node) for n, node in nodes if node.key not in done and (node.parent or "") in {"", *done}]:
            parents = dict(Field.objects.values_list("key", "pk"))
            rows = [_wanted(pack, n, node, parents) for n, node in ready]
            level = sync_rows(Field, rows, actor=actor, why=why)
            report.new, report.changed = report.new + level.new, report.changed + level.changed
            report.unchanged += level.unchanged
            report.problems += level.problems
            done |= {node.key for _, node in ready}
        subject.version, subject.as_of, subject.counts = pack.version, pack.as_of, report.counts()
        subject.save()
    return report


def _wanted(pack: Pack, position: int, node: FieldNode, parents: dict[str, int]) -> Wanted:
    values = {
        "key": node.key,
        "name": node.name,
        "name_en": node.name_en,
        "parent_id": parents[node.parent] if node.parent else None,
        "kind": node.kind,
        "number": "" if node.number is None else str(node.number),
        "position": position,
        "chain": node.chain,
        "chain_en": node.chain_en,
        "placed_by_us": node.placed == "ours",
        "aliases": list(node.aliases),
        "terms_zh": list(node.terms_zh),
        "terms_en": list(node.terms_en),
        "source": pack.plan.title,
        "source_url": f"plan:{pack.plan.key}",
        "as_of": pack.plan.issued,
    }
    return Wanted(values, "fields.toml", position)
