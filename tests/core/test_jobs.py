"""Long work: done, failed, stopped, and gone on with from where it was."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import JobFactory, UserFactory
from permissions import check_action, check_view
from xinzhi.core import jobs
from xinzhi.core.actions import cancel_job, resume_job
from xinzhi.core.models import Job, JobState
from xinzhi.core.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground_floor")]


@pytest.fixture
def counting(monkeypatch):
    """A kind of job that counts to its argument, keeps its place, and does at each step what the test puts here."""
    monkeypatch.setattr(jobs, "_handlers", {})
    at_step = {}

    @jobs.handler("count")
    def count(job, progress):
        for n in range(job.checkpoint.get("n", 0), job.arguments["to"]):
            at_step.get(n, lambda: None)()
            progress.step(n + 1, job.arguments["to"], f"step {n + 1}", {"n": n + 1})
        return "/jobs/"

    return at_step


def count_to(n, **fields):
    return JobFactory(kind="count", arguments={"to": n}, **fields)


def run(job):
    jobs.run_job.func(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_is_started_on_commit_and_runs_to_its_end(
    counting, settings, django_capture_on_commit_callbacks, monkeypatch
):
    queued = []
    monkeypatch.setattr(jobs.run_job.__class__, "enqueue", lambda _self, *args: queued.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start("count", owner=UserFactory(), title="x" * 300, arguments={"to": 3})
        assert queued == []
    assert queued == [(job.pk,)]
    run(job)
    assert (job.state, job.done, job.total, job.percent, job.result_url) == (JobState.DONE, 3, 3, 100, "/jobs/")
    assert job.started_at <= job.ended_at
    assert len(job.title) == 200


def test_an_unknown_kind_is_refused_at_once(counting):
    with pytest.raises(KeyError):
        jobs.start("nothing", owner=None, title="", arguments={})
    assert not Job.objects.exists()


def test_a_failure_is_kept_as_the_message_and_the_job_goes_on_from_its_checkpoint(counting, capsys):
    def fail():
        raise ZeroDivisionError("by zero")

    counting[2] = fail
    job = run(count_to(4))
    assert (job.state, job.message, job.checkpoint) == (JobState.FAILED, "ZeroDivisionError: by zero", {"n": 2})
    assert "ZeroDivisionError" in capsys.readouterr().err
    del counting[2]
    counting[0] = fail  # would fail again if it began anew
    assert run(resume_job(actor=job.owner, job=job)).state == JobState.DONE


def test_what_the_person_can_mend_is_said_in_their_words(counting):
    def refuse():
        raise ValidationError(["Line 3 is empty.", "Line 5 is empty."])

    counting[0] = refuse
    job = run(count_to(1))
    assert (job.state, job.message) == (JobState.FAILED, "Line 3 is empty.; Line 5 is empty.")


def test_a_running_job_stops_at_its_next_step_and_can_go_on(counting):
    job = count_to(5)
    counting[2] = lambda: cancel_job(actor=job.owner, job=Job.objects.get(pk=job.pk))
    run(job)
    assert (job.state, job.done) == (JobState.CANCELLED, 3)
    counting.clear()
    resumed = run(resume_job(actor=job.owner, job=job))
    assert (resumed.state, resumed.done, resumed.cancel_requested) == (JobState.DONE, 5, False)


def test_a_waiting_job_stops_at_once_and_no_worker_takes_it(counting):
    job = cancel_job(actor=None, job=count_to(2))
    assert job.state == JobState.CANCELLED
    assert run(job).done == 0


def test_a_job_whose_worker_fell_silent_ends_at_once(counting):
    job = count_to(2, state=JobState.RUNNING)
    assert cancel_job(actor=None, job=job).state == JobState.RUNNING
    Job.objects.update(updated_at=timezone.now() - dt.timedelta(minutes=11))
    assert cancel_job(actor=None, job=job).state == JobState.CANCELLED


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_what_has_ended_is_not_stopped(state):
    with pytest.raises(ValidationError):
        cancel_job(actor=None, job=JobFactory(state=state))


@pytest.mark.parametrize("state", [JobState.DONE, JobState.RUNNING, JobState.WAITING])
def test_only_what_failed_or_was_stopped_goes_on(state):
    with pytest.raises(ValidationError):
        resume_job(actor=None, job=JobFactory(state=state))


def test_a_job_that_does_not_wait_is_not_run_again(counting):
    assert run(count_to(2, state=JobState.DONE)).done == 0


def test_only_the_owner_stops_a_job_and_lets_it_go_on():
    job = JobFactory()
    check_action(lambda actor: cancel_job(actor=actor, job=job), role=Role.PLAN_OFFICE, actor=job.owner)
    check_action(lambda actor: resume_job(actor=actor, job=job), role=Role.PLAN_OFFICE, actor=job.owner)
    job.refresh_from_db()
    assert job.state == JobState.WAITING


# --- pages ----------------------------------------------------------------------------------------------------------


def test_another_persons_job_does_not_exist_for_me(client):
    job = JobFactory(state=JobState.FAILED)
    common = {"role": Role.PLAN_OFFICE, "actor": job.owner, "refused": 404}
    check_view(client, f"/jobs/{job.pk}/", missing="/jobs/0/", **common)
    check_view(client, f"/jobs/{job.pk}/resume/", method="post", success=302, **common)
    check_view(client, f"/jobs/{job.pk}/cancel/", method="post", success=302, **common)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (JobState.CANCELLED, True)
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 405


def test_the_list_shows_my_jobs_and_asks_again_while_one_is_active(client, django_assert_max_num_queries):
    job = JobFactory(state=JobState.RUNNING, done=1, total=4)
    JobFactory()
    client.force_login(job.owner)
    with django_assert_max_num_queries(5):
        response = client.get("/jobs/")
    assert [item["job"] for item in response.context["items"]] == [job]
    assert 'hx-trigger="every 2s"' in response.content.decode()
    assert 'aria-valuenow="25.0"' in response.content.decode() or 'aria-valuenow="25"' in response.content.decode()
    Job.objects.update(state=JobState.DONE)
    assert "hx-trigger" not in client.get("/jobs/").content.decode()


def test_a_job_offers_what_can_be_done_with_it(client):
    job = JobFactory(state=JobState.DONE, result_url="/inbox/")
    client.force_login(job.owner)
    offers = {}
    for state in JobState:
        Job.objects.update(state=state)
        item = client.get(f"/jobs/{job.pk}/").context["item"]
        offers[state] = (item["cancels"], item["resumes"])
    assert offers == {
        JobState.WAITING: (True, False),
        JobState.RUNNING: (True, False),
        JobState.DONE: (False, False),
        JobState.FAILED: (False, True),
        JobState.CANCELLED: (False, True),
    }
    assert item["result"] == "/inbox/"
    Job.objects.update(result_url="https://evil.example/")
    assert client.get(f"/jobs/{job.pk}/").context["item"]["result"] == ""


def test_a_refusal_is_said_on_the_jobs_page(client):
    job = JobFactory(state=JobState.DONE)
    client.force_login(job.owner)
    response = client.post(f"/jobs/{job.pk}/cancel/", follow=True)
    assert len(response.context["messages"]) == 1
