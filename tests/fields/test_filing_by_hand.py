"""Filing by hand: who may, what is kept, what the classifier learns, and the queue's page."""

import html

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from factories import JobFactory, person
from permissions import check_action, check_view
from xinzhi.core.jobs import run_job
from xinzhi.core.models import ActionRecord, Job, JobState
from xinzhi.core.roles import Role
from xinzhi.fields import learned
from xinzhi.fields.actions import judge, load_fields, retrain
from xinzhi.fields.models import Field, Judgement, Training
from xinzhi.fields.queries import filed_since_training, queue, suggest, suggest_all
from xinzhi.fields.tasks import RETRAIN
from xinzhi.registry.models import Organisation, Platform

pytestmark = pytest.mark.django_db
ROLES = [Role.PLAN_OFFICE, Role.PROGRAMME_MANAGER, Role.ANALYST]
QUEUE = "/fields/queue/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def tree_only(pack):
    load_fields(actor=None, pack=pack)


def platform(key, name, **values):
    return Platform.objects.create(key=key, name=name, **values)


def texts_of(asked):
    return {a.thing.key for a in asked}


@pytest.mark.parametrize("role", ROLES)
def test_only_some_roles_file_by_hand(tree_only, role):
    field = Field.objects.get(key="quantum-computing")
    kept = check_action(lambda actor: judge(actor=actor, text=" 离子阱 ", field=field), role=role)
    assert (kept.text, kept.field) == ("离子阱", field)
    assert kept.judged_by is not None


@pytest.mark.parametrize("role", ROLES)
def test_only_some_roles_retrain(tree_only, role):
    training = check_action(lambda actor: retrain(actor=actor), role=role)
    assert (learned.folder() / training.file).is_file()


def test_a_text_is_judged_once_and_the_last_word_stands(tree_only):
    field = Field.objects.get(key="robot")
    first = judge(actor=None, text="擦窗机", field=field)
    second = judge(actor=None, text="擦窗机 ", field=None, kind="platforms", thing="p1")
    assert first.pk == second.pk
    assert Judgement.objects.get().field is None
    assert [h.field_id for h in second.history.order_by("pk")] == [field.pk, None]
    assert ActionRecord.objects.filter(verb="fields.judge").first().changes["field_id"] == [field.pk, None]


@pytest.mark.parametrize("text", ["", "  \n", "长" * 20_001])
def test_a_text_must_be_a_text(tree_only, text):
    with pytest.raises(ValidationError) as raised:
        judge(actor=None, text=text, field=None)
    assert "text" in raised.value.message_dict
    assert not Judgement.objects.exists()


def test_there_is_nothing_to_learn_without_a_tree():
    with pytest.raises(ValidationError):
        retrain(actor=None)
    assert suggest("量子计算") == []
    assert not Training.objects.exists()


def test_suggestions_name_fields_and_words(tree_only, django_assert_num_queries):
    best = suggest("超导量子比特的测控")[0]
    assert best.field.key == "quantum-computing"
    assert "量子" in "".join(w.text for w in best.words)
    assert suggest("明清诗歌")[0].field is None
    assert suggest(" ") == []
    with django_assert_num_queries(3):
        assert len(suggest_all(["量子"] * 50)) == 50


def test_training_learns_what_was_filed_and_is_used_from_then_on(tree_only):
    assert suggest("泡泡玛特手办")[0].field is None
    judge(actor=None, text="泡泡玛特手办", field=Field.objects.get(key="meta-culture"))
    assert suggest("泡泡玛特手办")[0].field is None
    assert filed_since_training() == 1
    old = retrain(actor=None)
    assert suggest("泡泡玛特手办")[0].field.key == "meta-culture"
    assert filed_since_training() == 0
    new = retrain(actor=None)
    assert new.judgements == 1
    assert [p.name for p in learned.folder().iterdir()] == [new.file] != [old.file]


def test_a_lost_or_broken_file_is_learnt_anew(tree_only):
    judge(actor=None, text="泡泡玛特手办", field=Field.objects.get(key="meta-culture"))
    training = retrain(actor=None)
    for spoil in (lambda p: p.write_bytes(b"broken"), lambda p: p.unlink()):
        spoil(learned.folder() / training.file)
        learned._in_use.clear()
        assert suggest("泡泡玛特手办")[0].field.key == "meta-culture"


def test_a_tree_that_changed_is_learnt_anew(tree_only):
    retrain(actor=None)
    field = Field.objects.get(key="x-space")
    field.terms_zh = [*field.terms_zh, "蓬莱仙境"]
    field.save()
    assert suggest("蓬莱仙境")[0].field == field


