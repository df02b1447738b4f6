"""A living call: a simulated opening of the frontier programme, with applications at different steps.

Made through the actions that people use. Applicants, experts, texts and scores are made up and marked as simulated; the
programme's rules are the pack's own. Run again, it finds the call and leaves all as it is.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from xinzhi.calls.actions import (
    add_member,
    add_reviewer,
    attach_file,
    confirm_assignment,
    decide_check,
    make_call,
    propose_assignment,
    publish_call,
    save_review,
    save_section,
    start_application,
    submit_application,
    submit_review,
)
from xinzhi.calls.engine.answers import asked_fields
from xinzhi.calls.models import Application, Call, Invitation
from xinzhi.calls.programmes import documents
from xinzhi.core.packs import Pack
from xinzhi.core.roles import Role
from xinzhi.fields.models import Field
from xinzhi.registry.models import Organisation

from .people import Person, make_person
from .registry import FIRM, simulated_entry

PROGRAMME = "frontier-projects"
EXPERTS = ("量子信息", "人形机器人", "脑机接口", "合成生物", "深海装备", "氢能储运")
# Topic of each application, and the step it is taken to. The first is the example firm's own.
APPLICATIONS = (
    ("具身智能感知融合", "draft"),
    ("人形机器人关节驱动", "submitted"),
    ("脑机接口电极材料", "returned"),
    ("深海耐压结构设计", "review"),
    ("液氢储罐绝热方法", "review"),
)


def simulate_calls(pack: Pack, people: dict[str, Person]) -> dict[str, Person]:
    """The accounts of the programme manager and of one expert, by user name; the first run makes the call.

    Nothing where the pack has no such programme.
    """
    document = documents().get(PROGRAMME)
    if document is None:
        return {}
    department = Organisation.objects.get(key=document["programme"]["department"])
    manager = make_person("programmes", Role.PROGRAMME_MANAGER, department)
    call = Call.objects.filter(programme=PROGRAMME, simulated=True).first()
    if call is None:
        call = _call(manager.user, department, document)
        experts = _experts(pack, people, call)
        _applications(pack, people, manager.user, call)
        _review(manager.user, call)
    else:
        experts = {}
    place = Organisation.objects.get(name="（模拟）示例大学")
    expert = experts.get("expert") or make_person("expert", Role.EXPERT, place)
    return {"programmes": manager, "expert": expert}


def _call(actor: Any, department: Organisation, document: dict[str, Any]) -> Call:
    now = timezone.now()
    call = make_call(
        actor=actor,
        department=department,
        document=document,
        year=now.year,
        opens_at=now - dt.timedelta(days=20),
        closes_at=now + dt.timedelta(days=25),
        quota=20,
        simulated=True,
    )
    return publish_call(actor=actor, call=call)


def _experts(pack: Pack, people: dict[str, Person], call: Call) -> dict[str, Person]:
    """Six experts of one simulated university, in the pool; the first one's account is printed."""
    office, second = people["office"].user, people["office2"].user
    place = simulated_entry(pack, office, second, "（模拟）示例大学", "(Simulated) Example University", "university")
    found = {}
    for n, subject in enumerate(EXPERTS, start=1):
        name = "expert" if n == 1 else f"expert{n}"
        found[name] = make_person(name, Role.EXPERT, place, signs_in=n == 1)
        add_reviewer(
            actor=None,
            user=found[name].user,
            name=f"（模拟）专家{n}",
            affiliation=place.name,
            discipline=subject,
            expertise=[subject],
            works=[{"title": f"（模拟）{subject}研究", "abstract": "", "year": call.year - 1}],
            simulated=True,
        )
    return found


