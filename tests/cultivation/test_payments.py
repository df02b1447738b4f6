import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse

from factories import CityFactory, OrganisationFactory, UserFactory, person
from permissions import check_action, check_view
from xinzhi.core.models import Notification
from xinzhi.core.roles import Role
from xinzhi.cultivation.actions import (
    approve_run,
    close_run,
    discard_run,
    draft_run,
    hold_line,
    notice_run,
    release_line,
    return_run,
    submit_run,
)
from xinzhi.cultivation.engine.programme import check_programme, read_programme
from xinzhi.cultivation.models import Outcome, PaymentLine, PaymentRun
from xinzhi.cultivation.queries.list_files import payment_files
from xinzhi.cultivation.queries.rerun import rerun
from xinzhi.cultivation.rules import visible_runs
from xinzhi.incentives.models import Declaration
from xinzhi.ledger.models import Entry, EntryKind
from xinzhi.registry.models import Observation, Statement, Title

pytestmark = pytest.mark.django_db
MANAGER = Role.PROGRAMME_MANAGER
DAY = dt.date(2026, 6, 1)
WAN = 10_000 * 100


@pytest.fixture
def body():
    return OrganisationFactory(name="省科技厅")


@pytest.fixture
def programme():
    return read_programme(payment_files()["upgrade-reward"])


@pytest.fixture
def city():
    return CityFactory()


def make_firm(city, key, *, revenue=100 * WAN, staff=50, title=True, confidence="official", simulated=False):
    """A firm with figures of 2025 and (where asked) a valid certificate."""
    about = {"source": "年报", "confidence": confidence, "simulated": simulated}
    made = OrganisationFactory(key=key, name=f"企业{key}", kind="enterprise", city=city, **about)
    statement = Statement.objects.create(kind="organisation", entry_id=made.pk, period=2025, state="accepted", **about)
    for measure, value in (("revenue", revenue), ("staff", staff)):
        if value is not None:
            Observation.objects.create(
                kind="organisation",
                entry_id=made.pk,
                measure=measure,
                year=2025,
                value=value,
                simulated=simulated,
                statement=statement,
            )
    if title:
        Title.objects.create(
            entry_id=made.pk,
            name="高新技术企业",
            issued=dt.date(2025, 12, 1),
            expires=dt.date(2028, 11, 30),
            state="accepted",
            **about,
        )
    return made


def table(*rows, heading="id,hnte_first"):
    return ContentFile("\n".join([heading, *rows]).encode(), name="tax.csv")


def drafted(body, programme, rows, *, actor=None, on=DAY, simulated=False, heading="id,hnte_first"):
    return draft_run(
        actor=actor,
        organisation=body,
        programme=programme,
        on=on,
        table=table(*rows, heading=heading),
        table_name="tax.csv",
        simulated=simulated,
    )


def approved(run):
    submit_run(actor=None, run=run)
    return approve_run(actor=None, run=run)


def outcomes(run):
    return {line.organisation.key: line.outcome for line in run.lines.select_related("organisation")}


def test_only_what_surely_follows_is_paid(body, programme, city):
    make_firm(city, "due")
    make_firm(city, "big", staff=501)
    make_firm(city, "edge", staff=500, revenue=20_000 * WAN)
    make_firm(city, "over", revenue=20_000 * WAN + 1)
    make_firm(city, "gap", revenue=None)
    make_firm(city, "untitled", title=False)
    make_firm(city, "declared", confidence="declared")
    make_firm(city, "again")
    run = drafted(
        body,
        programme,
        ["due,是", "big,是", "edge,true", "over,是", "gap,是", "untitled,是", "declared,是", "again,否"],
    )
    assert outcomes(run) == {
        "due": "pay",
        "edge": "pay",
        "big": "not_due",
        "over": "not_due",
        "again": "not_due",
        "gap": "unknown",
        "untitled": "unknown",
        "declared": "evidence",
    }
    assert run.lines.get(organisation__key="gap").needs == ["revenue.2025"]
    assert {line.amount for line in run.lines.all()} == {0, 10 * WAN}
    paid = run.lines.get(organisation__key="due")
    assert all(condition["value"] for condition in paid.conditions)
    assert any("tax.csv row 2" in fact["origin"] for fact in paid.facts)


def test_sources_that_contradict_each_other_pay_nothing(body, programme, city):
    make_firm(city, "due")
    run = drafted(body, programme, ["due,是,100", "due2,是,"][:1], heading="id,hnte_first,staff.2025")
    line = run.lines.get()
    assert (line.outcome, line.needs, line.amount) == ("conflict", ["staff.2025"], 0)


