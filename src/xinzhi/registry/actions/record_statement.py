"""Record what a source says of an entry, or of a new one; a second person accepts it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.keys import new_key
from xinzhi.registry.models import RegisterEntry, Standing, Statement
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import Register
from xinzhi.registry.values import References, clean, field_ids, values_of

from .record_many import Word, digest_of, keep_what_stands, record_many


def record_statement(
    *,
    actor: Any,
    register: Register,
    values: Mapping[str, Any],
    provenance: Provenance,
    entry: RegisterEntry | None = None,
    why: str = "",
    origin: str = "page",
) -> Statement:
    """The statement, waiting for a second person. Of an entry that stands, only what differs from it is stated.

    Raises PermissionDenied, and ValidationError by attribute: a wrong or missing value (see `values.clean`), no source
    or day, nothing that differs, or a new entry that stands already under its identifiers.
    """
    require(actor, "registry.record", entry)
    provenance.check()
    wanted = clean(register, values, partial=entry is not None)
    refs = References.load()
    _check_references(wanted, refs)
    if entry is None:
        return _propose_new(actor, register, wanted, provenance, why, origin, refs)
    held = values_of(register, entry)
    differing = {n: v for n, v in wanted.items() if v != held.get(n)}
    if not differing:
        raise ValidationError(_("Nothing differs from what stands."), code="unchanged")
    _check_identity(register, {**held, **differing}, entry)
    with recorded("registry.record_statement", actor=actor, subject=entry, why=why) as change:
        if not Statement.objects.filter(kind=register.one, entry_id=entry.pk, period=None).exists():
            keep_what_stands(register, entry)
        statement = Statement.objects.create(
            kind=register.one,
            entry_id=entry.pk,
            values=differing,
            digest=digest_of(differing, provenance),
            origin=origin,
            recorded_by=actor,
            reason=why[:500],
            **provenance.columns(),
        )
        for name, value in differing.items():
            change.note(name, held.get(name), value)
    return statement


def same_thing(register: Register, values: Mapping[str, Any]) -> RegisterEntry | None:
    """The entry that these values identify, by the first complete set of the register's identity; None for none."""
    rows: Any = register.model._default_manager.exclude(standing__in=[Standing.MERGED, Standing.WITHDRAWN])  # noqa: SLF001
    for names in register.identity:
        if all(values.get(n) for n in names):
            found: RegisterEntry | None = rows.filter(**{n: values[n] for n in names}).first()
            if found is not None:
                return found
    return None


def _propose_new(
    actor: Any,
    register: Register,
    wanted: dict[str, Any],
    provenance: Provenance,
    why: str,
    origin: str,
    refs: References,
) -> Statement:
    given = {n: v for n, v in wanted.items() if v is not None}
    _check_identity(register, given, None)
    word = Word(new_key(register, given), given, provenance)
    subject = register.model(key=word.key, name=given["name"], simulated=provenance.simulated)
    with recorded("registry.record_statement", actor=actor, subject=subject, why=why, new=True):
        written = record_many(register, [word], actor=actor, origin=origin, accepted=False, why=why, refs=refs)
        if word.key not in written.statements:
            raise ValidationError(_("This has been proposed already and waits for a second person."), code="waiting")
        statement = Statement.objects.get(pk=written.statements[word.key])
        subject.pk = statement.entry_id
        subject.refresh_from_db()
    return statement


def _check_identity(register: Register, values: Mapping[str, Any], entry: RegisterEntry | None) -> None:
    other = same_thing(register, values)
    if other is not None and (entry is None or other.pk != entry.pk):
        names = next(n for n in register.identity if all(values.get(a) == getattr(other, a) for a in n))
        text = _("«%(name)s» stands already with this %(what)s. Correct that entry, or merge the two.")
        label = ", ".join(str(register.model._meta.get_field(n).verbose_name) for n in names)  # type: ignore[union-attr]  # noqa: SLF001
        raise ValidationError({names[-1]: text % {"name": other.label, "what": label}})


def _check_references(values: Mapping[str, Any], refs: References) -> None:
    problems = {}
    if (city := values.get("city")) and city not in refs.cities:
        problems["city"] = _("There is no city «%(key)s».") % {"key": city}
    if (key := values.get("field")) and key not in refs.fields:
        problems["field"] = _("There is no field «%(key)s».") % {"key": key}
    try:
        field_ids(values, refs)
    except LookupError as error:
        problems["fields"] = _("There is no field «%(key)s».") % {"key": error.args[0]}
    if problems:
        raise ValidationError(problems)
