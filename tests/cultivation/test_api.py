"""The room over the API: the pages' rows and actions, in the same roles; and what of it can be searched."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cultivation.test_payments import make_firm
from factories import CityFactory, OrganisationFactory, person
from ranked_lists import firms_of_year, tiered
from xinzhi.core.actions import create_token
from xinzhi.core.models import Job, User
from xinzhi.core.roles import Role
from xinzhi.core.search.searchable import PUBLIC, sources
from xinzhi.cultivation.actions import (
    approve_edition,
    check_ladder,
    draft_edition,
    publish_edition,
    submit_edition,
)
from xinzhi.cultivation.models import LibraryMember, ListEdition, PaymentRun
from xinzhi.incentives.actions import declare_facts

pytestmark = pytest.mark.django_db
BASE = "/api/v1/cultivation"
MANAGER, EDITOR, BANKER, OFFICE = Role.PROGRAMME_MANAGER, Role.ORG_EDITOR, Role.FINANCIER, Role.PLAN_OFFICE
DAY = "2026-06-01"


def headers(user, *scopes):
    token = {"name": "t", "scopes": list(scopes or ["read", "cultivation:write"])}
    owner = User.objects.get(pk=user.pk)
    _token, key = create_token(actor=owner, expires_at=timezone.now() + dt.timedelta(days=1), **token)
    return {"Authorization": f"Bearer {key}"}


def get(client, path, user=None):
    return client.get(BASE + path, headers=headers(user) if user else {})


def post(client, path, body, user, *, scopes=(), **more):
    sent = headers(user, *scopes) | more
    return client.post(BASE + path, json.dumps(body), content_type="application/json", headers=sent)


@pytest.fixture
def body():
    return OrganisationFactory(name="省科技厅")


@pytest.fixture
def edition(body):
    firms_of_year(2025, 6)
    return draft_edition(actor=None, organisation=body, list_file=tiered(), year=2025, simulated=True)


def test_a_program_takes_an_edition_to_its_publication(client, body, edition):
    one, two, stranger = person(MANAGER, body), person(MANAGER, body), person(MANAGER)
    ListEdition.objects.update(prepared_by=one)
    assert get(client, "/editions").json()["items"] == []
    assert get(client, f"/editions/{edition.pk}").status_code == 404
    assert get(client, f"/editions/{edition.pk}", stranger).status_code == 404
    draft = get(client, f"/editions/{edition.pk}", one)
    assert draft.json()["state"] == "draft"
    path = f"/editions/{edition.pk}/steps"
    assert post(client, f"{path}/submit", {}, stranger).status_code == 404
    assert post(client, f"{path}/submit", {}, one, scopes=["read"]).status_code == 403
    assert post(client, f"{path}/dance", {}, one).status_code == 422
    assert post(client, f"{path}/submit", {}, one, **{"If-Match": draft["ETag"]}).json()["state"] == "submitted"
    assert post(client, f"{path}/approve", {}, two, **{"If-Match": draft["ETag"]}).status_code == 412
    assert post(client, f"{path}/approve", {}, one).status_code == 403
    assert post(client, f"{path}/approve", {}, two).json()["state"] == "approved"
    assert post(client, f"{path}/publish", {}, one).json()["state"] == "published"
    shown = get(client, f"/editions/{edition.pk}").json()
    assert (shown["simulated"], shown["digest"], shown["list_file"]) == (True, edition.digest, tiered().decode())


def test_anyone_reads_a_published_edition_page_by_page(client, body, edition):
    ListEdition.objects.update(state="published")
    path = f"/editions/{edition.pk}"
    first = get(client, f"{path}/places?limit=4&count=true").json()
    assert (len(first["items"]), first["count"]) == (4, 6)
    rest = client.get(first["next"]).json()
    assert [r["rank"] for r in (*first["items"], *rest["items"])] == [1, 2, 3, 4, 5, 6]
    one = get(client, f"{path}/places/{first['items'][0]['firm']}")
    assert 0 <= one.json()["parts"]["i0"] <= 1
    again = client.get(BASE + f"{path}/places/{first['items'][0]['firm']}", headers={"If-None-Match": one["ETag"]})
    assert again.status_code == 304
    assert get(client, f"{path}/places/nobody").status_code == 404
    assert get(client, f"{path}/omissions").status_code == 401
    assert get(client, f"{path}/omissions", person(MANAGER)).status_code == 404
    assert get(client, f"{path}/omissions", person(MANAGER, body)).json()["items"] == []
    assert get(client, "/editions/abc/places").status_code == 422
    assert get(client, "/editions/99999/places").status_code == 404


def test_a_draft_is_a_job_of_the_bodys_managers(client, body):
    said = {"list": "hard-tech", "organisation": body.key, "year": 2025, "simulated": True}
    assert post(client, "/editions", said, person(MANAGER)).status_code == 403
    assert post(client, "/editions", said | {"list": "none"}, person(MANAGER, body)).status_code == 422
    assert post(client, "/editions", said | {"organisation": "none"}, person(MANAGER, body)).status_code == 422
    begun = post(client, "/editions", said, person(MANAGER, body))
    assert begun.status_code == 202
    assert Job.objects.get().pk == begun.json()["job"]


def test_a_program_drafts_a_payment_run_with_and_without_a_table(client, body):
    city = CityFactory()
    firm = make_firm(city, "alpha")
    make_firm(city, "beta")
    declare_facts(actor=None, firm=firm, facts={"hnte_first": True}, as_of=dt.date(2026, 6, 1))
    one, two = person(MANAGER, body), person(MANAGER, body)
    said = {"payment": "upgrade-reward", "organisation": body.key, "on": DAY}
    assert client.post(f"{BASE}/payments", said, headers=headers(person(MANAGER))).status_code == 403
    assert client.post(f"{BASE}/payments", said | {"payment": "x"}, headers=headers(one)).status_code == 422
    made = client.post(f"{BASE}/payments", said, headers=headers(one))
    assert made.status_code == 201, made.content
    path = f"/payments/{made.json()['id']}"
    assert get(client, path).status_code == 404
    assert get(client, f"{path}/lines/alpha", one).json()["outcome"] == "evidence"
    seen = post(client, f"{path}/lines/alpha/release", {"why": "证书已核"}, one)
    assert (seen.json()["outcome"], seen.json()["amount_fen"]) == ("pay", 10_000_000)
    assert post(client, f"{path}/lines/alpha/eat", {}, one).status_code == 422
    for step, by in (("submit", one), ("approve", two), ("notice", one)):
        assert post(client, f"{path}/steps/{step}", {}, by).status_code == 200, step
    assert get(client, path).json()["sum_fen"] == 10_000_000
    line = get(client, f"{path}/lines/alpha").json()
    assert (line["facts"], line["conditions"], line["why"]) == ([], [], "")
    assert get(client, f"{path}/lines/alpha", person(EDITOR, firm)).json()["facts"]
    assert [r["firm"] for r in get(client, f"{path}/lines").json()["items"]] == ["alpha"]
    table = SimpleUploadedFile("tax.csv", b"id,hnte_first\nbeta,yes\n")
    second = client.post(f"{BASE}/payments", said | {"table": table}, headers=headers(one))
    assert second.status_code == 201, second.content
    assert PaymentRun.objects.get(pk=second.json()["id"]).table_name == "tax.csv"
    assert second.json()["sum_fen"] == 10_000_000


def test_the_ladder_is_for_officers_and_a_firm_reads_its_own(client):
    firm = make_firm(CityFactory(), "alpha")
    assert get(client, "/ladder").status_code == 401
    assert get(client, "/ladder", person(EDITOR, firm)).status_code == 403
    office = person(OFFICE)
    assert get(client, "/ladder", office).json()["looked_on"] is None
    check_ladder(actor=None, on=dt.date(2026, 6, 1))
    shown = get(client, "/ladder", office).json()
    assert (shown["looked_on"], shown["counts"]["held.hnte"]) == (DAY, 1)
    assert shown["cohorts"][0] | {"still": 1} == {"status": "hnte", "year": 2025, "firms": 1, "still": 1, "higher": 0}
    assert {r["firm"] for r in get(client, "/ladder/nearest", office).json()["items"]} == {"alpha"}
    assert get(client, "/ladder/nearest", person(EDITOR, firm)).status_code == 403
    own = get(client, "/ladder/firms/alpha", person(EDITOR, firm)).json()
    assert {s["kind"] for s in own["standings"]} == {"next"}
    assert get(client, "/ladder/firms/alpha", person(EDITOR)).status_code == 404
    assert post(client, "/ladder/looks", {"on": DAY}, person(EDITOR, firm)).status_code == 403
    assert post(client, "/ladder/looks", {"on": DAY}, office).status_code == 202


def test_a_program_keeps_a_library(client, body):
    make_firm(CityFactory(), "alpha")
    one, two, stranger = person(MANAGER, body), person(MANAGER, body), person(MANAGER)
    path = "/libraries/tech-sme/members"
    from xinzhi.cultivation.queries.list_files import library_of

    library = library_of("tech-sme")
    said = {"firm": "alpha", "organisation": body.key, "tier": library.tiers[0].key}
    assert post(client, path, said, stranger).status_code == 403
    assert post(client, path, said | {"tier": "none"}, one).status_code == 422
    assert post(client, "/libraries/none/members", said, one).status_code == 404
    made = post(client, path, said, one)
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert post(client, f"{path}/{number}/steps/accept", {}, one).status_code == 403
    assert post(client, f"{path}/{number}/steps/accept", {}, two).json()["state"] == "in"
    service = {"service": library.services[0].key, "done_on": str(timezone.localdate())}
    given = post(client, f"{path}/{number}/services", service, one).json()
    assert any(d["last"] == service["done_on"] for d in given["due"])
    tier = {"tier": library.tiers[-1].key, "why": "复核"}
    assert post(client, f"{path}/{number}/recheck", tier, one).json()["tier"] == tier["tier"]
    assert [r["id"] for r in get(client, path, person(OFFICE)).json()["items"]] == [number]
    assert post(client, f"{path}/{number}/steps/leave", {"why": "迁出"}, one).json()["state"] == "left"
    assert LibraryMember.objects.get().note == "迁出"


def test_filings_are_seen_by_what_ones_bodies_are_to_them(client, body):
    firm = make_firm(CityFactory(), "alpha")
    bank = OrganisationFactory(name="甲银行", kind="bank")
    banker, editor, manager = person(BANKER, bank), person(EDITOR, firm), person(MANAGER, body)
    until = str(timezone.localdate() + dt.timedelta(days=90))
    said = {"scheme": "lukedai", "firm": "alpha", "financier": bank.key, "organisation": body.key, "number": "A-1"}
    said |= {"amount_fen": 300_0000_00, "begins": DAY, "first_loan": True}
    assert post(client, "/filings", said, banker).status_code == 422  # no consent yet
    consent = {"firm": "alpha", "financier": bank.key, "until": until}
    assert post(client, "/consents", consent, banker).status_code == 403
    given = post(client, "/consents", consent, editor).json()
    assert given["withdrawn"] is False
    assert post(client, "/filings", said, manager).status_code == 403
    assert post(client, "/filings", said | {"scheme": "none"}, banker).status_code == 422
    made = post(client, "/filings", said, banker)
    assert made.status_code == 201, made.content
    path = f"/filings/{made.json()['id']}"
    for user, sees in ((banker, 1), (editor, 1), (manager, 1), (person(Role.AUDITOR), 1), (person(BANKER), 0)):
        assert len(get(client, "/filings", user).json()["items"]) == sees
        assert get(client, path, user).status_code == (200 if sees else 404)
    assert get(client, "/filings").status_code == 401
    assert post(client, f"{path}/steps/confirm", {}, banker).status_code == 403
    assert post(client, f"{path}/steps/confirm", {}, manager).json()["state"] == "confirmed"
    assert post(client, f"{path}/claim", {"loss_fen": 400_0000_00, "why": "逾期"}, banker).status_code == 422
    taken = post(client, f"/consents/{given['id']}/withdraw", {}, editor).json()
    assert taken["withdrawn"] is True
    assert post(client, f"/consents/{given['id']}/withdraw", {}, banker).status_code == 404
    assert [c["withdrawn"] for c in get(client, "/consents", editor).json()] == [True]


# --- search ---------------------------------------------------------------------------------------------------------------


def test_a_published_edition_is_found_by_its_firms_and_a_draft_by_its_keepers_alone(body, edition):
    source = sources()["cultivation.listedition"]
    keeper, stranger = person(MANAGER, body), person(MANAGER)

    def document():
        return source.document(source.rows().get(pk=edition.pk))

    assert document().audience == (f"{MANAGER}@{body.pk}",)
    assert list(source.visible(stranger, [edition.pk])) == []
    assert list(source.visible(keeper, [edition.pk])) == [edition.pk]
    for act in (submit_edition, approve_edition, publish_edition):
        act(actor=None, edition=edition)
    found = document()
    assert found.audience == (PUBLIC,)
    assert found.simulated
    assert edition.places.first().organisation.name in found.body
    assert list(source.visible(stranger, [edition.pk])) == [edition.pk]


def test_a_notice_is_found_by_the_firms_that_are_paid(body):
    from xinzhi.cultivation.actions import approve_run, draft_run, hold_line, notice_run, submit_run
    from xinzhi.cultivation.queries.list_files import payment_of

    city = CityFactory()
    for key in ("alpha", "beta"):
        declare_facts(
            actor=None, firm=make_firm(city, key, simulated=True), facts={"hnte_first": True}, as_of=dt.date(2026, 6, 1)
        )
    programme = payment_of("upgrade-reward")
    run = draft_run(actor=None, organisation=body, programme=programme, on=dt.date(2026, 6, 1), simulated=True)
    source = sources()["cultivation.paymentrun"]
    assert source.document(source.rows().get(pk=run.pk)).audience == (f"{MANAGER}@{body.pk}",)
    for act in (submit_run, approve_run, notice_run):
        act(actor=None, run=run)
    found = source.document(source.rows().get(pk=run.pk))
    assert found.audience == (PUBLIC,)
    assert {"企业alpha", "企业beta"} <= {*found.body.split("\n")}
    line = run.lines.get(organisation__key="beta")
    hold_line(actor=None, line=line, why="异议")
    assert "企业beta" not in source.document(source.rows().get(pk=run.pk)).body
    [watched] = [rows for model, rows in source.watch.items() if model is type(line)]
    assert list(watched([line.pk])) == [run.pk]