def test_what_a_firm_declares_needs_an_officers_eye_and_never_overrules_the_register(body, programme, city):
    gap, two = make_firm(city, "gap", staff=None), make_firm(city, "two")
    for firm, staff in ((gap, 50), (two, 49)):
        Declaration.objects.create(organisation=firm, facts={"staff": {"2025": staff}}, as_of=DAY)
    run = drafted(body, programme, ["gap,是", "two,是"])
    assert outcomes(run) == {"gap": "evidence", "two": "conflict"}
    assert run.lines.get(organisation=gap).needs == ["staff.2025"]


def test_a_figure_written_another_way_is_no_contradiction(body, programme, city):
    make_firm(city, "due", revenue=100 * WAN)
    run = drafted(body, programme, ["due,是,100万元"], heading="id,hnte_first,revenue.2025")
    assert outcomes(run) == {"due": "pay"}


@pytest.mark.parametrize(
    ("on", "words"),
    [(dt.date(2026, 8, 1), "without a confirmed source: upgrade_reward"), (dt.date(2020, 1, 1), "not in force")],
)
def test_unverified_or_absent_rules_pay_nothing(body, programme, city, on, words):
    make_firm(city, "due")
    with pytest.raises(ValidationError, match=words):
        drafted(body, programme, ["due,是"], on=on)


@pytest.mark.parametrize(
    ("rows", "heading", "words"),
    [
        (["due,是"], "firm,hnte_first", "lacks the column id"),
        (["due,是"], "id,hnte_frist", "no such fact"),
        (["due,maybe"], "id,hnte_first", "not yes or no"),
        (["due,是", "due,是"], "id,hnte_first", "is there twice"),
        (["due,1"], "id,staff", "write staff.2025"),
        (["nobody,是"], "id,hnte_first", "nobody"),
        ([], "id,hnte_first", "no row"),
        (["due,-3"], "id,staff.2025", "negative"),
    ],
)
def test_what_is_wrong_with_the_table_is_told(body, programme, city, rows, heading, words):
    make_firm(city, "due")
    with pytest.raises(ValidationError, match=words):
        drafted(body, programme, rows, heading=heading)
    assert not PaymentRun.objects.exists()


def test_nobody_is_paid_twice_not_even_by_the_database(body, programme, city):
    make_firm(city, "due")
    first = drafted(body, programme, ["due,是"])
    second = drafted(body, programme, ["due,是"])
    line = second.lines.get()
    assert line.outcome == "paid"
    with pytest.raises(ValidationError):
        release_line(actor=None, line=line, why="再付一次")
    line.outcome, line.amount = Outcome.PAY, 10 * WAN
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()
    discard_run(actor=None, run=first, why="误建")
    assert outcomes(drafted(body, programme, ["due,是"])) == {"due": "pay"}


def test_the_same_inputs_give_the_same_run(body, programme, city):
    make_firm(city, "due")
    make_firm(city, "gap", staff=None)
    run = drafted(body, programme, ["due,是", "gap,是"])
    again = rerun(run)
    assert again.same
    assert again.digest == run.digest
    discard_run(actor=None, run=run, why="重来")
    assert drafted(body, programme, ["due,是", "gap,是"]).digest == run.digest


def test_a_run_whose_rules_changed_is_not_approved(body, programme, city):
    make_firm(city, "due")
    run = submit_run(actor=None, run=drafted(body, programme, ["due,是"]))
    PaymentRun.objects.filter(pk=run.pk).update(rules_sha256="0" * 64)
    run.refresh_from_db()
    with pytest.raises(ValidationError, match=r"rules changed|规则"):
        approve_run(actor=None, run=run)


def test_simulated_and_real_firms_never_share_a_run(body, programme, city):
    make_firm(city, "sim", simulated=True, confidence="derived")
    with pytest.raises(ValidationError, match="sim"):
        drafted(body, programme, ["sim,是"])
    run = drafted(body, programme, ["sim,是"], simulated=True)
    assert run.lines.get().simulated
    assert outcomes(run) == {"sim": "pay"}


# --- who may ------------------------------------------------------------------------------------------------------------


