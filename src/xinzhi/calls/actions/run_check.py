"""Run the check of an application, or of all that wait in a call."""

from collections.abc import Callable
from typing import Any

from xinzhi.calls.engine.findings import FAILED, MISSING, TO_JUDGE
from xinzhi.calls.models import Application, Call, CheckResult, TextPrint
from xinzhi.calls.queries.checking import findings_of
from xinzhi.calls.queries.content import words_of
from xinzhi.calls.queries.overlaps import (
    APPLICATION,
    PROJECT,
    overlaps_of,
    overlaps_of_many,
    print_of,
    words_of_project,
)
from xinzhi.calls.workflows import TO_CHECK
from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Project, Standing

Overlaps = list[dict[str, Any]]
Told = Callable[[int, int], None]
_BLOCK = 200


def run_check(*, actor: Any, application: Application) -> CheckResult:
    """The result of checking what was handed in last, also against every other text. Raises PermissionDenied."""
    require(actor, "calls.check_application", application)
    with recorded("calls.run_check", actor=actor, subject=application) as change:
        result = store_check(application, application.submissions.count(), overlaps_of(application))
        change.note("check", None, result.pk)
    return result


def check_call(*, actor: Any, call: Call, tell: Told = lambda _done, _all: None) -> int:
    """How many applications were checked: all of the call that wait for it, compared with each other and all others.

    `tell` hears of progress (done, all). Raises PermissionDenied (managers of the call).
    """
    require(actor, "calls.manage_call", call)
    remember_projects()
    waiting = list(
        Application.objects.filter(call=call, state__in=TO_CHECK)
        .select_related("call", "form", "organisation__city", "field", "city")
        .prefetch_related("members", "files")
    )
    shared = overlaps_of_many(waiting)
    with recorded("calls.run_check", actor=actor, subject=call) as change:
        for place, application in enumerate(waiting, start=1):
            store_check(application, application.submissions.count(), shared.get(application.pk, []))
            if place % _BLOCK == 0 or place == len(waiting):
                tell(place, len(waiting))
        change.note("checked", None, len(waiting))
    return len(waiting)


def store_check(application: Application, submission: int, overlaps: Overlaps | None = None) -> CheckResult:
    """The stored result; without `overlaps` those of the last check stay. To be called inside an action."""
    findings = findings_of(application)
    remember_text(APPLICATION, application.pk, words_of(application))
    if overlaps is None:
        last = application.checks.first()
        overlaps = last.overlaps if last else []
    return CheckResult.objects.create(
        application=application,
        submission=submission,
        findings=[f.plain() for f in findings],
        overlaps=overlaps,
        missing=sum(f.verdict == MISSING for f in findings),
        failed=sum(f.verdict == FAILED for f in findings),
        to_judge=sum(f.verdict == TO_JUDGE for f in findings),
    )


def remember_text(kind: str, number: int, text: str) -> None:
    """Keep the fingerprints of a text, made anew only when it has changed."""
    digest, prints = print_of(text)
    TextPrint.objects.update_or_create(kind=kind, entry_id=number, defaults={"digest": digest, "prints": prints})


def remember_projects() -> None:
    """Keep the fingerprints of every published funded project that has none yet or has changed."""
    known = dict(TextPrint.objects.filter(kind=PROJECT).values_list("entry_id", "digest"))
    made = []
    for project in Project.objects.filter(standing=Standing.PUBLISHED).iterator(chunk_size=1000):
        digest, prints = print_of(words_of_project(project))
        if known.get(project.pk) != digest:
            made.append(TextPrint(kind=PROJECT, entry_id=project.pk, digest=digest, prints=prints))
    TextPrint.objects.bulk_create(
        made,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "entry_id"],
        update_fields=["digest", "prints"],
    )
