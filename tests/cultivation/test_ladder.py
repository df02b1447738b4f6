import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from factories import OrganisationFactory, UserFactory, person
from permissions import check_action, check_needs_login, check_view
from ranked_lists import firms_of_year
from xinzhi.core.jobs import run_job
from xinzhi.core.models import Job, Notification
from xinzhi.core.roles import Role
from xinzhi.cultivation.actions import (
    accept_member,
    check_ladder,
    leave_library,
    propose_member,
    recheck_member,
    record_service,
    refuse_member,
)
from xinzhi.cultivation.engine.library import check_library
from xinzhi.cultivation.models import LadderCheck, LadderStanding, LibraryMember
from xinzhi.cultivation.queries.library import overdue, services_due
from xinzhi.cultivation.queries.list_files import library_files, library_of
from xinzhi.registry.models import Observation, Title

pytestmark = pytest.mark.django_db
MANAGER = Role.PROGRAMME_MANAGER
DAY = dt.date(2026, 6, 1)


@pytest.fixture
def body():
    return OrganisationFactory(name="省科技厅")


@pytest.fixture
def firm():
    return firms_of_year(2025, 1, simulated=False)[0]


@pytest.fixture
def library():
    return library_of("tech-sme")


def certificate(firm, expires, name="高新技术企业"):
    return Title.objects.create(
        entry_id=firm.pk,
        name=name,
        issued=dt.date(2024, 1, 1),
        expires=expires,
        state="accepted",
        simulated=firm.simulated,
    )


def proposed(library, firm, body, actor=None):
    return propose_member(actor=actor, library=library, firm=firm, organisation=body, tier="seed")


def admitted(library, firm, body):
    return accept_member(actor=None, member=proposed(library, firm, body))


# --- the ladder ---------------------------------------------------------------------------------------------------------


def test_looking_over_the_ladder_is_for_officers(firm):
    check_action(lambda actor: check_ladder(actor=actor, on=DAY), role=MANAGER)
    check_action(lambda actor: check_ladder(actor=actor, on=DAY), role=Role.PLAN_OFFICE)


def test_a_look_says_what_is_next_and_what_may_be_lost_and_replaces_the_one_before(firm):
    certificate(firm, dt.date(2026, 12, 31))
    check_ladder(actor=None, on=dt.date(2026, 1, 1))
    check = check_ladder(actor=None, on=DAY)
    rows = {(s.kind, s.status) for s in LadderStanding.objects.all()}
    assert rows == {("next", "srdi"), ("next", "gazelle"), ("watch", "hnte")}
    assert check.counts["held.hnte"] == 1
    assert LadderCheck.objects.count() == 2


def test_real_and_simulated_firms_are_looked_at_apart(firm):
    firms_of_year(2025, 2, prefix="sim")
    check_ladder(actor=None, on=DAY)
    check_ladder(actor=None, on=DAY, simulated=True)
    assert LadderStanding.objects.filter(simulated=False).values("organisation").distinct().count() == 1
    assert LadderStanding.objects.filter(simulated=True).values("organisation").distinct().count() == 2


def test_editors_are_warned_of_a_title_that_ends(firm):
    editor = person(Role.ORG_EDITOR, firm)
    certificate(firm, dt.date(2026, 12, 31))
    check_ladder(actor=None, on=DAY)
    assert Notification.objects.get(recipient=editor).url == reverse("cultivation:firm_ladder", args=[firm.key])


def test_a_firms_standing_is_for_officers_and_its_editors(client, firm):
    certificate(firm, dt.date(2026, 12, 31))
    check_ladder(actor=None, on=DAY)
    url = reverse("cultivation:firm_ladder", args=[firm.key])
    page = check_view(client, url, role=Role.ORG_EDITOR, organisation=firm, refused=404)
    assert "鲁工信发〔2020〕8号" in page.text
    client.force_login(person(Role.ANALYST))
    assert client.get(url).status_code == 200


def test_a_firm_reads_its_gaps_in_words(client, firm):
    """No sign of the engine's own writing: amounts and counts as people read them, with what is asked and what is short."""
    Observation.objects.filter(entry_id=firm.pk, measure="staff", year=2025).update(value=640)
    check_ladder(actor=None, on=DAY)
    client.force_login(person(Role.ORG_EDITOR, firm))
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("cultivation:firm_ladder", args=[firm.key])).content.decode()
    assert "640 persons" in shown
    assert "≤ 500 persons" in shown
    assert "140 persons" in shown
    assert "&gt;=" not in shown
    assert reverse("incentives:lift", args=[firm.key, "tech_sme"]) in shown


@pytest.mark.parametrize("name", ["ladder", "nearest", "watch"])
def test_ladder_pages_are_for_officers(client, firm, name, django_assert_max_num_queries):
    certificate(firm, dt.date(2026, 12, 31))
    firms_of_year(2025, 30, simulated=False, prefix="more")
    check_ladder(actor=None, on=DAY)
    check_view(client, reverse(f"cultivation:{name}"), role=Role.DUTY_OFFICER)
    with django_assert_max_num_queries(16):
        client.get(reverse(f"cultivation:{name}"))


def test_a_manager_lets_a_job_look_over_the_ladder(client, firm):
    url = reverse("cultivation:ladder_look")
    check_view(client, url, role=MANAGER)
    client.post(url, {"on": "2026-06-01"})
    run_job.func(Job.objects.get().pk)
    assert Job.objects.get().state == "done"
    assert LadderCheck.objects.get().firms == 1


# --- libraries ----------------------------------------------------------------------------------------------------------


