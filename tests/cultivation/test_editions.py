import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse

from factories import OrganisationFactory, UserFactory, person
from permissions import check_action, check_view
from ranked_lists import firms_of_year, text, tiered
from xinzhi.core.jobs import run_job
from xinzhi.core.models import Job, Notification
from xinzhi.core.roles import Role
from xinzhi.cultivation.actions import (
    approve_edition,
    discard_edition,
    draft_edition,
    publish_edition,
    return_edition,
    submit_edition,
    withdraw_edition,
)
from xinzhi.cultivation.engine import recompute
from xinzhi.cultivation.models import ListEdition
from xinzhi.cultivation.rules import visible_editions
from xinzhi.ledger.models import Entry, EntryKind
from xinzhi.registry.models import Observation

pytestmark = pytest.mark.django_db
MANAGER = Role.PROGRAMME_MANAGER


@pytest.fixture
def body():
    return OrganisationFactory(name="省科技厅", name_en="Science department")


@pytest.fixture
def firms():
    return firms_of_year(2025, 6)


def drafted(body, *, year=2025, simulated=True, actor=None):
    return draft_edition(actor=actor, organisation=body, list_file=tiered(), year=year, simulated=simulated)


def published(body, **more):
    edition = drafted(body, **more)
    submit_edition(actor=None, edition=edition)
    approve_edition(actor=None, edition=edition)
    return publish_edition(actor=None, edition=edition)


def test_drafting_is_for_the_bodys_managers(body, firms):
    edition = check_action(lambda actor: drafted(body, actor=actor), role=MANAGER, organisation=body)
    assert edition.number == 1
    assert edition.simulated
    assert [(p.rank, p.organisation.key) for p in edition.places.select_related("organisation")] == [
        (i + 1, firm.key) for i, firm in enumerate(reversed(firms))
    ]
    assert all(p.simulated and p.low <= p.rank <= p.high for p in edition.places.all())


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ("draft", submit_edition, "submitted"),
        ("submitted", return_edition, "draft"),
        ("submitted", approve_edition, "approved"),
        ("approved", publish_edition, "published"),
        ("draft", discard_edition, "discarded"),
        ("published", withdraw_edition, "withdrawn"),
    ],
)
def test_every_step_is_for_the_bodys_managers(body, firms, before, act, after):
    edition = drafted(body)
    ListEdition.objects.filter(pk=edition.pk).update(state=before)
    edition.refresh_from_db()
    check_action(lambda actor: act(actor=actor, edition=edition, why="核对"), role=MANAGER, organisation=body)
    edition.refresh_from_db()
    assert edition.state == after


@pytest.mark.parametrize("act", [approve_edition, return_edition])
def test_nobody_decides_on_what_they_prepared(body, firms, act):
    manager = person(MANAGER, body)
    edition = submit_edition(actor=manager, edition=drafted(body, actor=manager))
    with pytest.raises(PermissionDenied):
        act(actor=manager, edition=edition, why="自批")


def test_steps_that_need_a_reason_ask_for_one(body, firms):
    edition = submit_edition(actor=None, edition=drafted(body))
    with pytest.raises(ValidationError, match=r"reason|理由"):
        return_edition(actor=None, edition=edition, why=" ")
    with pytest.raises(ValidationError):
        publish_edition(actor=None, edition=edition)


def test_a_published_edition_is_in_the_log_and_recomputes_to_its_digest(body, firms):
    edition = published(body)
    entry = Entry.objects.get(kind=EntryKind.THING, subject_kind="cultivation.listedition")
    assert edition.digest in entry.opening.content
    assert entry.opening.public
    assert '"simulated":true' in entry.opening.content
    with default_storage.open(edition.bundle.path, "rb") as file:
        again = recompute(file.read())
    assert again.problems == ()
    assert again.digest == edition.digest


def test_only_one_edition_is_open_and_a_discarded_number_is_free_again(body, firms):
    edition = drafted(body)
    with pytest.raises(ValidationError, match=r"still open|尚未"):
        drafted(body)
    discard_edition(actor=None, edition=edition, why="口径有误")
    assert drafted(body).number == 1


def test_real_and_simulated_firms_never_share_an_edition(body, firms):
    real = firms_of_year(2025, 3, simulated=False, prefix="real")
    edition = drafted(body, simulated=False)
    assert {p.organisation.key for p in edition.places.select_related("organisation")} == {f.key for f in real}
    assert drafted(body).places.count() == len(firms)


def test_the_next_edition_tells_what_moved_and_why(body, firms):
    published(body)
    firms_of_year(2026, 6, firms=firms[::-1])
    edition = drafted(body, year=2026)
    assert edition.number == 2
    first = edition.places.get(rank=1)
    assert first.rank_before == 6
    told = sum(c["own"] + c["yardstick"] + c["weight"] for c in first.causes)
    assert told == pytest.approx(float(first.score - first.score_before), abs=1e-3)


