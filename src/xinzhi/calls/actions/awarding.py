"""An award becomes final, and what it becomes in the registers. Parts of actions: no access check, no record."""

import datetime as dt
from typing import Any

from django.utils import timezone

from xinzhi.calls.models import Acceptance, Application, Contract, Decision
from xinzhi.calls.queries.entries import entry_key
from xinzhi.registry.actions.record_many import Word, record_many
from xinzhi.registry.models import Confidence
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import BY_ONE, Register
from xinzhi.registry.values import attribute_map


def award(application: Application, actor: Any) -> None:
    """Set the day of the award; a programme without a contract enters its register now."""
    decision: Decision = application.decision
    decision.awarded_on = timezone.localdate()
    decision.save(update_fields=["awarded_on", "updated_at"])
    if application.call.rules.step("contract") is None:
        enter_register(application, actor, day=decision.awarded_on)


def enter_register(application: Application, actor: Any, *, day: dt.date, more: dict[str, Any] | None = None) -> str:
    """The key of the entry in the programme's register, "" where it has none. The source is the award itself."""
    register = BY_ONE.get(application.call.rules.registers)
    if register is None:
        return ""
    word = Word(entry_key(application), _values(register, application, day, more or {}), _provenance(application, day))
    _record(register, [word], application, actor)
    return word.key


def enter_results(acceptance: Acceptance, actor: Any) -> list[str]:
    """The keys of the entries of the accepted results in the register of results."""
    contract: Contract = acceptance.contract
    application = contract.application
    register = BY_ONE["result"]
    day = acceptance.graded_on or timezone.localdate()
    words = [
        Word(
            f"{entry_key(application)}-r{n}",
            _only(
                register,
                {
                    "name": row["name"],
                    "kind": row.get("kind", "") or None,
                    "owner": application.organisation.name,
                    "doi": row.get("doi", "") or None,
                    "field": application.field.key if application.field else None,
                    "city": application.city.key if application.city else None,
                    "year": day.year,
                    "note": contract.number,
                },
            ),
            _provenance(application, day),
        )
        for n, row in enumerate(acceptance.results, start=1)
    ]
    if words:
        _record(register, words, application, actor)
    return [w.key for w in words]


def _record(register: Register, words: list[Word], application: Application, actor: Any) -> None:
    origin = f"call:{application.call.key}"
    record_many(register, words, actor=actor, origin=origin, accepted=True, why=application.call.label)


def _values(register: Register, application: Application, day: dt.date, more: dict[str, Any]) -> dict[str, Any]:
    organisation = application.organisation
    decision = application.decision
    return _only(
        register,
        {
            "name": application.title,
            "number": application.number,
            "programme": application.call.rules.name,
            "host": organisation.name,
            "owner": organisation.name,
            "leader": application.leader or None,
            "approved_on": day.isoformat(),
            "grant_fen": decision.grant_fen,
            "field": application.field.key if application.field else None,
            "city": application.city.key if application.city else None,
            "year": day.year,
            **more,
        },
    )


def _only(register: Register, values: dict[str, Any]) -> dict[str, Any]:
    """The values whose attribute the register has, without the empty ones."""
    known = attribute_map(register)
    return {k: v for k, v in values.items() if k in known and v not in (None, "")}


def _provenance(application: Application, day: dt.date) -> Provenance:
    return Provenance(
        source=f"{application.call.name} {application.number}",
        source_url=f"call:{application.call.key}",
        as_of=day,
        confidence=Confidence.OFFICIAL.value,
        simulated=application.simulated or application.call.simulated,
    )
