"""Turn names that entries carry (host, owner, maker …) into relations, where they name one organisation exactly."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.fields.models import PackLoad
from xinzhi.registry.models import ClaimState, Confidence, Organisation, Relation, RelationRole, Standing
from xinzhi.registry.names import split_names
from xinzhi.registry.provenance import provenance_of
from xinzhi.registry.registers import BY_KEY, Register

ORIGIN = "names"
# The column of a register that names organisations, and what these are to the entry.
NAMED: tuple[tuple[str, str, RelationRole], ...] = (
    ("platforms", "host", RelationRole.HOSTS),
    ("parks", "manager", RelationRole.MANAGES),
    ("facilities", "host", RelationRole.HOSTS),
    ("disciplines", "university", RelationRole.HOSTS),
    ("colleges", "university", RelationRole.HOSTS),
    ("technologies", "owner", RelationRole.OWNS),
    ("rights", "owner", RelationRole.OWNS),
    ("projects", "host", RelationRole.HOSTS),
    ("results", "owner", RelationRole.PRODUCED),
    ("products", "owner", RelationRole.PRODUCED),
    ("standards", "lead", RelationRole.DRAFTED),
    ("demands", "owner", RelationRole.PUBLISHED),
    ("funds", "manager", RelationRole.MANAGES),
    ("agreements", "parties", RelationRole.PARTY_TO),
)


def relate_by_name(*, actor: Any) -> int:
    """How many relations were made. A relation has the source of the entry that names the organisation.

    A name that two organisations carry is left alone, and so is one that only resembles. What was derived before and
    is no longer named is retracted. Raises PermissionDenied.
    """
    require(actor, "registry.load_facts")
    by_name = organisations_by_name()
    held = {_key(r): r for r in Relation.objects.filter(origin=ORIGIN, state=ClaimState.ACCEPTED)}
    wanted = {_key(r): r for key, column, role in NAMED for r in _of_register(BY_KEY[key], column, role, by_name)}
    new = [r for k, r in wanted.items() if k not in held]
    gone = [r.pk for k, r in held.items() if k not in wanted]
    load = PackLoad.objects.filter(part="facts").first()
    if not (new or gone) or load is None:
        return 0
    with recorded("registry.relate_by_name", actor=actor, subject=load) as change:
        Relation.objects.bulk_create(new, batch_size=500)
        Relation.objects.filter(pk__in=gone).update(
            state=ClaimState.RETRACTED, decided_at=timezone.now(), reason=_("The name is no longer stated.")[:500]
        )
        change.note("relations", len(held), len(wanted))
    return len(new)


def organisations_by_name() -> dict[str, int]:
    """Name, full name or other name to the one published organisation that carries it."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = Organisation.objects.filter(standing=Standing.PUBLISHED).only("pk", "name", "full_name", "aliases")
    for organisation in rows.iterator(2000):
        for name in organisation.names:
            found[name].add(organisation.pk)
    return {name: next(iter(pks)) for name, pks in found.items() if len(pks) == 1}


def _of_register(register: Register, column: str, role: RelationRole, by_name: dict[str, int]) -> Iterator[Relation]:
    now = timezone.now()
    for entry in register.entries().iterator(2000) if not register.has_many_fields else register.entries():
        words = getattr(entry, column)
        names = words if isinstance(words, list) else split_names(words)
        for pk in dict.fromkeys(by_name[n] for n in names if n in by_name):
            columns = provenance_of(entry).columns() | {"confidence": Confidence.DERIVED}
            yield Relation(
                from_kind="organisation",
                from_id=pk,
                role=role,
                to_kind=register.one,
                to_id=entry.pk,
                origin=ORIGIN,
                state=ClaimState.ACCEPTED,
                decided_at=now,
                **columns,
            )


def _key(relation: Relation) -> tuple[int, str, str, int]:
    return relation.from_id, relation.role, relation.to_kind, relation.to_id
