"""The pages of surveys and workshops: who may, both languages, bounded queries, and the expert's way through a round."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from delphi_help import approved, finished, held, opened, say, world
from factories import person
from permissions import check_needs_login
from xinzhi.core.roles import Role
from xinzhi.foresight.actions.close_delphi import close_delphi
from xinzhi.foresight.actions.cross_impact import close_workshop, make_workshop, open_workshop
from xinzhi.foresight.actions.delphi_rounds import close_round
from xinzhi.foresight.delphi_simulation import simulate_workshop
from xinzhi.foresight.models import CrossImpactEntry, DelphiAnswer, DelphiSurvey
from xinzhi.foresight.urls_delphi import delphi_patterns

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")


def url(name, *args):
    return reverse(f"foresight:{name}", args=args)


def workshop_of(w):
    made = make_workshop(actor=w.manager, survey=w.survey, name="交叉影响", horizon=2035, statements=w.statements)
    return open_workshop(actor=w.manager, workshop=made)


def closed_workshop(w):
    workshop = workshop_of(w)
    simulate_workshop(workshop, w.seats)
    return close_workshop(actor=w.manager, workshop=workshop)


def show(client, user, address, language="en"):
    client.force_login(user)
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_renders(client, language):
    w = world()
    for name in ("delphi_desk", "delphi_panel", "edit_delphi", "new_delphi_statement"):
        show(client, w.manager, url(name, w.survey.pk), language)
    show(client, w.manager, url("edit_delphi_statement", w.survey.pk, 1), language)
    show(client, w.manager, url("new_delphi"), language)
    held(w)
    opened(w)
    seat = w.seats[0]
    for address in (url("my_delphis"), url("my_delphi", seat.pk), url("delphi_statement", seat.pk, 1)):
        show(client, seat.user, address, language)
    show(client, w.manager, url("delphi_desk", w.survey.pk), language)
    w = approved(world(), public=True)
    show(client, w.manager, url("delphi_surveys"), language)
    show(client, w.manager, url("delphi_results", w.survey.pk), language)
    w = world()
    workshop = workshop_of(w)
    show(client, w.manager, url("workshop", workshop.pk), language)
    show(client, w.manager, url("new_workshop", w.survey.pk), language)
    show(client, w.seats[0].user, url("my_workshop", workshop.pk), language)
    simulate_workshop(workshop, w.seats)
    close_workshop(actor=w.manager, workshop=workshop)
    text = show(client, w.manager, url("workshop", workshop.pk), language)
    assert "infmap-dot" in text


def test_every_page_asks_for_a_sign_in_or_is_public(client):
    public = {"delphi_surveys", "delphi_results", "delphi_download"}
    ids = {"pk": 1, "seat": 1, "number": 1, "step": "x", "kind": "csv", "key": "x"}
    for pattern in delphi_patterns:
        names = pattern.pattern.converters
        if "key" in names and pattern.name == "hide_delphi_reason":
            continue
        if pattern.name not in public:
            check_needs_login(client, reverse(f"foresight:{pattern.name}", kwargs={n: ids[n] for n in names}))


def test_desks_are_for_who_runs_or_oversees(client):
    w = world()
    held(w)
    pages = [url(n, w.survey.pk) for n in ("delphi_desk", "delphi_panel", "edit_delphi", "new_delphi_statement")]
    for user in (person(Role.ANALYST), person(Role.EXPERT), person(Role.PROGRAMME_MANAGER), w.seats[0].user):
        client.force_login(user)
        for address in pages:
            assert client.get(address).status_code == 404, address
        assert client.post(url("delphi_step", w.survey.pk, "close")).status_code == 404
        assert client.get(url("new_delphi")).status_code == (
            200 if user.memberships.get().role == Role.ANALYST else 403
        )
    auditor = person(Role.AUDITOR)
    text = show(client, auditor, url("delphi_desk", w.survey.pk))
    assert "Close the survey" not in text
    assert client.post(url("delphi_step", w.survey.pk, "close")).status_code == 403
    assert client.post(url("delphi_remind", w.survey.pk)).status_code == 403
    w.survey.refresh_from_db()
    assert w.survey.state == "running"


def test_queries_do_not_grow_with_statements_and_experts(client, django_assert_max_num_queries):
    names = tuple(f"技术{n}" for n in range(12))
    w = world(experts=12, names=names)
    held(w)
    opened(w)
    seat = w.seats[0]
    pages = [
        (w.manager, url("delphi_desk", w.survey.pk), 30),
        (w.manager, url("delphi_panel", w.survey.pk), 30),
        (seat.user, url("my_delphi", seat.pk), 25),
        (seat.user, url("delphi_statement", seat.pk, 3), 32),
        (seat.user, url("my_delphis"), 25),
    ]
    for user, address, most in pages:
        client.force_login(user)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200, address
    w = approved(world(experts=8, names=names))
    client.force_login(w.manager)
    for address in (url("delphi_results", w.survey.pk), url("delphi_download", w.survey.pk, "docx")):
        with django_assert_max_num_queries(30):
            assert client.get(address).status_code == 200


def test_an_expert_answers_as_they_go_and_goes_on(client):
    w = world()
    round_ = opened(w)
    seat = w.seats[0]
    client.force_login(seat.user)
    address = url("delphi_statement", seat.pk, 1)
    said = {
        "expertise": "high",
        "importance": "4",
        "time": "year",
        "time-year": "2031",
        "constraints": ["money", "talent"],
    }
    answer = client.post(address, {**said, "auto": "1"}, headers={"accept-language": "en"})
    assert "Saved." in answer.content.decode()
    stored = DelphiAnswer.objects.get(round=round_)
    assert stored.values == {"expertise": "high", "importance": "4", "time": 2031, "constraints": ["money", "talent"]}
    answer = client.post(address, {**said, "time-year": "1999", "auto": "1"}, headers={"accept-language": "en"})
    assert "Not saved" in answer.content.decode()
    answer = client.post(address, {**said, "time": "never", "time-year": "", "reason": "理由", "step": "next"})
    assert answer.url == url("delphi_statement", seat.pk, 2)
    stored.refresh_from_db()
    assert (stored.values["time"], stored.reason) == ("never", "理由")
    answer = client.post(address, {**said, "time": "never", "step": "save"}, headers={"accept-language": "en"})
    assert "choose one" in answer.content.decode()
    over = client.post(address, {**said, "constraints": ["money", "talent", "rules", "market"], "step": "save"})
    assert over.status_code == 200
    stored.refresh_from_db()
    assert stored.values["constraints"] == ["money", "talent"]


def test_outside_the_middle_half_a_reason_is_asked_for(client):
    w = world()
    held(w, scores=(4, 4, 4, 4, 4, 1))
    opened(w)
    for seat, asked in ((w.seats[-1], True), (w.seats[2], False)):
        text = show(client, seat.user, url("delphi_statement", seat.pk, 1))
        assert ("lies outside the middle half" in text) is asked


def test_seats_conflicts_and_reminders_by_the_pages(client):
    w = world(experts=5)
    user = person(Role.EXPERT)
    client.force_login(w.manager)
    client.post(url("delphi_panel", w.survey.pk), {"users": [user.pk], "group": "高校"})
    seat = w.survey.seats.get(user=user)
    client.force_login(user)
    assert "I take part" in show(client, user, url("my_delphi", seat.pk))
    client.post(url("delphi_seat", seat.pk, "accept"))
    client.post(url("delphi_conflict", seat.pk, 1), {"why": "参与"})
    assert seat.conflicts.count() == 1
    client.post(url("delphi_conflict", seat.pk, 1), {"step": "back"})
    assert seat.conflicts.count() == 0
    client.post(url("delphi_seat", seat.pk, "decline"), {"why": "出差"})
    seat.refresh_from_db()
    assert (seat.state, seat.why) == ("declined", "出差")
    client.force_login(w.manager)
    other = person(Role.EXPERT)
    client.post(url("delphi_replace", w.survey.pk, seat.pk), {"users": [other.pk]})
    assert w.survey.seats.get(user=other).replaces == seat
    assert client.post(url("delphi_remind", w.survey.pk)).status_code == 302
    client.post(url("delphi_withdraw", w.survey.pk, w.survey.seats.get(user=other).pk), {"why": "重复"})
    assert w.survey.seats.get(user=other).state == "withdrawn"


def test_a_survey_by_the_pages_from_making_to_approval(client):
    manager = person(Role.ANALYST)
    organisation = manager.memberships.get().organisation
    client.force_login(manager)
    made = {"organisation": organisation.pk, "sheet": "technology", "name": "调查甲"}
    assert client.post(url("new_delphi"), made).status_code == 302
    survey = DelphiSurvey.objects.get()
    client.post(url("new_delphi_statement", survey.pk), {"name": "光子芯片"})
    client.post(url("new_delphi_statement", survey.pk), {"name": "多余"})
    client.post(url("edit_delphi_statement", survey.pk, 1), {"name": "硅光芯片", "text": "说明"})
    client.post(url("remove_delphi_statement", survey.pk, 2))
    client.post(url("edit_delphi", survey.pk), {"name": "调查乙"})
    survey = DelphiSurvey.objects.get()
    assert (survey.name, [s.name for s in survey.statements.all()]) == ("调查乙", ["硅光芯片"])
    lines = "脑机接口 | Brain–computer interface | 说明|二\n\n量子传感\n"
    client.post(url("new_delphi_statements", survey.pk), {"lines": lines})
    added = survey.statements.order_by("number").values_list("name", "name_en", "text")
    assert list(added)[1:] == [("脑机接口", "Brain–computer interface", "说明|二"), ("量子传感", "", "")]
    again = client.post(url("new_delphi_statements", survey.pk), {"lines": "光子\n量子传感"})
    assert again.status_code == 200
    assert survey.statements.count() == 3, "all or none"
    w = world()
    client.force_login(w.manager)
    for _ in range(2):
        client.post(url("delphi_step", w.survey.pk, "open"), {"due": "2099-01-01"})
        for seat in w.seats:
            for statement in w.statements:
                say(seat, statement)
        client.post(url("delphi_step", w.survey.pk, "close-round"))
    client.post(url("delphi_step", w.survey.pk, "close-statements"), {"number": ["1", "x"]})
    assert w.survey.statements.filter(state="closed").count() == 1
    client.post(url("delphi_step", w.survey.pk, "close"))
    client.force_login(w.office)
    assert "second person" in show(client, w.office, url("delphi_results", w.survey.pk))
    client.post(url("delphi_step", w.survey.pk, "approve"), {"public": "on"})
    w.survey.refresh_from_db()
    assert (w.survey.state, w.survey.public) == ("approved", True)


def test_exports_hold_the_figures_of_the_page(client):
    w = approved(world())
    client.force_login(w.manager)
    text = client.get(url("delphi_download", w.survey.pk, "csv")).content.decode("utf-8-sig")
    rows = [r for r in csv.DictReader(io.StringIO(text)) if r["statement"] == "1" and r["question"] == "importance"]
    assert {r["answer"]: int(r["count"]) for r in rows} == {"1": 1, "2": 0, "3": 0, "4": 4, "5": 1}
    assert {r["median"] for r in rows} == {"4"}
    book = load_workbook(io.BytesIO(client.get(url("delphi_download", w.survey.pk, "xlsx")).content))
    assert len(list(book.worksheets[0].rows)) == text.count("\n")
    assert client.get(url("delphi_download", w.survey.pk, "docx")).status_code == 200
    assert client.get(url("delphi_download", w.survey.pk, "pdf")).status_code == 400


def test_the_median_by_familiarity_stands_beside(client):
    w = world()
    for _ in range(2):
        opened(w)
        for n, seat in enumerate(w.seats):
            for statement in w.statements:
                say(seat, statement, 5 if n < 2 else 2, expertise="high" if n < 2 else "none")
        close_round(actor=w.manager, round_=w.survey.rounds.get(closed_at=None))
    close_delphi(actor=w.manager, survey=w.survey)
    text = show(client, w.manager, url("delphi_results", w.survey.pk))
    assert "by familiarity 5" in text


def test_the_matrix_is_entered_by_the_page(client):
    w = world()
    workshop = workshop_of(w)
    seat = w.seats[0]
    client.force_login(seat.user)
    said = {"p-0": "40", "p-1": "60", "p-2": "", "s-0-1": "2", "s-1-0": "0"}
    answer = client.post(url("my_workshop", workshop.pk), {**said, "auto": "1"}, headers={"accept-language": "en"})
    assert "Saved." in answer.content.decode()
    entry = CrossImpactEntry.objects.get()
    assert (entry.probabilities, entry.strengths, entry.is_whole) == ({"0": 40, "1": 60}, {"0-1": 2}, False)
    answer = client.post(
        url("my_workshop", workshop.pk), {**said, "p-0": "x", "auto": "1"}, headers={"accept-language": "en"}
    )
    assert "Not saved" in answer.content.decode()
    client.post(url("my_workshop", workshop.pk), {**said, "p-2": "50"})
    entry.refresh_from_db()
    assert entry.is_whole
    client.force_login(person(Role.EXPERT))
    assert client.get(url("my_workshop", workshop.pk)).status_code == 404


def test_a_rehearsal_by_the_pages(client):
    manager = person(Role.ANALYST)
    organisation = manager.memberships.get().organisation
    client.force_login(manager)
    made = {"organisation": organisation.pk, "sheet": "technology", "name": "演练", "simulated": "on"}
    client.post(url("new_delphi"), made)
    survey = DelphiSurvey.objects.get()
    client.post(url("new_delphi_statements", survey.pk), {"lines": "甲\n乙\n丙"})
    assert "Seat ten demonstration accounts" in show(client, manager, url("delphi_desk", survey.pk))
    client.post(url("delphi_step", survey.pk, "rehearse-panel"))
    for _ in range(3):
        client.post(url("delphi_step", survey.pk, "open"), {"due": "2099-01-01"})
        client.post(url("delphi_step", survey.pk, "rehearse-round"))
        client.post(url("delphi_step", survey.pk, "close-round"))
    client.post(url("delphi_step", survey.pk, "close"))
    survey.refresh_from_db()
    assert survey.state == "closed"
    made = {"name": "交叉", "horizon": 2040, "statements": [s.pk for s in survey.statements.all()]}
    client.post(url("new_workshop", survey.pk), made)
    workshop = survey.workshops.get()
    for key in ("open", "rehearse", "close"):
        client.post(url("workshop_step", workshop.pk, key))
    workshop.refresh_from_db()
    assert workshop.results["experts"] == 10


def test_simulated_surveys_are_marked(client):
    w = finished(world(simulated=True))
    assert 'class="simulated"' in show(client, w.manager, url("delphi_results", w.survey.pk))
    assert 'class="simulated"' in show(client, w.manager, url("delphi_desk", w.survey.pk))
