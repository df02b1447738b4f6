"""What the programmes bring about, told to the plans: each awarded application counts 1 towards the programme's target.

It counts from the day its contract is in force; in a programme without a contract from the day of its award. What is
terminated, or fails its acceptance, no longer counts.
"""

import datetime as dt
from collections.abc import Collection

from django.urls import reverse

from xinzhi.registry.counts import Counted, register
from xinzhi.registry.links import register_source

from .models import Application, Call, Contract, Decision, Outcome
from .queries.entries import entry_key


def register_counts() -> None:
    """Tell the registry; called once when Django is ready."""
    register(counted_of_calls)
    register_source("call", lambda key: reverse("calls:call", args=[key]))


def counted_of_calls(targets: Collection[str], day: dt.date) -> list[Counted]:
    """Every award that counts on the day; three queries however many there are."""
    opened = Call.objects.exclude(state__in=["draft", "cancelled"])
    calls = {c.pk: c for c in opened.filter(document__programme__target__in=sorted(targets))}
    if not calls:
        return []
    contracts = Contract.objects.filter(
        application__call__in=calls, in_force_on__lte=day, state__in=["in_force", "closed"]
    ).exclude(application__state="terminated")
    found = [
        _counted(calls[c.application.call_id], c.application, c.in_force_on, c.number)
        for c in contracts.select_related("application__organisation")
        if c.in_force_on
    ]
    without = [pk for pk, call in calls.items() if call.rules.step("contract") is None]
    awards = Decision.objects.filter(application__call__in=without, awarded_on__lte=day, outcome=Outcome.FUND)
    found += [
        _counted(calls[d.application.call_id], d.application, d.awarded_on, d.application.number or "")
        for d in awards.select_related("application__organisation")
        if d.awarded_on
    ]
    return found


def _counted(call: Call, application: Application, day: dt.date, number: str) -> Counted:
    kind = call.rules.registers
    return Counted(
        target=call.rules.target,
        as_of=day,
        name=f"{number} {application.title}",
        url=reverse(f"registry:{kind}", args=[entry_key(application)])
        if kind
        else reverse("calls:call", args=[call.key]),
        who=application.organisation.name,
        source=call.name,
        simulated=application.simulated or call.simulated,
    )
