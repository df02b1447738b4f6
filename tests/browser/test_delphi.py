"""A Delphi survey over two rounds with a stop: the manager and an expert at their pages; and every page looked at by axe."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from delphi_help import NAMES, approved, held, opened, say, world
from factories import UserFactory
from xinzhi.core.roles import Role
from xinzhi.foresight.actions.answer_seat import accept_seat
from xinzhi.foresight.actions.cross_impact import close_workshop, make_workshop, open_workshop
from xinzhi.foresight.actions.delphi_panel import invite_experts
from xinzhi.foresight.delphi_simulation import simulate_workshop
from xinzhi.foresight.models import DelphiAnswer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough secret"


@pytest.fixture(autouse=True)
def plain_storage(transactional_db, tmp_path, settings):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "s")}}
    settings.STORAGES = {**django_settings.STORAGES, "default": storage}


def url(name, *args):
    return reverse(f"foresight:{name}", args=args)


def seated(w):
    """One more expert with a password, on the panel."""
    user = UserFactory(raw_password=PASSWORD, roles=[(Role.EXPERT, w.organisation)])
    seat = invite_experts(actor=w.manager, survey=w.survey, users=[user])[0]
    accept_seat(actor=user, seat=seat)
    w.seats.append(seat)
    return seat


def signed_in(visitor, *roles):
    user = UserFactory(raw_password=PASSWORD, roles=roles)
    visitor.sign_in(user.username, PASSWORD)
    return user


def all_others(w):
    """The others' answers, all alike. Before the browser's own: both use one connection to the database."""
    for other in w.seats[:-1]:
        for statement in w.statements:
            say(other, statement, 4, 2031)


def settle(page):
    """Let the saving of what was typed begin and end."""
    page.wait_for_timeout(1600)
    page.wait_for_load_state("networkidle")


def test_two_rounds_and_a_stop(visit):
    w = world(names=NAMES[:2])
    seat = seated(w)
    office = visit(language="en")
    signed_in(office, (Role.ANALYST, w.organisation))
    expert = visit(language="en", width=390)
    expert.sign_in(seat.user.username, PASSWORD)
    desk = url("delphi_desk", w.survey.pk)

    # Round 1: the manager opens, the expert answers by keyboard, saved as they go.
    office.open(desk)
    office.page.fill("input[name=due]", (timezone.localdate() + dt.timedelta(days=9)).isoformat())
    office.page.click("button:has-text('Open a round')")
    office.page.wait_for_selector("text=Round 1 is open")
    all_others(w)
    expert.open(url("delphi_statement", seat.pk, 1))
    page = expert.page
    page.focus('input[name="importance"][value="1"]')
    page.keyboard.press("2")
    page.wait_for_selector("#saved:has-text('Saved')")
    assert page.is_checked('input[name="importance"][value="2"]')
    page.check('input[name="expertise"][value="high"]')
    page.fill('input[name="time-year"]', "2048")
    assert page.is_checked('input[name="time"][value="year"]')
    settle(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{url('delphi_statement', seat.pk, 2)}")
    assert DelphiAnswer.objects.get(voice=seat.voice).values == {"expertise": "high", "importance": "2", "time": 2048}
    page.check('input[name="importance"][value="4"]')
    page.check('input[name="expertise"][value="high"]')
    settle(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{url('my_delphi', seat.pk)}")
    office.open(url("delphi_panel", w.survey.pk))
    assert office.page.locator(".chip.ok", has_text="answered").count() == 7
    office.open(desk)
    office.page.on("dialog", lambda d: d.accept())
    office.page.click("button:has-text('Close the round')")
    office.page.wait_for_selector("text=ask again")

    # Round 2: the expert sees the group, keeps away from it and says why.
    office.page.fill("input[name=due]", (timezone.localdate() + dt.timedelta(days=9)).isoformat())
    office.page.click("button:has-text('Open a round')")
    office.page.wait_for_selector("text=Round 2 is open")
    all_others(w)
    expert.open(url("delphi_statement", seat.pk, 1))
    page.wait_for_selector("text=lies outside the middle half")
    assert page.locator(".dist-own").count() == 2
    page.fill("textarea[name=reason]", "The yield of key materials is far too low")
    settle(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{url('delphi_statement', seat.pk, 2)}")
    settle(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{url('my_delphi', seat.pk)}")
    office.open(desk)
    office.page.click("button:has-text('Close the round')")
    office.page.wait_for_selector("text=answers are stable: close")
    assert office.page.locator("input[name=number]:checked").count() == 2
    office.page.click("button:has-text('Close the chosen statements')")
    office.page.wait_for_selector(".chip:has-text('consensus')")
    office.page.click("button:has-text('Close the survey')")
    office.page.wait_for_selector("text=results wait for approval")

    second = visit(language="en")
    signed_in(second, (Role.PLAN_OFFICE, w.organisation))
    second.open(url("delphi_results", w.survey.pk))
    second.page.check("input[name=public]")
    second.page.click("button:has-text('Approve')")
    second.page.wait_for_selector("text=results approved")
    visitor = visit()
    assert visitor.open(url("delphi_results", w.survey.pk)) == 200
    assert "yield of key materials" not in visitor.page.content()
    assert office.complaints == expert.complaints == second.complaints == visitor.complaints == []


@pytest.mark.parametrize(("language", "scheme", "width"), [("zh-hans", "light", 1280), ("en", "dark", 390)])
def test_pages_are_accessible_and_do_not_scroll_sideways(visit, language, scheme, width, shots):
    w = world(names=NAMES, experts=9, text="请各位专家独立判断。", text_en="Please judge on your own.")
    seat = seated(w)
    held(w)
    opened(w)
    workshop = make_workshop(actor=w.manager, survey=w.survey, name="交叉影响", horizon=2035, statements=w.statements)
    open_workshop(actor=w.manager, workshop=workshop)
    over = approved(world(names=NAMES, experts=12, groups=("高校", "企业")), public=True)
    played = make_workshop(
        actor=over.manager, survey=over.survey, name="影响图", horizon=2035, statements=over.statements
    )
    open_workshop(actor=over.manager, workshop=played)
    simulate_workshop(played, over.seats)
    close_workshop(actor=over.manager, workshop=played)
    expert = visit(language=language, scheme=scheme, width=width)
    expert.sign_in(seat.user.username, PASSWORD)
    office = visit(language=language, scheme=scheme, width=width)
    signed_in(office, (Role.ANALYST, w.organisation), (Role.ANALYST, over.organisation))
    pages = [
        (expert, "mine", url("my_delphis")),
        (expert, "my", url("my_delphi", seat.pk)),
        (expert, "statement", url("delphi_statement", seat.pk, 1)),
        (expert, "matrix", url("my_workshop", workshop.pk)),
        (office, "surveys", url("delphi_surveys")),
        (office, "desk", url("delphi_desk", w.survey.pk)),
        (office, "panel", url("delphi_panel", w.survey.pk)),
        (office, "results", url("delphi_results", over.survey.pk)),
        (office, "workshop", url("workshop", played.pk)),
        (office, "new", url("new_delphi")),
    ]
    for visitor, name, address in pages:
        assert visitor.open(address) == 200, address
        shots(visitor.page, f"{name}-{width}")
        found = Axe().run(visitor.page, options={"preload": False, "resultTypes": ["violations"]})
        bad = [v["id"] for v in found.response["violations"] if v["impact"] in {"serious", "critical"}]
        assert bad == [], (name, found.generate_report())
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide}px"
    assert expert.complaints == office.complaints == []


@pytest.fixture
def shots(request):
    """Pictures of the pages, in the folder that XINZHI_SHOTS names; none where it names none."""
    import os
    from pathlib import Path

    folder = os.environ.get("XINZHI_SHOTS")

    def take(page, name):
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return take