def test_drafting_is_for_the_bodys_managers(body, programme, city):
    make_firm(city, "due")
    check_action(lambda actor: drafted(body, programme, ["due,是"], actor=actor), role=MANAGER, organisation=body)


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ("draft", submit_run, "submitted"),
        ("submitted", return_run, "draft"),
        ("submitted", approve_run, "approved"),
        ("approved", notice_run, "noticed"),
        ("noticed", close_run, "closed"),
        ("noticed", discard_run, "discarded"),
    ],
)
def test_every_step_is_for_the_bodys_managers(body, programme, city, before, act, after):
    make_firm(city, "due")
    run = drafted(body, programme, ["due,是"])
    PaymentRun.objects.filter(pk=run.pk).update(state=before, notice_until=dt.date(2026, 1, 1))
    run.refresh_from_db()
    check_action(lambda actor: act(actor=actor, run=run, why="核对"), role=MANAGER, organisation=body)
    run.refresh_from_db()
    assert run.state == after


def test_holding_back_and_releasing_is_for_the_bodys_managers(body, programme, city):
    make_firm(city, "due")
    make_firm(city, "declared", confidence="declared")
    run = drafted(body, programme, ["due,是", "declared,是"])
    due, weak = run.lines.get(organisation__key="due"), run.lines.get(organisation__key="declared")
    check_action(lambda actor: hold_line(actor=actor, line=due, why="核实中"), role=MANAGER, organisation=body)
    check_action(lambda actor: release_line(actor=actor, line=weak, why="已核社保"), role=MANAGER, organisation=body)
    assert outcomes(run) == {"due": "held", "declared": "pay"}


@pytest.mark.parametrize("outcome", ["unknown", "conflict", "not_due", "invalid", "paid"])
def test_what_does_not_surely_follow_cannot_be_released(body, programme, city, outcome):
    make_firm(city, "due")
    run = drafted(body, programme, ["due,是"])
    run.lines.update(outcome=outcome, amount=0)
    with pytest.raises(ValidationError):
        release_line(actor=None, line=run.lines.get(), why="放行")


def test_a_second_person_approves_and_not_one_who_saw_the_evidence(body, programme, city):
    make_firm(city, "declared", confidence="declared")
    one, two, three = (person(MANAGER, body) for _ in range(3))
    run = drafted(body, programme, ["declared,是"], actor=one)
    with pytest.raises(ValidationError):
        submit_run(actor=one, run=run)
    release_line(actor=two, line=run.lines.get(), why="已核年报")
    submit_run(actor=one, run=run)
    for insider in (one, two):
        with pytest.raises(PermissionDenied):
            approve_run(actor=insider, run=run)
    assert approve_run(actor=three, run=run).state == "approved"


# --- notice, file, log --------------------------------------------------------------------------------------------------


def test_the_payment_file_comes_after_the_notice_and_is_in_the_log(body, programme, city, settings):
    make_firm(city, "due")
    make_firm(city, "late")
    run = notice_run(actor=None, run=approved(drafted(body, programme, ["due,是", "late,是"])))
    with pytest.raises(ValidationError, match=r"notice stands|公示"):
        close_run(actor=None, run=run)
    hold_line(actor=None, line=run.lines.get(organisation__key="late"), why="公示期收到异议")
    PaymentRun.objects.filter(pk=run.pk).update(notice_until=dt.date(2026, 6, 8))
    run.refresh_from_db()
    close_run(actor=None, run=run)
    with default_storage.open(run.payment_file.path, "rb") as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"))))
    assert [(row["firm"], row["amount_yuan"]) for row in rows] == [("due", "100000.00")]
    entries = Entry.objects.filter(kind=EntryKind.THING, subject_kind="cultivation.paymentrun").order_by("pk")
    assert len(entries) == 2
    assert run.payment_file.sha256 in entries[1].opening.content
    assert '"sum_fen":10000000' in entries[1].opening.content


def test_firms_are_told_what_they_get_and_what_is_missing(body, programme, city):
    due, gap = make_firm(city, "due"), make_firm(city, "gap", staff=None)
    one, two = person(Role.ORG_EDITOR, due), person(Role.ORG_EDITOR, gap)
    notice_run(actor=None, run=approved(drafted(body, programme, ["due,是", "gap,是"])))
    assert Notification.objects.get(recipient=one).url.endswith("/firms/due/")
    assert Notification.objects.get(recipient=two).url.endswith("/firms/gap/")


# --- pages --------------------------------------------------------------------------------------------------------------


