import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from factories import OrganisationFactory, UserFactory, person
from permissions import check_action, check_needs_login, check_view
from xinzhi.core.roles import Role
from xinzhi.cultivation.actions import (
    Contract,
    claim_loss,
    confirm_filing,
    end_filing,
    file_finance,
    give_consent,
    refuse_filing,
    reject_loss,
    share_loss,
    withdraw_consent,
)
from xinzhi.cultivation.engine.scheme import check_scheme
from xinzhi.cultivation.models import FinanceConsent, FinanceFiling
from xinzhi.cultivation.queries.finance import course_of
from xinzhi.cultivation.queries.list_files import scheme_files, scheme_of
from xinzhi.cultivation.rules import visible_filings
from xinzhi.ledger.models import Entry, EntryKind
from xinzhi.registry.models import Title

pytestmark = pytest.mark.django_db
MANAGER, BANKER, EDITOR = Role.PROGRAMME_MANAGER, Role.FINANCIER, Role.ORG_EDITOR
DAY = dt.date(2026, 3, 2)
WAN = 10_000 * 100


@pytest.fixture
def body():
    return OrganisationFactory(name="省科技厅")


@pytest.fixture
def bank():
    return OrganisationFactory(name="甲银行", kind="bank")


@pytest.fixture
def firm():
    made = OrganisationFactory(key="firm", name="甲企业", kind="enterprise")
    Title.objects.create(
        entry_id=made.pk,
        name="科技型中小企业",
        issued=dt.date(2026, 1, 1),
        expires=dt.date(2026, 12, 31),
        state="accepted",
    )
    return made


@pytest.fixture
def consent(firm, bank):
    return give_consent(actor=None, firm=firm, financier=bank, until=timezone.localdate() + dt.timedelta(days=30))


def filed(firm, bank, body, *, actor=None, scheme="lukedai", amount=300 * WAN, number="H-1", **more):
    contract = Contract(number, amount, DAY, **{"eligible_use": True, **more})
    return file_finance(
        actor=actor, scheme=scheme_of(scheme), firm=firm, financier=bank, organisation=body, contract=contract
    )


def confirmed(*args, **kwargs):
    return confirm_filing(actor=None, filing=filed(*args, **kwargs))


def test_the_packs_schemes_are_sound_and_faults_are_told(tmp_path):
    files = scheme_files()
    for file in files.values():
        assert check_scheme(file) == []
    broken = tmp_path / "x.toml"
    text = files["lukedai"].read_text(encoding="utf-8").replace("1_000_000_000", "0")
    broken.write_text(text, encoding="utf-8")
    assert [p.field for p in check_scheme(broken)] == ["scheme.per_firm"]


def test_a_consent_is_the_firms_own(firm, bank):
    until = timezone.localdate() + dt.timedelta(days=30)
    consent = check_action(
        lambda actor: give_consent(actor=actor, firm=firm, financier=bank, until=until), role=EDITOR, organisation=firm
    )
    check_action(lambda actor: withdraw_consent(actor=actor, consent=consent), role=EDITOR, organisation=firm)
    assert not consent.holds(timezone.localdate())


def test_a_consent_goes_to_financiers_and_ends(firm, bank):
    with pytest.raises(ValidationError):
        give_consent(actor=None, firm=firm, financier=firm, until=timezone.localdate())
    with pytest.raises(ValidationError):
        give_consent(actor=None, firm=firm, financier=bank, until=timezone.localdate() - dt.timedelta(days=1))
    assert not FinanceConsent.objects.exists()


def test_filing_is_for_the_financiers_people(firm, bank, body, consent):
    check_action(lambda actor: filed(firm, bank, body, actor=actor), role=BANKER, organisation=bank, wrong=MANAGER)


def test_nothing_is_filed_without_a_consent_in_force(firm, bank, body, consent):
    FinanceConsent.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        filed(firm, bank, body)
    FinanceConsent.objects.update(until=timezone.localdate(), withdrawn_at=timezone.now())
    with pytest.raises(ValidationError):
        filed(firm, bank, body)


