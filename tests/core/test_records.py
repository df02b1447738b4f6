"""Who may read what was done, and how it reads."""

import io
import json

import pytest
from django.core.files.base import ContentFile

from factories import ActionRecordFactory, JobFactory, MembershipFactory, UserFactory, person
from permissions import check_view
from xinzhi.core.action import recorded
from xinzhi.core.lists import read_rows
from xinzhi.core.models import Job
from xinzhi.core.queries import readable_changes, versions
from xinzhi.core.roles import Role
from xinzhi.registry.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground_floor")]


@pytest.mark.parametrize("role", [Role.PLAN_OFFICE, Role.AUDITOR])
def test_the_plan_office_and_auditors_read_the_records(client, role):
    record = ActionRecordFactory()
    check_view(client, "/records/", role=role)
    check_view(client, f"/records/plan.report/{record.subject_id}/", role=role, missing="/records/plan.report/none/")
    check_view(client, "/records/?format=json", role=role)


def test_an_action_on_no_single_thing_leads_to_the_records_of_its_kind(client):
    ActionRecordFactory(subject_type="plan.report", subject_id="")
    client.force_login(person(Role.AUDITOR))
    assert '<a href="/records/?subject_type=plan.report">' in client.get("/records/").content.decode()


def test_records_are_searched_filtered_and_exported(client):
    ActionRecordFactory(verb="plan.accept_report", subject_label="量子", why="=1+1")
    ActionRecordFactory(verb="plan.return_report", subject_label="脑机", simulated=True)
    client.force_login(person(Role.AUDITOR))
    response = client.get("/records/", {"verb": "plan.accept_report", "q": "量子"})
    assert [row.record.subject_label for row in response.context["table"].paginated_rows] == ["量子"]
    raw = b"".join(client.get("/records/", {"format": "csv", "sort": "verb"}).streaming_content)
    found = [row.cells for row in read_rows(ContentFile(raw), "records.csv")]
    assert [(c["subject_label"], c["why"], c["simulated"]) for c in found] == [
        ("量子", "=1+1", "false"),
        ("脑机", "", "true"),
    ]
    document = json.load(io.BytesIO(b"".join(client.get("/records/", {"format": "json"}).streaming_content)))
    assert (document["count"], document["simulated"]) == (2, True)


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    ActionRecordFactory.create_batch(25)
    client.force_login(person(Role.AUDITOR))
    with django_assert_max_num_queries(12):
        client.get("/records/")


def test_the_history_of_a_thing_reads_in_words(client):
    job = JobFactory(title="old", state="waiting")
    with recorded("core.test", actor=None, subject=job, why="because"):
        job.title, job.state, job.cancel_requested, job.owner = "new", "done", True, UserFactory(display_name="王工")
        job.save()
    client.force_login(person(Role.AUDITOR))
    response = client.get(f"/records/core.job/{job.pk}/", headers={"accept-language": "en"})
    [(record, changes)] = response.context["records"]
    assert (record.why, response.context["thing"]) == ("because", "new")
    after = {change["name"]: change["after"] for change in changes}
    assert after == {"cancel requested": "yes", "owner": "王工", "state": "done", "title": "new"}
    assert "because" in response.content.decode()


def test_kept_versions_are_compared_and_references_named():
    membership = MembershipFactory(role=Role.EXPERT)
    membership.role = Role.AUDITOR
    membership.save()
    membership.save()  # changes nothing: no version to show
    found = versions(Membership, str(membership.pk))
    assert [len(v["changes"]) for v in found] == [1, 0]
    assert (found[0]["changes"][0]["before"], found[0]["changes"][0]["after"]) == (
        str(Role.EXPERT.label),
        str(Role.AUDITOR.label),
    )
    assert versions(Job, "1") == []
    assert versions(None, "1") == []


def test_names_of_references_cost_one_query_however_many(django_assert_num_queries):
    people = UserFactory.create_batch(5)
    changes = [{"owner_id": [None, p.pk]} for p in people] + [{"owner_id": [people[0].pk, 0]}]
    with django_assert_num_queries(1):
        rows = readable_changes(Job, changes)
    assert [r[0]["after"] for r in rows] == [*map(str, people), "#0"]


def test_a_record_of_a_kind_that_is_gone_is_still_read(client):
    ActionRecordFactory(subject_type="gone.thing", subject_id="7", changes={"x": [1, [2, 3]]})
    client.force_login(person(Role.AUDITOR))
    response = client.get("/records/gone.thing/7/")
    assert response.context["records"][0][1] == [{"name": "x", "before": "1", "after": "2, 3"}]
    assert client.get("/records/nonsense/7/").status_code == 404