def test_a_run_is_public_from_its_notice_on_and_shows_only_payments(client, body, programme, city):
    due, gap = make_firm(city, "due"), make_firm(city, "gap", staff=None)
    run = drafted(body, programme, ["due,是", "gap,是"])
    page = reverse("cultivation:run", args=[run.pk])
    assert client.get(page).status_code == 404
    notice_run(actor=None, run=approved(run))
    shown = client.get(page).text
    assert due.name in shown
    assert gap.name not in shown
    line = reverse("cultivation:line", args=[run.pk, "due"])
    assert "tax.csv" not in client.get(line).text
    assert client.get(reverse("cultivation:line", args=[run.pk, "gap"])).status_code == 404
    client.force_login(person(Role.ORG_EDITOR, gap))
    own = client.get(reverse("cultivation:line", args=[run.pk, "gap"]))
    assert own.status_code == 200
    assert "2025" in own.text
    client.force_login(person(MANAGER, body))
    assert "tax.csv" in client.get(line).text
    assert b"".join(client.get(client.get(page).context["files"][0][1]))


def test_files_of_a_run_are_for_its_keepers(client, body, programme, city):
    make_firm(city, "due")
    run = notice_run(actor=None, run=approved(drafted(body, programme, ["due,是"])))
    for stored in (run.table, run.inputs):
        address = reverse("core:file", args=[stored.sha256, "x"])
        client.force_login(UserFactory())
        assert client.get(address).status_code == 404
        client.force_login(person(Role.AUDITOR))
        assert b"".join(client.get(address))


def test_what_is_not_noticed_is_seen_by_keepers_and_overseers_alone(body, programme, city):
    make_firm(city, "due")
    run = drafted(body, programme, ["due,是"])
    for user, sees in (
        (person(MANAGER, body), True),
        (person(MANAGER), False),
        (person(Role.PLAN_OFFICE), True),
        (UserFactory(), False),
    ):
        assert visible_runs(user).filter(pk=run.pk).exists() is sees


def test_a_manager_walks_a_run_with_a_colleague(client, body, programme, city):
    make_firm(city, "due")
    make_firm(city, "declared", confidence="declared")
    one, two = person(MANAGER, body), person(MANAGER, body)
    client.force_login(one)
    form = {"key": "upgrade-reward", "organisation": body.pk, "on": "2026-06-01"}
    wrong = client.post(reverse("cultivation:run_new"), {**form, "table": table("due,maybe")})
    assert wrong.status_code == 200
    assert "row 2" in wrong.text
    answer = client.post(reverse("cultivation:run_new"), {**form, "table": table("due,是", "declared,是")})
    run = PaymentRun.objects.get()
    assert answer.url == reverse("cultivation:run", args=[run.pk])
    client.post(reverse("cultivation:line_release", args=[run.pk, "declared"]), {"why": "已核"})
    client.post(reverse("cultivation:line_hold", args=[run.pk, "due"]), {"why": "复核"})
    assert outcomes(run) == {"due": "held", "declared": "pay"}

    def take(user, key):
        client.force_login(user)
        client.post(reverse("cultivation:run_step", args=[run.pk, key]))
        run.refresh_from_db()
        return run.state

    assert take(one, "submit") == "submitted"
    assert take(one, "approve") == "submitted"
    assert take(two, "approve") == "approved"
    assert take(one, "notice") == "noticed"
    assert take(one, "close") == "noticed"


def test_drafting_is_offered_to_managers_alone(client):
    check_view(client, reverse("cultivation:run_new"), role=MANAGER)


def test_pages_ask_a_bounded_number_of_questions(client, body, programme, city, django_assert_max_num_queries):
    keys = [f"firm{i}" for i in range(30)]
    for key in keys:
        make_firm(city, key)
    run = drafted(body, programme, [f"{key},是" for key in keys])
    client.force_login(person(MANAGER, body))
    for name, args, most in (("runs", [], 14), ("run", [run.pk], 18), ("line", [run.pk, "firm0"], 14)):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(f"cultivation:{name}", args=args)).status_code == 200


def test_drafting_asks_the_same_number_of_questions_for_many_firms(
    body, programme, city, django_assert_max_num_queries
):
    keys = [f"firm{i}" for i in range(40)]
    for key in keys:
        make_firm(city, key)
    with django_assert_max_num_queries(40):
        drafted(body, programme, [f"{key},是" for key in keys])
    assert PaymentLine.objects.filter(outcome="pay").count() == 40


def test_the_packs_payment_files_are_sound_and_faults_are_told(tmp_path):
    files = payment_files()
    assert set(files) == {"lukebao", "upgrade-reward"}
    for file in files.values():
        assert check_programme(file) == []
    broken = tmp_path / "x.toml"
    broken.write_text(files["lukebao"].read_text(encoding="utf-8").replace('"year"', '"often"'), encoding="utf-8")
    assert [p.field for p in check_programme(broken)] == ["payment.once"]