def test_the_firms_cap_is_kept_over_all_banks_of_the_year(firm, bank, body, consent):
    other = OrganisationFactory(kind="bank")
    give_consent(actor=None, firm=firm, financier=other, until=timezone.localdate())
    first = filed(firm, bank, body, amount=700 * WAN)
    with pytest.raises(ValidationError) as told:
        filed(firm, other, body, amount=300 * WAN + 1, number="H-2")
    assert "amount" in told.value.message_dict
    assert filed(firm, other, body, amount=300 * WAN, number="H-2").pk
    refuse_filing(actor=None, filing=first, why="用途不符")
    assert filed(firm, other, body, amount=700 * WAN, number="H-3").pk


@pytest.mark.parametrize(
    ("scheme", "more", "field"),
    [
        ("pledge", {}, "rights"),
        ("lukedai", {"ends": dt.date(2026, 1, 1)}, "ends"),
        ("lukedai", {"amount": 0}, "amount"),
    ],
)
def test_what_is_wrong_with_a_contract_is_told(firm, bank, body, consent, scheme, more, field):
    with pytest.raises(ValidationError) as told:
        filed(firm, bank, body, scheme=scheme, **more)
    assert field in told.value.message_dict


def test_a_contract_is_filed_once(firm, bank, body, consent):
    filed(firm, bank, body, amount=WAN)
    with pytest.raises(ValidationError):
        filed(firm, bank, body, amount=WAN)


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [("filed", confirm_filing, "confirmed"), ("filed", refuse_filing, "refused"), ("lost", reject_loss, "confirmed")],
)
def test_deciding_is_for_the_bodys_managers(firm, bank, body, consent, before, act, after):
    filing = filed(firm, bank, body)
    FinanceFiling.objects.filter(pk=filing.pk).update(state=before)
    filing.refresh_from_db()
    check_action(lambda actor: act(actor=actor, filing=filing, why="核对"), role=MANAGER, organisation=body)
    filing.refresh_from_db()
    assert filing.state == after


def test_ending_and_claiming_is_for_the_financiers_people(firm, bank, body, consent):
    first, second = confirmed(firm, bank, body), confirmed(firm, bank, body, number="H-2")
    about = {"role": BANKER, "organisation": bank, "wrong": MANAGER}
    check_action(lambda actor: end_filing(actor=actor, filing=first), **about)
    check_action(lambda actor: claim_loss(actor=actor, filing=second, loss=WAN, why="逾期"), **about)


def test_a_loss_is_shared_as_the_rules_say(firm, bank, body, consent):
    """The worked example of the rules: 300万 normal 105/105/90, an early credit loan at most 135/135/30."""
    normal = claim_loss(actor=None, filing=confirmed(firm, bank, body), loss=300 * WAN, why="逾期")
    early = confirmed(firm, bank, body, number="H-2", early_credit=True)
    early = claim_loss(actor=None, filing=early, loss=300 * WAN, why="逾期")
    assert normal.shares == {"province": 105 * WAN, "city": 105 * WAN, "bank": 90 * WAN}
    assert early.shares == {"province": 135 * WAN, "city": 135 * WAN, "bank": 30 * WAN}
    check_action(lambda actor: share_loss(actor=actor, filing=normal), role=MANAGER, organisation=body)
    entry = Entry.objects.get(kind=EntryKind.THING, subject_kind="cultivation.financefiling")
    assert '"province":105000000' in entry.opening.content


def test_nothing_is_shared_where_conditions_fail_or_cannot_be_told(firm, bank, body, consent):
    misused = confirmed(firm, bank, body, eligible_use=False)
    with pytest.raises(ValidationError, match="贷款用途"):
        claim_loss(actor=None, filing=misused, loss=WAN, why="逾期")
    Title.objects.all().delete()
    untold = confirmed(firm, bank, body, number="H-2")
    with pytest.raises(ValidationError, match=r"not known|未知|无法判定"):
        claim_loss(actor=None, filing=untold, loss=WAN, why="逾期")
    pledge = confirmed(firm, bank, body, scheme="pledge", number="H-3", rights="ZL1")
    with pytest.raises(ValidationError):
        claim_loss(actor=None, filing=pledge, loss=WAN, why="逾期")
    for loss in (0, 300 * WAN + 1):
        with pytest.raises(ValidationError):
            claim_loss(actor=None, filing=untold, loss=loss, why="逾期")


