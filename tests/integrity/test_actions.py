"""Each verb for nobody, the wrong role, the right role and another project's; and what the verbs keep."""

import datetime as dt
import hashlib
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from factories import OrganisationFactory, UserFactory, person
from integrity_help import DAY, deposit, fresh, give, make_space
from permissions import check_action
from xinzhi.core.models import ActionRecord, Notification, StoredFile
from xinzhi.core.roles import Role, narrowed
from xinzhi.integrity.actions import (
    give_project_role,
    open_space,
    plan_review,
    set_embargo,
    take_project_role,
    withdraw_record,
)
from xinzhi.integrity.models import ProjectRole, RecordSpace, RecordVersion, ResearchRecord
from xinzhi.ledger.models import Entry
from xinzhi.registry.models import Project, Standing

pytestmark = pytest.mark.django_db


def matrix(space, act, right, records=1):
    """Call `act` as nobody, outsiders of every kind and another project's leader; give back the right one's result."""
    before = ActionRecord.objects.count()
    other = give(make_space(f"other-{UserFactory().pk}"), "leader")
    outsiders = [
        AnonymousUser(),
        UserFactory(),
        give(space, "reader"),
        other,
        person(Role.AUDITOR),
        person(Role.PLAN_OFFICE),
        person(Role.RESEARCHER, space.organisation),
        give(space, "leader", is_active=False),
    ]
    for who in outsiders:
        with pytest.raises(PermissionDenied):
            act(who)
    assert ActionRecord.objects.count() == before
    result = act(right)
    assert ActionRecord.objects.count() == before + records
    return result


def test_opening_a_space_is_for_the_plan_office_and_the_hosts_editors():
    host, leader = OrganisationFactory(), UserFactory()
    project = Project.objects.create(key="p", name="项目")

    def act(actor):
        return open_space(actor=actor, project=project, organisation=host, leader=leader)

    space = check_action(act, role=Role.ORG_EDITOR, organisation=host)
    assert space.roles.get().role == "leader"
    with pytest.raises(ValidationError) as caught:
        act(person(Role.PLAN_OFFICE))
    assert "project" in caught.value.error_dict


def test_a_project_that_is_not_public_gets_no_space():
    project = Project.objects.create(key="p", name="项目", standing=Standing.PROPOSED)
    with pytest.raises(ValidationError):
        open_space(actor=None, project=project, organisation=OrganisationFactory(), leader=UserFactory())
    assert not RecordSpace.objects.exists()


def test_roles_are_given_by_the_leader_and_the_hosts_editor(space, leader):
    new = UserFactory()
    matrix(space, lambda actor: give_project_role(actor=actor, space=space, user=new, role="member"), leader)
    assert Notification.objects.get(recipient=new).kind == "integrity.role"
    editor = person(Role.ORG_EDITOR, space.organisation)
    assert give_project_role(actor=editor, space=space, user=new, role="reader").role == "reader"
    with pytest.raises(PermissionDenied):
        give_project_role(actor=person(Role.ORG_EDITOR), space=space, user=new, role="leader")
    with pytest.raises(ValidationError):
        give_project_role(actor=leader, space=space, user=leader, role="member")
    with pytest.raises(ValidationError):
        give_project_role(actor=editor, space=space, user=leader, role="member")  # its only leader


def test_roles_are_taken_by_another_with_a_reason_and_never_the_last_leaders(space, leader, member):
    role = ProjectRole.objects.get(user=member)
    with pytest.raises(ValidationError):
        take_project_role(actor=leader, role=role, why=" ")
    with pytest.raises(PermissionDenied):
        take_project_role(actor=member, role=role, why="离开")
    matrix(space, lambda actor: take_project_role(actor=actor, role=role, why="离开项目"), leader)
    assert not ProjectRole.objects.filter(user=member).exists()
    with pytest.raises(PermissionDenied):
        deposit(space, fresh(member))
    editor = person(Role.ORG_EDITOR, space.organisation)
    with pytest.raises(ValidationError):
        take_project_role(actor=editor, role=ProjectRole.objects.get(user=leader), why="离开")


def test_depositing_is_for_those_who_work_on_the_project(space, member):
    version = matrix(space, lambda actor: deposit(space, actor), member)
    record = version.record
    assert (record.current, version.number, record.author, version.deposited_by) == (version, 1, member, member)
    assert version.file.sha256 == hashlib.sha256(b"a notebook page").hexdigest()


def test_a_deposit_is_fixed_in_the_log_without_a_word_of_it(space, member):
    version = deposit(space, member, title="秘密配方", name="秘密.txt", note="不可外传", instrument="秘密仪器")
    entry = Entry.objects.get(subject_kind="integrity.recordversion", subject_id=str(version.pk))
    said = json.loads(entry.opening.content)
    assert said["sha256"] == version.file.sha256
    assert (said["happened_on"], said["version"], said["project"]) == ("2026-03-02", 1, "quantum")
    everything = "".join(
        [json.dumps(r.changes, ensure_ascii=False) + r.subject_label for r in ActionRecord.objects.all()]
        + [e.statement + e.opening.content for e in Entry.objects.select_related("opening")]
    )
    assert "秘密" not in everything
    assert "不可外传" not in everything


