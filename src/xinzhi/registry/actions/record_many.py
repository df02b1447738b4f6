"""Write what one source says of many entries, in a few statements however many there are."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from xinzhi.core.search.searchable import touched
from xinzhi.registry.models import ClaimState, RegisterEntry, Standing, Statement
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import Register
from xinzhi.registry.values import References, columns_of, field_ids, values_of

from .project import CHUNK, project


@dataclass(frozen=True, slots=True)
class Word:
    """What a source says of the entry under `key`: attribute to value in machine form, checked by the caller."""

    key: str
    values: dict[str, Any]
    provenance: Provenance


@dataclass
class Written:
    """Keys by what became of them, and the statement that each new word became."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    statements: dict[str, int] = field(default_factory=dict)


def record_many(
    register: Register,
    words: Sequence[Word],
    *,
    actor: Any,
    origin: str,
    accepted: bool,
    why: str,
    refs: References | None = None,
) -> Written:
    """The words as statements, and the entries they make or change. Part of an action: no access check, no record.

    A word that this origin has said before of the entry, with the same source and day, changes nothing; a different
    one takes the place of the earlier, which is kept as no longer held. Keys of merged entries lead to what they were
    merged into. Not accepted: entries that stand are left as they are, new ones wait unseen.
    """
    known = refs or References.load()
    written = Written()
    for start in range(0, len(words), CHUNK):
        chunk = words[start : start + CHUNK]
        _record_chunk(register, chunk, written, _Way(actor, origin, accepted, why, known))
    return written


@dataclass(frozen=True, slots=True)
class _Way:
    actor: Any
    origin: str
    accepted: bool
    why: str
    refs: References

    @property
    def person(self) -> Any:
        return self.actor if getattr(self.actor, "pk", None) else None


def digest_of(values: dict[str, Any], provenance: Provenance) -> str:
    """Sixteen hexadecimal digits that change whenever a value, the source or the day does."""
    words = [values, provenance.columns()]
    text = json.dumps(words, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _record_chunk(register: Register, words: Sequence[Word], written: Written, way: _Way) -> None:
    entries = _entries(register, [w.key for w in words])
    held = _held(register, entries, way.origin)
    made = [w for w in words if w.key not in entries]
    entries |= _make(register, made, way)
    fresh: list[tuple[Word, Statement]] = []
    replaced: list[int] = []
    for word in words:
        entry = entries[word.key]
        digest = digest_of(word.values, word.provenance)
        before = held.get(entry.pk)
        if before is not None and before.digest == digest:
            written.unchanged.append(word.key)
            continue
        if before is not None and way.accepted:
            replaced.append(before.pk)
        fresh.append((word, _statement(register, entry, word, digest, way)))
    Statement.objects.bulk_create([s for _w, s in fresh], batch_size=500)
    written.statements |= {w.key: s.pk for w, s in fresh}
    new = {w.key for w in made}
    written.new += [w.key for w, _s in fresh if w.key in new]
    written.changed += [w.key for w, _s in fresh if w.key not in new]
    if replaced:
        Statement.objects.filter(pk__in=replaced).update(
            state=ClaimState.RETRACTED, decided_by=way.person, decided_at=timezone.now(), reason=way.why[:500]
        )
    if way.accepted:
        stood = [s.entry_id for w, s in fresh if w.key not in new]
        project(register, stood, actor=way.actor, why=way.why, refs=way.refs)


def _entries(register: Register, keys: Sequence[str]) -> dict[str, RegisterEntry]:
    """Key to entry; of a merged entry the one it was merged into."""
    rows: Any = register.model._default_manager.filter(key__in=keys).select_related("merged_into")  # noqa: SLF001
    return {row.key: row.merged_into or row for row in rows}


def _held(register: Register, entries: dict[str, RegisterEntry], origin: str) -> dict[int, Statement]:
    """Entry to what this origin holds of it. An entry from before there were statements first says what it holds."""
    ids = {e.pk for e in entries.values()}
    of_kind = Statement.objects.filter(kind=register.one, entry_id__in=ids, period=None)
    spoken = set(of_kind.values_list("entry_id", flat=True))
    for entry in entries.values():
        if entry.pk not in spoken:
            keep_what_stands(register, entry)
            spoken.add(entry.pk)
    rows = of_kind.filter(origin=origin, state__in=[ClaimState.PROPOSED, ClaimState.ACCEPTED])
    return {s.entry_id: s for s in rows.order_by("id")}


def keep_what_stands(register: Register, entry: RegisterEntry) -> None:
    """Make a statement of an entry's columns where nobody has stated anything of it yet, so that nothing is lost."""
    from xinzhi.registry.provenance import provenance_of

    Statement.objects.create(
        kind=register.one,
        entry_id=entry.pk,
        values=values_of(register, entry),
        origin="before",
        state=ClaimState.ACCEPTED,
        recorded_by_id=entry.recorded_by_id,
        **provenance_of(entry).columns(),
    )


def _make(register: Register, words: Sequence[Word], way: _Way) -> dict[str, RegisterEntry]:
    """New entries with the columns the words give."""
    if not words:
        return {}
    standing = Standing.PUBLISHED if way.accepted else Standing.PROPOSED
    rows = [
        register.model(
            key=w.key,
            standing=standing,
            recorded_by=way.person,
            **columns_of(register, w.values, way.refs),
            **w.provenance.columns(),
        )
        for w in words
    ]
    made = bulk_create_with_history(
        rows, register.model, batch_size=200, default_user=way.person, default_change_reason=way.why[:100]
    )
    if register.has_many_fields:
        through: Any = register.model.fields.through  # type: ignore[attr-defined]
        mine = f"{register.model._meta.model_name}_id"  # noqa: SLF001
        ids = [(row.pk, f) for row, w in zip(made, words, strict=True) for f in field_ids(w.values, way.refs)]
        through.objects.bulk_create(through(**{mine: pk, "field_id": f}) for pk, f in ids)
    touched(register.model, [row.pk for row in made])
    return {row.key: row for row in made}


def _statement(register: Register, entry: RegisterEntry, word: Word, digest: str, way: _Way) -> Statement:
    now = timezone.now()
    return Statement(
        kind=register.one,
        entry_id=entry.pk,
        values=word.values,
        digest=digest,
        origin=way.origin,
        recorded_by=way.person,
        state=ClaimState.ACCEPTED if way.accepted else ClaimState.PROPOSED,
        decided_at=now if way.accepted else None,
        **word.provenance.columns(),
    )