def test_an_unusable_list_and_a_year_without_figures_are_told(body, firms):
    broken = text(2, extra='[[group]]\nkey = "g"\nname = "g"\nname_en = "g"\n').encode()
    with pytest.raises(ValidationError, match="nothing lies in this group"):
        draft_edition(actor=None, organisation=body, list_file=broken, year=2025, simulated=True)
    with pytest.raises(ValidationError, match=r"0 firms|0家"):
        drafted(body, year=1999)
    assert not ListEdition.objects.exists()


def test_firms_that_are_left_out_are_kept_with_the_reason(body, firms):
    Observation.objects.filter(entry_id=firms[0].pk, measure="staff").delete()
    edition = drafted(body)
    out = edition.omissions.get()
    assert (out.organisation_id, out.reason, out.keys) == (firms[0].pk, "unknown", ["some-staff"])


def test_the_editors_of_a_listed_firm_are_told_once_it_is_published(body, firms):
    best, worst = person(Role.ORG_EDITOR, firms[-1]), person(Role.ORG_EDITOR, firms[0])
    published(body)
    assert Notification.objects.get(recipient=best).url.endswith(f"/firms/{firms[-1].key}/")
    assert not Notification.objects.filter(recipient=worst).exists()


def test_what_is_not_published_is_seen_by_its_keepers_and_overseers_alone(body, firms):
    edition = drafted(body)
    for user, sees in (
        (person(MANAGER, body), True),
        (person(MANAGER), False),
        (person(Role.PLAN_OFFICE), True),
        (person(Role.AUDITOR), True),
        (UserFactory(), False),
    ):
        assert visible_editions(user).filter(pk=edition.pk).exists() is sees


# --- pages --------------------------------------------------------------------------------------------------------------


def test_the_public_reads_a_published_edition_and_nothing_before(client, body, firms):
    edition = drafted(body)
    page = reverse("cultivation:edition", args=[edition.pk])
    assert client.get(page).status_code == 404
    assert edition.name not in client.get(reverse("cultivation:editions")).text
    ListEdition.objects.filter(pk=edition.pk).update(state="published")
    shown = client.get(page).text
    assert firms[-1].name in shown
    assert "simulated" in shown or "模拟" in shown
    place = client.get(reverse("cultivation:place", args=[edition.pk, firms[-1].key]))
    assert place.status_code == 200
    bundle = client.get(client.get(page).context["bundle_url"])
    with zipfile.ZipFile(io.BytesIO(b"".join(bundle))) as archive:
        assert set(archive.namelist()) == {"list.toml", "data.csv", "edition.json"}
    assert client.get(reverse("cultivation:place", args=[edition.pk, "nobody"])).status_code == 404


def test_omissions_are_for_keepers(client, body, firms):
    edition = published(body)
    url = reverse("cultivation:omissions", args=[edition.pk])
    check_view(client, url, role=MANAGER, organisation=body, refused=404)


def test_pages_ask_a_bounded_number_of_questions(client, body, firms, django_assert_max_num_queries):
    edition = published(body)
    firms_of_year(2025, 60, prefix="more")
    client.force_login(person(MANAGER, body))
    for name, args, most in (
        ("editions", [], 14),
        ("edition", [edition.pk], 18),
        ("omissions", [edition.pk], 14),
        ("place", [edition.pk, firms[0].key], 14),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(f"cultivation:{name}", args=args)).status_code == 200


def test_a_manager_walks_an_edition_to_publication_with_a_colleague(client, body, firms, monkeypatch):
    monkeypatch.setattr("xinzhi.cultivation.tasks.list_files", lambda: {"small": StandIn(tiered())})
    monkeypatch.setattr("xinzhi.cultivation.forms.list_files", lambda: {"small": None})
    one, two = person(MANAGER, body), person(MANAGER, body)
    client.force_login(one)
    data = {"key": "small", "organisation": body.pk, "year": 2025, "simulated": "on"}
    answer = client.post(reverse("cultivation:edition_new"), data)
    assert answer.status_code == 302
    run_job.func(Job.objects.get().pk)
    edition = ListEdition.objects.get()

    def take(user, key, **more):
        client.force_login(user)
        client.post(reverse("cultivation:edition_step", args=[edition.pk, key]), more)
        edition.refresh_from_db()
        return edition.state

    assert take(one, "submit") == "submitted"
    assert take(one, "approve") == "submitted"
    assert take(two, "approve") == "approved"
    assert take(one, "publish") == "published"
    assert take(two, "withdraw") == "published"
    assert take(two, "withdraw", why="数据更正") == "withdrawn"


def test_drafting_is_offered_to_managers_alone(client, body):
    check_view(client, reverse("cultivation:edition_new"), role=MANAGER)


class StandIn:
    def __init__(self, raw):
        self.raw = raw

    def read_bytes(self):
        return self.raw
