"""The main job: real facts, a marked simulated layer, the printed standing; twice is as good as once."""

import io

import pytest
from rich.console import Console

from xinzhi.calls.models import Application, Call, Invitation, Reviewer
from xinzhi.calls.queries.waiting import calls_waiting
from xinzhi.core.models import ActionRecord, User
from xinzhi.foresight.models import ForesightEdition
from xinzhi.plan.models import Measure, Plan, Report, Target
from xinzhi.plan.queries import board
from xinzhi.registry.models import Organisation
from xinzhi.site.demo import run_demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(monkeypatch):
    """Runs the demonstration in the test's database and returns what it printed."""
    monkeypatch.setattr("xinzhi.site.demo.run.call_command", lambda *_a, **_k: None)  # the tables are there

    def run(**options):
        out = io.StringIO()
        run_demo(console=Console(file=out), **options)
        return out.getvalue()

    return run


def test_demo_fills_the_board_and_says_so(printed):
    text = printed()
    plan = Plan.objects.get()
    assert (Target.objects.count(), Measure.objects.count()) == (8, 16)
    assert Organisation.objects.exclude(stock_code="").count() == 310
    assert Report.objects.count() == Report.objects.filter(simulated=True).count() > 100
    assert board(plan).is_simulated
    for target in plan.targets.all():
        assert target.name in text
    for user in User.objects.filter(simulated=True):
        assert user.username in text or not user.has_usable_password()
    assert "◇ simulated" in text


def test_demo_shows_a_call_at_every_step_all_of_it_simulated(printed):
    text = printed()
    call = Call.objects.get()
    states = sorted(Application.objects.values_list("state", flat=True))
    assert states == ["draft", "in_review", "in_review", "returned", "submitted"]
    assert call.simulated
    assert Application.objects.filter(simulated=True).count() == 5
    assert Organisation.objects.filter(applications__isnull=False, simulated=False).count() == 0
    assert Reviewer.objects.filter(simulated=True).count() == 6
    assert Invitation.objects.filter(state="done").count() == 1
    assert Invitation.objects.count() == 2 * call.rules.review.need
    assert "programmes" in text
    assert "expert" in text
    manager = User.objects.get(username="programmes")
    assert calls_waiting(manager)["office"]["to_check"] == 1
    assert len(calls_waiting(User.objects.get(username="expert"))["reviews"]) >= 1
    assert len(calls_waiting(User.objects.get(username="editor"))["applications"]) == 1


def test_second_run_changes_nothing_but_passwords(printed):
    first = printed()
    done = ActionRecord.objects.exclude(verb__contains=".load_")  # loading is recorded each time it is done
    records, reports = done.count(), Report.objects.count()
    second = printed()
    assert (done.count(), Report.objects.count()) == (records, reports)
    assert first.split("Demonstration sign-ins")[0] == second.split("Demonstration sign-ins")[0]
    assert first != second


def test_official_text_is_put_beside_the_structure(printed, shared):
    text = printed(plan_file=shared / "plan" / "shandong-2024.txt")
    assert "8 of 8 targets and 16 of 16 measures" in text
    assert Plan.objects.get().text != ""


def test_another_regions_text_becomes_a_plan_of_its_own(printed, examples):
    printed(plan_file=examples / "yunling-2026.txt")
    assert Plan.objects.count() == 2


def test_text_that_is_no_plan_ends_with_code_2(printed, tmp_path):
    novel = tmp_path / "novel.txt"
    novel.write_text("从前有座山，山里有座庙。" * 40, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        printed(plan_file=novel)
    assert ended.value.code == 2
    with pytest.raises(SystemExit):
        printed(plan_file=tmp_path / "absent.txt")


def test_demo_shows_a_judged_list_of_future_technologies(printed):
    printed()
    edition = ForesightEdition.objects.get()
    assert (edition.state, edition.simulated, edition.retrospective) == ("published", True, True)
    assert all(edition.entries.values_list("simulated", flat=True))
    assert [score.horizon for score in edition.scores.all()] == [2]