def test_a_new_version_supersedes_and_keeps_the_first(space, member):
    first = deposit(space, member, b"one")
    second = deposit(space, member, b"two", record=first.record, title="第二次")
    first.refresh_from_db()
    assert (second.number, second.supersedes, second.record.title) == (2, first, "第二次")
    assert first.title == "第一次测量"
    for version, raw in ((first, b"one"), (second, b"two")):
        with default_storage.open(version.file.path) as kept:
            assert kept.read() == raw


def test_what_is_sent_again_is_not_deposited_twice(space, member):
    first = deposit(space, member, b"x", source_path="raw/a.csv")
    before = ActionRecord.objects.count()
    assert deposit(space, member, b"x", source_path="raw/a.csv", day=DAY + dt.timedelta(days=1)) == first
    assert deposit(space, member, b"x", record=first.record) == first
    assert (RecordVersion.objects.count(), ActionRecord.objects.count()) == (1, before)


def test_a_record_at_a_path_keeps_the_words_people_gave_it(space, member):
    first = deposit(space, member, b"x", source_path="a.csv", title="a")
    deposit(space, member, b"x", record=first.record, title="退相干时间", instrument="稀释制冷机")
    third = deposit(space, member, b"y", source_path="a.csv", title="a", kind="other", day=DAY)
    assert (third.number, third.title, third.kind, third.instrument) == (3, "退相干时间", "notebook", "稀释制冷机")


def test_another_projects_record_takes_no_version(space, member):
    other = make_space("other")
    theirs = deposit(other, give(other, "member")).record
    with pytest.raises(PermissionDenied):
        deposit(other, member, b"y", record=theirs)
    with pytest.raises(ValidationError):
        deposit(space, None, b"y", record=theirs)


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"kind": "poem"}, {"day": dt.date(2999, 1, 1)}, {"raw": b""}, {"limit": 3}]
)
def test_what_cannot_be_a_record_is_refused_and_nothing_is_kept(space, member, wrong):
    with pytest.raises(ValidationError):
        deposit(space, member, **wrong)
    assert not ResearchRecord.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_larger_than_the_browsers_limit_is_streamed(space, member, settings, store):
    settings.MAX_UPLOAD_BYTES = 10

    class Streamed(ContentFile):
        def read(self, *_args):
            raise AssertionError("read whole")

        def chunks(self, *_args):
            yield from [b"x" * 1000] * 50

    from xinzhi.integrity.actions import Description, deposit_record

    given = {"actor": member, "space": space, "name": "big.bin", "description": Description("other", "大", DAY)}
    with pytest.raises(ValidationError):
        deposit_record(file=Streamed(b""), **given)
    assert list((store / "incoming").iterdir()) == []
    assert deposit_record(file=Streamed(b""), limit=50_000, **given).file.size == 50_000


def test_an_embargo_is_for_leaders_and_the_author(space, leader, member):
    record = deposit(space, member).record
    colleague = give(space, "member")
    until = timezone.localdate() + dt.timedelta(days=30)
    with pytest.raises(PermissionDenied):
        set_embargo(actor=colleague, record=record, until=until, why="专利申请")
    matrix(space, lambda actor: set_embargo(actor=actor, record=record, until=until, why="专利申请"), leader)
    assert record.is_embargoed
    assert not set_embargo(actor=member, record=record, until=None, why="已授权").is_embargoed
    for wrong in ({"until": until, "why": ""}, {"until": dt.date(2020, 1, 1), "why": "x"}):
        with pytest.raises(ValidationError):
            set_embargo(actor=leader, record=record, **wrong)


def test_withdrawing_deletes_nothing(space, leader, member):
    version = deposit(space, member)
    matrix(space, lambda actor: withdraw_record(actor=actor, record=version.record, why="仪器故障"), leader)
    assert RecordVersion.objects.filter(pk=version.pk).exists()
    for again in (
        lambda: withdraw_record(actor=leader, record=version.record, why="再次"),
        lambda: deposit(space, member, b"new", record=version.record),
    ):
        with pytest.raises(ValidationError):
            again()


def test_review_days_are_the_leaders(space, leader):
    matrix(space, lambda a: plan_review(actor=a, space=space, held_on=DAY, name="中期检查"), leader)
    assert plan_review(actor=leader, space=space, held_on=DAY, name="验收").name == "验收"
    assert space.reviews.count() == 1


def test_a_token_of_another_organisation_opens_no_project(space, member):
    with pytest.raises(PermissionDenied):
        deposit(space, narrowed(fresh(member), OrganisationFactory().pk))
    assert deposit(space, narrowed(fresh(member), space.organisation_id)).number == 1


def test_a_simulated_projects_records_are_simulated(db):
    project = Project.objects.create(key="sim", name="（模拟）项目", simulated=True)
    space = open_space(actor=None, project=project, organisation=OrganisationFactory(), leader=UserFactory())
    assert space.simulated
    made = deposit(space, space.roles.get().user)
    assert made.record.simulated
    assert all(json.loads(e.statement)["simulated"] for e in Entry.objects.exclude(kind="file"))
