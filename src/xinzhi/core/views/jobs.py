"""My long work: how far it is, stopping it, letting it go on."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View
from django.views.decorators.http import require_POST

from xinzhi.core.actions import cancel_job, resume_job
from xinzhi.core.models import Job, JobState
from xinzhi.core.queries import visible_jobs

from .common import safe_path, warn

_ON_A_PAGE = 20
_TONES = {
    JobState.WAITING: "mute",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "warn",
}


class Jobs(LoginRequiredMixin, View):
    """All of them, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(visible_jobs(request.user), _ON_A_PAGE).get_page(request.GET.get("page"))
        items = [_item(job) for job in page]
        active = any(job.is_active for job in page)
        return render(request, "core/jobs.html", {"list": page, "items": items, "active": active})


class JobPage(LoginRequiredMixin, View):
    """One job. When it is done and has a result, the page leads there."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = get_object_or_404(visible_jobs(request.user), pk=pk)
        return render(request, "core/job.html", {"job": job, "item": _item(job), "active": job.is_active})


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a job to stop."""
    return _act(request, pk, cancel_job)


@login_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a job go on from where it stopped."""
    return _act(request, pk, resume_job)


def _act(request: HttpRequest, pk: int, action: Callable[..., Any]) -> HttpResponse:
    job = get_object_or_404(visible_jobs(request.user), pk=pk)
    try:
        action(actor=request.user, job=job)
    except ValidationError as error:
        warn(request, error)
    return redirect("core:job", job.pk)


def _item(job: Job) -> dict[str, Any]:
    """A job with what its row needs."""
    return {
        "job": job,
        "tone": _TONES[JobState(job.state)],
        "result": safe_path(job.result_url, ""),
        "cancels": job.is_active and not job.cancel_requested,
        "resumes": job.state in {JobState.FAILED, JobState.CANCELLED},
    }
