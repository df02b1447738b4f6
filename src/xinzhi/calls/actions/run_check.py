"""Run the check of an application, or of all that wait in a call."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count

from xinzhi.calls.engine.findings import FAILED, MISSING, TO_JUDGE, Finding
from xinzhi.calls.models import Application, Call, CheckResult, Submission, TextPrint
from xinzhi.calls.queries.checking import findings_of, findings_of_many
from xinzhi.calls.queries.content import words_of
from xinzhi.calls.queries.overlaps import (
    APPLICATION,
    PROJECT,
    digest_of_text,
    overlaps_of,
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
        _remember(APPLICATION, {application.pk: words_of(application)})
        overlaps = overlaps_of([application]).get(application.pk, [])
        result = store_check(application, application.submissions.count(), overlaps)
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
        .select_related("form", "organisation__city")
        .prefetch_related("members", "files")
    )
    versions = dict(
        Submission.objects.filter(application__in=waiting).values_list("application").annotate(n=Count("pk")).order_by()
    )
    for application in waiting:
        application.call = call  # its rules are read once
    _remember(APPLICATION, {a.pk: words_of(a) for a in waiting})
    shared = overlaps_of(waiting)
    with recorded("calls.run_check", actor=actor, subject=call) as change:
        made = []
        for place, (application, findings) in enumerate(findings_of_many(waiting), start=1):
            made.append(_result(application, versions.get(application.pk, 0), findings, shared.get(application.pk, [])))
            if place % _BLOCK == 0 or place == len(waiting):
                tell(place, len(waiting))
        CheckResult.objects.bulk_create(made, batch_size=_BLOCK)
        change.note("checked", None, len(waiting))
    return len(waiting)


def store_check(
    application: Application,
    submission: int,
    overlaps: Overlaps | None = None,
    findings: list[Finding] | None = None,
) -> CheckResult:
    """The stored result; without `overlaps` those of the last check stay. To be called inside an action.

    `findings` are those of today, where the caller has them already.
    """
    _remember(APPLICATION, {application.pk: words_of(application)})
    if overlaps is None:
        overlaps = application.checks.values_list("overlaps", flat=True).first() or []
    found = findings_of(application) if findings is None else findings
    result = _result(application, submission, found, overlaps)
    result.save()
    return result


def _result(application: Application, submission: int, findings: list[Finding], overlaps: Overlaps) -> CheckResult:
    return CheckResult(
        application=application,
        submission=submission,
        findings=[f.plain() for f in findings],
        overlaps=overlaps,
        greatest_overlap=max((max(o["share"], o["other_share"]) for o in overlaps), default=0),
        missing=sum(f.verdict == MISSING for f in findings),
        failed=sum(f.verdict == FAILED for f in findings),
        to_judge=sum(f.verdict == TO_JUDGE for f in findings),
    )


def remember_projects() -> None:
    """Keep the fingerprints of every published funded project that has none yet or has changed."""
    projects = Project.objects.filter(standing=Standing.PUBLISHED).only("name", "note", "outcome")
    block: dict[int, str] = {}
    for project in projects.iterator(chunk_size=1000):
        block[project.pk] = words_of_project(project)
        if len(block) == _BLOCK:
            _remember(PROJECT, block)
            block = {}
    _remember(PROJECT, block)


def _remember(kind: str, texts: dict[int, str]) -> None:
    """Keep the fingerprints of these texts; those that have not changed are left as they are."""
    known = dict(TextPrint.objects.filter(kind=kind, entry_id__in=list(texts)).values_list("entry_id", "digest"))
    digests = {pk: digest_of_text(text) for pk, text in texts.items()}
    made = [
        TextPrint(kind=kind, entry_id=pk, digest=digest, prints=print_of(texts[pk]))
        for pk, digest in digests.items()
        if known.get(pk) != digest
    ]
    TextPrint.objects.bulk_create(
        made,
        batch_size=_BLOCK,
        update_conflicts=True,
        unique_fields=["kind", "entry_id"],
        update_fields=["digest", "prints"],
    )