def test_the_packs_libraries_are_sound_and_faults_are_told(tmp_path):
    files = library_files()
    for file in files.values():
        assert check_library(file) == []
    broken = tmp_path / "x.toml"
    text = files["tech-sme"].read_text(encoding="utf-8").replace("valid_months = 12", "valid_months = 0")
    broken.write_text(text, encoding="utf-8")
    assert [p.field for p in check_library(broken)] == ["library.valid_months"]


def test_proposing_is_for_the_keepers_managers(library, firm, body):
    check_action(lambda actor: proposed(library, firm, body, actor), role=MANAGER, organisation=body)


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ("proposed", accept_member, "in"),
        ("proposed", refuse_member, "refused"),
        ("in", leave_library, "left"),
    ],
)
def test_every_step_is_for_the_keepers_managers(library, firm, body, before, act, after):
    member = proposed(library, firm, body)
    LibraryMember.objects.filter(pk=member.pk).update(state=before)
    member.refresh_from_db()
    check_action(lambda actor: act(actor=actor, member=member, why="核查"), role=MANAGER, organisation=body)
    member.refresh_from_db()
    assert member.state == after


def test_rechecking_and_serving_is_for_the_keepers_managers(library, firm, body):
    member = admitted(library, firm, body)
    today = timezone.localdate()
    check_action(
        lambda actor: recheck_member(actor=actor, member=member, tier="growing", why="复核通过"),
        role=MANAGER,
        organisation=body,
    )
    check_action(
        lambda actor: record_service(actor=actor, member=member, service="visit", done_on=today),
        role=MANAGER,
        organisation=body,
    )
    member.refresh_from_db()
    assert (member.tier, member.state) == ("growing", "in")
    assert member.history.count() == 3


def test_nobody_admits_whom_they_proposed(library, firm, body):
    manager = person(MANAGER, body)
    member = proposed(library, firm, body, manager)
    with pytest.raises(PermissionDenied):
        accept_member(actor=manager, member=member)


def test_a_firm_is_in_a_library_once_and_may_come_back(library, firm, body):
    member = admitted(library, firm, body)
    with pytest.raises(ValidationError):
        proposed(library, firm, body)
    leave_library(actor=None, member=member, why="迁出")
    assert proposed(library, firm, body).state == "proposed"


def test_unknown_tiers_services_and_days_are_refused(library, firm, body):
    with pytest.raises(ValidationError):
        propose_member(actor=None, library=library, firm=firm, organisation=body, tier="golden")
    with pytest.raises(ValidationError):
        propose_member(actor=None, library=library, firm=body, organisation=body, tier="seed")
    member = admitted(library, firm, body)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for service, day in (("massage", timezone.localdate()), ("visit", tomorrow)):
        with pytest.raises(ValidationError):
            record_service(actor=None, member=member, service=service, done_on=day)
    assert not member.services.exists()


def test_services_come_due_from_entry_or_from_the_last_time(library, firm, body):
    member = admitted(library, firm, body)
    member.entered_on = dt.date(2026, 1, 31)
    assert [(d.service.key, d.due) for d in services_due(member, library)] == [
        ("visit", dt.date(2026, 7, 31)),
        ("policy", dt.date(2027, 1, 31)),
    ]
    record_service(actor=None, member=member, service="visit", done_on=dt.date(2026, 8, 31))
    assert services_due(member, library)[-1].due == dt.date(2027, 2, 28)
    assert overdue([member], library, dt.date(2027, 2, 27))[member.pk][0].service.key == "policy"


def test_the_firm_is_told(library, firm, body):
    editor = person(Role.ORG_EDITOR, firm)
    admitted(library, firm, body)
    assert library.name[:4] in Notification.objects.get(recipient=editor).title


def test_library_pages(client, library, firm, body, django_assert_max_num_queries):
    member = admitted(library, firm, body)
    editor = person(Role.ORG_EDITOR, firm)
    for user, sees in ((person(MANAGER, body), True), (editor, False), (UserFactory(), False)):
        client.force_login(user)
        with django_assert_max_num_queries(16):
            status = client.get(reverse("cultivation:library", args=["tech-sme"])).status_code
        assert status == (200 if sees else 403)
    page = reverse("cultivation:member", args=["tech-sme", member.pk])
    check_needs_login(client, page)
    client.force_login(editor)
    assert client.get(page).status_code == 200
    client.force_login(person(Role.ORG_EDITOR))
    assert client.get(page).status_code == 404
    client.force_login(person(Role.ANALYST))
    assert client.get(reverse("cultivation:services_due", args=["tech-sme"])).status_code == 200
    assert client.get(reverse("cultivation:library", args=["nowhere"])).status_code == 404


def test_a_manager_walks_a_firm_through_a_library(client, library, firm, body):
    one, two = person(MANAGER, body), person(MANAGER, body)
    client.force_login(one)
    form = {"firm": firm.key, "organisation": body.pk, "tier": "seed", "why": "推荐"}
    client.post(reverse("cultivation:member_new", args=["tech-sme"]), form)
    member = LibraryMember.objects.get()

    def post(user, name, data, *more):
        client.force_login(user)
        client.post(reverse(f"cultivation:{name}", args=["tech-sme", member.pk, *more]), data)
        member.refresh_from_db()
        return member.state, member.tier

    assert post(one, "member_step", {}, "accept") == ("proposed", "seed")
    assert post(two, "member_step", {}, "accept") == ("in", "seed")
    assert post(one, "member_recheck", {"tier": "backbone", "why": "达标"}) == ("in", "backbone")
    post(one, "member_service", {"service": "visit", "done_on": timezone.localdate().isoformat()})
    assert member.services.count() == 1
    assert post(one, "member_step", {}, "leave") == ("in", "backbone")
    assert post(one, "member_step", {"why": "注销"}, "leave") == ("left", "backbone")