def _applications(pack: Pack, people: dict[str, Person], manager: Any, call: Call) -> None:
    office, second, editor = people["office"].user, people["office2"].user, people["editor"].user
    for n, (topic, until) in enumerate(APPLICATIONS):
        firm = (
            Organisation.objects.get(name=FIRM)
            if n == 0
            else simulated_entry(
                pack, office, second, f"（模拟）{topic}研究所", f"(Simulated) Example Institute {n}", "institute"
            )
        )
        application = start_application(
            actor=editor if n == 0 else None,
            call=call,
            organisation=firm,
            title=f"（模拟）{topic}",
            field=Field.objects.order_by("pk").first(),
        )
        _fill(application, topic, sections=2 if until == "draft" else 99)
        if until == "draft":
            continue
        submit_application(actor=None, application=application)
        if until == "returned":
            decide_check(actor=manager, application=application, step="return", why="（模拟）请补充考核方式。")
        elif until == "review":
            decide_check(actor=manager, application=application, step="pass", why="（模拟）演示")


def _fill(application: Application, topic: str, *, sections: int) -> None:
    """Answer the form's first sections, and with all of them add the leader and the files."""
    schema = application.form.schema
    answers: dict[str, dict[str, Any]] = {}
    for _round in range(2):  # a switch that is turned on asks for more
        for section, name, field in asked_fields(schema, answers):
            if field["x-type"] != "files" and name not in answers.get(section, {}):
                answers.setdefault(section, {})[name] = _answer(topic, field)
    if "credit_code" in answers.get("unit", {}):
        answers["unit"]["credit_code"] = "（模拟）无代码".ljust(18, "—")
    for section in list(answers)[:sections]:
        seen = application.saved.get(section, 0)
        save_section(actor=None, application=application, section=section, answers=answers[section], seen=seen)
    if sections < len(answers):
        return
    add_member(
        actor=None,
        application=application,
        name=f"（模拟）{topic[:4]}负责人",
        affiliation=application.organisation.name,
        role="leader",
    )
    for section, name, field in asked_fields(schema, answers):
        if field["x-type"] == "files":
            content = ContentFile(f"（模拟）{topic} {field['title']}".encode())
            attach_file(actor=None, application=application, slot=f"{section}.{name}", file=content, name=f"{name}.txt")


def _answer(topic: str, field: dict[str, Any]) -> Any:
    kinds: dict[str, Callable[[], Any]] = {
        "yesno": lambda: True,
        "choice": lambda: field["enum"][0],
        "choices": lambda: [field["items"]["enum"][0]],
        "date": lambda: f"{timezone.localdate().year + 1}-05-01",
        "rows": lambda: [{n: _answer(topic, c) for n, c in field["items"]["properties"].items()}],
        "budget": lambda: {item["key"]: {"grant": 30_000_000, "own": 60_000_000} for item in field["x-items"][:2]},
        "text": lambda: _words(topic, field, 0),
        "long": lambda: _words(topic, field, 120),
    }
    make = kinds.get(field["x-type"])
    return make() if make else max(field["minimum"], 1)


def _words(topic: str, field: dict[str, Any], length: int) -> str:
    """Words of the length asked for; the topic comes back so often that no two applications share a passage."""
    text, n = f"（模拟）{topic}", 0
    while len(text) < max(length, field.get("minLength", 0)):
        n += 1
        text += f"。{topic}，{field['title'][:6]}{n}"
    return text[: field.get("maxLength", 200)]


def _review(manager: Any, call: Call) -> None:
    """Experts are assigned and asked; the printed one has handed in one review of two, the others answer later."""
    run = propose_assignment(actor=manager, call=call)
    confirm_assignment(actor=manager, run=run)
    mine = Invitation.objects.filter(run=run, reviewer__user__username="expert")
    for invitation in mine.select_related("application__call", "reviewer__user")[:1]:
        sheet, actor = invitation.application.call.rules.sheet, invitation.reviewer.user
        scores = {c.key: round(0.8 * c.most) for c in sheet.criteria}
        save_review(
            actor=actor, invitation=invitation, scores=scores, comments={}, opinion="（模拟）问题重要，方案可行。"
        )
        submit_review(actor=actor, invitation=invitation)