def test_a_claim_whose_shares_changed_is_not_shared(firm, bank, body, consent):
    filing = claim_loss(actor=None, filing=confirmed(firm, bank, body), loss=WAN, why="逾期")
    filing.shares = {"province": 1, "city": 1, "bank": WAN - 2}
    filing.save()
    with pytest.raises(ValidationError):
        share_loss(actor=None, filing=filing)


def test_a_filing_is_seen_by_those_whom_it_concerns(firm, bank, body, consent):
    filing = filed(firm, bank, body)
    for user, sees in (
        (person(BANKER, bank), True),
        (person(BANKER), False),
        (person(MANAGER, body), True),
        (person(MANAGER), False),
        (person(EDITOR, firm), True),
        (person(EDITOR), False),
        (person(Role.AUDITOR), True),
        (UserFactory(), False),
    ):
        assert visible_filings(user).filter(pk=filing.pk).exists() is sees


def test_a_firms_course_holds_what_is_confirmed(firm, bank, body, consent):
    filing = filed(firm, bank, body)
    assert course_of(firm) == []
    confirm_filing(actor=None, filing=filing)
    assert [(event.kind, event.amount) for event in course_of(firm)] == [("loan", 300 * WAN)]


# --- pages --------------------------------------------------------------------------------------------------------------


def test_a_financier_sees_a_firm_while_it_consents(client, firm, bank, consent):
    page = reverse("cultivation:firm_ladder", args=[firm.key])
    client.force_login(person(BANKER, bank))
    assert client.get(page).status_code == 200
    assert firm.name in client.get(reverse("cultivation:filings")).text
    withdraw_consent(actor=None, consent=consent)
    assert client.get(page).status_code == 404
    assert firm.name not in client.get(reverse("cultivation:filings")).text


def test_a_loan_is_filed_confirmed_and_its_loss_shared_on_the_pages(client, firm, bank, body):
    editor, banker, manager = person(EDITOR, firm), person(BANKER, bank), person(MANAGER, body)
    client.force_login(editor)
    until = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
    client.post(reverse("cultivation:consents"), {"firm": firm.pk, "financier": bank.key, "until": until})
    client.force_login(banker)
    form = {"firm": firm.key, "financier": bank.pk, "organisation": body.key, "number": "H-9", "amount": "3000000.00"}
    new = reverse("cultivation:filing_new", args=["lukedai"])
    wrong = client.post(new, {**form, "begins": "2026-03-02", "amount": "30000000"})
    assert wrong.status_code == 200
    client.post(new, {**form, "begins": "2026-03-02", "eligible_use": "on"})
    filing = FinanceFiling.objects.get()
    assert filing.amount == 300 * WAN

    def post(user, name, data, *more):
        client.force_login(user)
        client.post(reverse(f"cultivation:{name}", args=[filing.pk, *more]), data)
        filing.refresh_from_db()
        return filing.state

    assert post(manager, "filing_step", {}, "confirm") == "confirmed"
    assert post(banker, "filing_claim", {"loss": "100.00", "why": "逾期"}) == "lost"
    assert filing.shares == {"province": 3500, "city": 3500, "bank": 3000}
    assert post(manager, "filing_step", {}, "share") == "shared"
    page = reverse("cultivation:filing", args=[filing.pk])
    check_needs_login(client, page)
    client.force_login(person(BANKER))
    assert client.get(page).status_code == 404
    client.force_login(editor)
    assert client.get(page).status_code == 200
    client.post(reverse("cultivation:consent_withdraw", args=[FinanceConsent.objects.get().pk]))
    assert FinanceConsent.objects.get().withdrawn_at


def test_desk_pages_are_for_their_people(client, firm, bank, body, consent, django_assert_max_num_queries):
    check_view(client, reverse("cultivation:consents"), role=EDITOR)
    check_view(client, reverse("cultivation:filing_new", args=["lukedai"]), role=BANKER, wrong=MANAGER)
    for i in range(20):
        filed(firm, bank, body, amount=WAN, number=f"H-{i}")
    client.force_login(person(BANKER, bank))
    with django_assert_max_num_queries(16):
        assert client.get(reverse("cultivation:filings")).status_code == 200
