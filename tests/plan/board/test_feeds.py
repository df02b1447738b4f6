"""Calendar feeds: what they hold, their stable names, and who may open the private one."""

import datetime as dt

from icalendar import Calendar

from xinzhi.plan.feeds import department_token
from xinzhi.plan.models import Milestone, PlanState


def events(response) -> dict[str, dt.date]:
    calendar = Calendar.from_ical(response.content)
    return {str(e["uid"]).split("@")[0]: e.decoded("dtstart") for e in calendar.walk("vevent")}


def test_public_deadlines_with_names_that_stay(client, world):
    Milestone.objects.create(target=world.target, due=dt.date(2026, 12, 31), value=30)
    Milestone.objects.create(target=world.target, due=world.target.due, value=50)
    first = client.get("/plans/p/calendar.ics")
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert events(first) == {
        f"target-{world.target.pk}": world.target.due,
        f"milestone-{world.target.pk}-2026-12-31": dt.date(2026, 12, 31),
        f"period-{world.period.pk}": world.period.due,
    }
    world.target.due = dt.date(2028, 1, 31)
    world.target.save()
    assert events(client.get("/plans/p/calendar.ics"))[f"target-{world.target.pk}"] == dt.date(2028, 1, 31)


def test_language_is_chosen_in_the_address(client, world):
    named = {
        language: [
            str(e["summary"])
            for e in Calendar.from_ical(client.get(f"/plans/p/calendar.ics?lang={language}").content).walk("vevent")
        ]
        for language in ("en", "zh-hans")
    }
    assert named["en"][0].startswith(world.target.name_en)
    assert named["zh-hans"][0].startswith(world.target.name)
    assert client.get("/plans/p/calendar.ics?lang=tlh").status_code == 200


def test_a_departments_feed_holds_what_it_owes_until_it_is_in(client, world):
    address = f"/plans/p/calendar/{department_token(world.plan, world.department.pk)}.ics"
    assert events(client.get(address)) == {f"duty-{world.duty.pk}-period-{world.period.pk}": world.period.due}
    world.submitted()
    assert events(client.get(address)) == {}


def test_the_token_opens_one_plan_and_nothing_else(client, world):
    token = department_token(world.plan, world.department.pk)
    assert client.get(f"/plans/p/calendar/{token}x.ics").status_code == 404
    assert client.get("/plans/p/calendar/none.ics").status_code == 404
    world.plan.state = PlanState.DRAFT
    world.plan.save()
    assert client.get(f"/plans/p/calendar/{token}.ics").status_code == 404
