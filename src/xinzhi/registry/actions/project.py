"""Bring entries into line with their accepted statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from xinzhi.core.search.searchable import touched
from xinzhi.registry.engine.choose import best, choose
from xinzhi.registry.models import ClaimState, Observation, RegisterEntry, Standing, Statement
from xinzhi.registry.provenance import provenance_of
from xinzhi.registry.queries.claims import said
from xinzhi.registry.registers import Register
from xinzhi.registry.values import References, attribute_map, columns_of, field_ids

CHUNK = 500


def project(register: Register, ids: Iterable[int], *, actor: Any, why: str, refs: References | None = None) -> None:
    """Set columns, provenance and standing of these entries to what their accepted statements say.

    An entry without any accepted statement is withdrawn (or stays proposed while one waits). Runs inside the caller's
    transaction; a few statements for each 500 entries.
    """
    known = refs or References.load()
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        _project_chunk(register, wanted[start : start + CHUNK], actor, why, known)


def _project_chunk(register: Register, ids: Collection[int], actor: Any, why: str, refs: References) -> None:
    held: dict[int, list[Statement]] = defaultdict(list)
    waiting: set[int] = set()
    rows = Statement.objects.filter(kind=register.one, entry_id__in=ids, period=None)
    for statement in rows.exclude(state__in=[ClaimState.REJECTED, ClaimState.RETRACTED]):
        if statement.is_held:
            held[statement.entry_id].append(statement)
        else:
            waiting.add(statement.entry_id)
    changed: list[RegisterEntry] = []
    names: set[str] = set()
    for entry in register.model._default_manager.filter(pk__in=ids):  # noqa: SLF001  Django's documented manager
        if entry.standing == Standing.MERGED:
            continue
        wanted = _wanted(register, held[entry.pk], refs, waiting=entry.pk in waiting)
        different = {name: value for name, value in wanted.items() if getattr(entry, name) != value}
        if different:
            for name, value in different.items():
                setattr(entry, name, value)
            entry.updated_at = timezone.now()
            names |= different.keys()
            changed.append(entry)
    _save(register, changed, names, actor, why)
    if register.has_many_fields:
        for pk in ids:
            _file(register, pk, held[pk], refs)


def _wanted(register: Register, held: list[Statement], refs: References, *, waiting: bool) -> dict[str, Any]:
    """Column (attname) to the value it should have."""
    if not held:
        return {"standing": Standing.PROPOSED if waiting else Standing.WITHDRAWN}
    by_order = {s.pk: s for s in held}
    words = [said(s) for s in held]
    chosen = {name: choice.value for name, choice in choose(words).items()}
    # What no source holds any more is emptied, but nothing loses its name or what else it cannot be without.
    for attribute in attribute_map(register).values():
        if attribute.name not in chosen and not attribute.required:
            chosen[attribute.name] = None
    leading = best(words)
    assert leading is not None  # there is at least one
    first = by_order[leading.order]
    return {
        **columns_of(register, chosen, refs),
        **provenance_of(first).columns(),
        "recorded_by_id": first.recorded_by_id,
        "standing": Standing.PUBLISHED,
    }


def _save(register: Register, changed: list[RegisterEntry], names: set[str], actor: Any, why: str) -> None:
    if not changed:
        return
    fields = sorted({register.model._meta.get_field(n).name for n in names | {"updated_at"}})  # noqa: SLF001
    if names == {"standing"} and len({e.standing for e in changed}) == 1:
        # Many entries become public, or are withdrawn, at once: one statement says it of all; only history is left.
        rows = register.model._default_manager.filter(pk__in=[e.pk for e in changed])  # noqa: SLF001
        rows.update(standing=changed[0].standing, updated_at=changed[0].updated_at)
        fields = []
    person = actor if getattr(actor, "pk", None) else None
    bulk_update_with_history(
        changed, register.model, fields, batch_size=200, default_user=person, default_change_reason=why[:100]
    )
    touched(register.model, [entry.pk for entry in changed])


def _file(register: Register, pk: int, held: list[Statement], refs: References) -> None:
    """File an entry that may name several fields under those it names; only what differs is written."""
    chosen = choose(said(s) for s in held if "fields" in s.values)
    wanted = set(field_ids({"fields": chosen["fields"].value}, refs)) if chosen else set()
    through: Any = register.model.fields.through  # type: ignore[attr-defined]
    mine = {f"{register.model._meta.model_name}_id": pk}  # noqa: SLF001
    present = set(through.objects.filter(**mine).values_list("field_id", flat=True))
    through.objects.filter(**mine, field_id__in=present - wanted).delete()
    through.objects.bulk_create(through(**mine, field_id=f) for f in sorted(wanted - present))


def project_figures(kind: str, ids: Iterable[int]) -> None:
    """Set the dated figures of these entries to what their accepted statements with a period say."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        held: dict[tuple[int, int], list[Statement]] = defaultdict(list)
        rows = Statement.objects.filter(kind=kind, entry_id__in=chunk, period__isnull=False, state=ClaimState.ACCEPTED)
        for statement in rows:
            held[statement.entry_id, statement.period or 0].append(statement)
        Observation.objects.filter(kind=kind, entry_id__in=chunk).delete()
        Observation.objects.bulk_create(
            Observation(
                kind=kind,
                entry_id=entry_id,
                measure=measure,
                year=year,
                value=choice.value,
                simulated=choice.said.simulated,
                statement_id=choice.said.order,
            )
            for (entry_id, year), statements in held.items()
            for measure, choice in choose(map(said, statements)).items()
            if choice.value is not None
        )