def test_the_job_ends_at_the_queue(tree_only):
    job = JobFactory(kind=RETRAIN, owner=person(Role.ANALYST))
    run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result_url) == (JobState.DONE, QUEUE)
    refused = JobFactory(kind=RETRAIN, owner=person(Role.BROKER))
    run_job.func(refused.pk)
    refused.refresh_from_db()
    assert refused.state == JobState.FAILED


def test_the_unsurest_is_asked_first_and_what_is_settled_is_not_asked(tree_only):
    field = Field.objects.get(key="robot")
    platform("sure", "量子计算测控重点实验室")
    platform("unsure", "海洋机器人与卫星遥感融合实验室")
    platform("filed", "机器人实验室", field=field)
    platform("made-up", "机器人实验室二", simulated=True)
    judged = platform("judged", "擦窗机实验室")
    judge(actor=None, text=judged.name, field=None, kind="platforms", thing="judged")
    Organisation.objects.create(key="office", name="科技厅", kind="department")
    found = queue(None, shown=10)
    assert [a.thing.key for a in found.asked] == ["unsure", "sure"]
    assert found.asked[0].margin < found.asked[1].margin
    assert texts_of(queue(None, shown=10, skipped=["platforms/unsure"]).asked) == {"sure"}


@pytest.mark.parametrize("role", ROLES)
def test_only_some_roles_see_the_queue(client, tree_only, role):
    platform("p", "量子海洋实验室")
    check_view(client, QUEUE, role=role)


def test_the_page_files_with_one_click(client, tree_only):
    platform("p", "量子计算与海洋卫星实验室")
    analyst = person(Role.ANALYST)
    client.force_login(analyst)
    shown = html.unescape(client.get(QUEUE).content.decode())
    assert "<mark>量子计算</mark>" in shown
    assert 'data-hotkey="1"' in shown
    answer = client.post(QUEUE, {"kind": "platforms", "thing": "p", "field": "quantum-computing"})
    assert answer.url == QUEUE
    kept = Judgement.objects.get()
    assert (kept.text, kept.field.key, kept.judged_by) == ("量子计算与海洋卫星实验室", "quantum-computing", analyst)
    shown = client.get(QUEUE).content.decode()
    assert 'class="empty"' in shown
    assert reverse("fields:retrain") in shown


@pytest.mark.parametrize("data", [{"thing": "gone", "field": "robot"}, {"field": "no-such"}, {"kind": "x"}, {}])
def test_a_wrong_answer_files_nothing_and_says_so(client, tree_only, data):
    platform("p", "量子海洋实验室")
    client.force_login(person(Role.ANALYST))
    sent = {"kind": "platforms", "thing": "p", **data}
    answer = client.post(QUEUE, sent, follow=True)
    assert 'class="notice' in answer.content.decode() or list(answer.context["messages"])
    assert not Judgement.objects.exists()


def test_none_of_the_fields_is_an_answer(client, tree_only):
    platform("p", "量子海洋实验室")
    client.force_login(person(Role.PLAN_OFFICE))
    client.post(QUEUE, {"kind": "platforms", "thing": "p", "field": "none"})
    assert Judgement.objects.get().field is None


def test_skipping_lasts_for_the_session_and_can_be_undone(client, tree_only):
    platform("p", "量子海洋实验室")
    client.force_login(person(Role.ANALYST))
    client.post(reverse("fields:skip"), {"kind": "platforms", "thing": "p"})
    assert "量子海洋实验室" not in client.get(QUEUE).content.decode()
    client.post(reverse("fields:skip"))
    assert "量子海洋实验室" in client.get(QUEUE).content.decode()
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("name", ["fields:skip", "fields:retrain"])
def test_the_other_addresses_take_only_posts_of_those_who_may(client, tree_only, name):
    check_view(client, reverse(name), role=Role.ANALYST, method="post", success=302)
    assert client.get(reverse(name)).status_code == 405


def test_training_is_a_job_of_the_person(client, tree_only):
    analyst = person(Role.ANALYST)
    client.force_login(analyst)
    answer = client.post(reverse("fields:retrain"))
    job = Job.objects.get()
    assert (job.owner, answer.url) == (analyst, reverse("core:job", args=[job.pk]))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_queue_is_bounded(client, loaded, language, django_assert_max_num_queries):
    client.force_login(person(Role.ANALYST))
    client.cookies["django_language"] = language
    client.get(QUEUE)
    with django_assert_max_num_queries(36):
        shown = client.get(QUEUE)
    assert shown.status_code == 200
    assert len(shown.context["queue"].asked) == 10
