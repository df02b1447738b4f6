"""Calls with applications and reviewers for tests of review and decision, made by the same actions that people use."""

import datetime as dt
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from factories import OrganisationFactory, person
from xinzhi.calls.actions import (
    add_reviewer,
    approve_decisions,
    close_notice,
    confirm_assignment,
    countersign_contract,
    draft_contract,
    offer_contract,
    propose_assignment,
    propose_decisions,
    publish_notice,
    save_review,
    sign_contract,
    submit_review,
)
from xinzhi.calls.actions.make_call import form_version
from xinzhi.calls.engine.programme import Programme, digest_of
from xinzhi.calls.engine.programme_files import find_programme
from xinzhi.calls.models import Application, ApplicationMember, Call, Invitation, Notice, Reviewer
from xinzhi.core.roles import Role
from xinzhi.registry.models import Organisation, OrganisationKind

OPINION = "问题重要，方案可行。"
WORDS = ["量子通信密钥", "脑机接口解码", "深海装备耐压", "合成生物元件", "氢能储运材料", "空天信息处理"]


def programme(**changes: Any) -> dict[str, Any]:
    """The document of the frontier programme, with tables changed: `programme(review={"need": 2})`."""
    document = deepcopy(find_programme("frontier-projects")[1])
    for name, table in changes.items():
        if table is None:
            document.pop(name, None)
        elif isinstance(table, dict):
            document.setdefault(name, {}).update(table)
        else:
            document[name] = table
    return document


def make_call(document: dict[str, Any] | None = None, *, department: Organisation | None = None, **fields: Any) -> Call:
    """A published call that has closed."""
    document = document or programme(review={"need": 2, "load_most": 9}, panel={"size_least": 2, "size_most": 9})
    rules = Programme.parse(document)
    now = timezone.now()
    values = {
        "key": f"call-{Call.objects.count() + 1}",
        "name": "2026 年度前沿技术攻关项目",
        "name_en": "Frontier projects 2026",
        "quota": 20,
        **fields,
    }
    return Call.objects.create(
        programme=rules.key,
        year=now.year,
        department=department or OrganisationFactory(key=f"science-{Call.objects.count()}", name="省科技厅"),
        document=document,
        document_sha256=digest_of(document),
        form=form_version(rules),
        opens_at=now - dt.timedelta(days=40),
        closes_at=now - dt.timedelta(days=1),
        state="published",
        **values,
    )


def make_application(call: Call, n: int = 1, **fields: Any) -> Application:
    """An application that has passed the check, of an organisation of its own, with a leader and goals."""
    organisation = fields.pop("organisation", None) or OrganisationFactory(
        name=f"申报单位第{n}研究所", kind=OrganisationKind.INSTITUTE
    )
    word = WORDS[n % len(WORDS)]
    answers = {
        "unit": {"name": organisation.name, "strength": "前期基础扎实。" * 10},
        "content": {"abstract": f"本项目由{organisation.name}研究{word}。" * 12, "keywords": f"{word}；基础研究"},
        "results": {"goals": [{"name": "样机", "value": 2, "unit": "台", "how": "测试"}]},
    }
    application = Application.objects.create(
        call=call,
        organisation=organisation,
        title=fields.pop("title", f"{word}研究"),
        form=call.form,
        answers=fields.pop("answers", answers),
        leader=f"负责人{n}",
        requested_fen=fields.pop("requested_fen", 100_000_000),
        state=fields.pop("state", "eligible"),
        number=f"{call.key.upper()}-{n:04d}",
        submitted_at=timezone.now(),
        **fields,
    )
    ApplicationMember.objects.create(
        application=application, name=f"负责人{n}", affiliation=organisation.name, role="leader"
    )
    return application


def url(name: str, *args: Any) -> str:
    """The address of a page of the room."""
    return reverse(f"calls:{name}", args=args)


def make_reviewer(n: int = 1, **known: Any) -> Reviewer:
    """A reviewer in the pool, at an organisation of their own."""
    place = OrganisationFactory(name=f"评审专家所在第{n}大学", kind=OrganisationKind.UNIVERSITY)
    known = {"expertise": [WORDS[n % len(WORDS)]], "affiliation": place.name, "discipline": f"学科{n}", **known}
    user = known.pop("user", None) or person(Role.EXPERT, place)
    return add_reviewer(actor=None, user=user, name=f"评审人{n}", **known)


def world(*, applications: int = 4, reviewers: int = 5, call: Call | None = None) -> SimpleNamespace:
    """A call with applications that passed the check, reviewers, its manager and its duty officer."""
    call = call or make_call()
    return SimpleNamespace(
        call=call,
        manager=person(Role.PROGRAMME_MANAGER, call.department),
        officer=person(Role.DUTY_OFFICER, call.department),
        applications=[make_application(call, n) for n in range(1, applications + 1)],
        reviewers=[make_reviewer(n) for n in range(1, reviewers + 1)],
    )


def invited(w: SimpleNamespace) -> list[Invitation]:
    """The world's invitations, sent."""
    run = propose_assignment(actor=w.manager, call=w.call)
    confirm_assignment(actor=w.manager, run=run)
    return list(Invitation.objects.filter(run=run).select_related("application__call", "reviewer__user"))


def review(invitation: Invitation, points: float = 8) -> None:
    """The review of the invitation, handed in, with these points on every line."""
    sheet = invitation.application.call.rules.sheet
    actor = invitation.reviewer.user
    scores = {c.key: points for c in sheet.criteria}
    save_review(actor=actor, invitation=invitation, scores=scores, comments={}, opinion=OPINION, note="仅供办公室")
    submit_review(actor=actor, invitation=invitation)


def reviewed(w: SimpleNamespace) -> None:
    """Every invitation sent and its review handed in; later applications score higher."""
    for invitation in invited(w):
        review(invitation, min(10, 6.5 + 0.5 * w.applications.index(invitation.application)))


def decided(w: SimpleNamespace) -> Any:
    """The approved list of decisions."""
    reviewed(w)
    found = propose_decisions(actor=w.manager, call=w.call)
    return approve_decisions(actor=w.officer, decisions=found)


def noticed(w: SimpleNamespace) -> Notice:
    """The public notice, still out."""
    return publish_notice(actor=w.manager, decisions=decided(w))


def awarded(w: SimpleNamespace) -> Application:
    """The first application that is awarded, its notice ended."""
    notice = noticed(w)
    over(notice)
    close_notice(actor=w.manager, notice=notice)
    return Application.objects.filter(call=w.call, state="funded").order_by("pk")[0]


def over(notice: Notice) -> None:
    """Let the notice's last day be yesterday."""
    notice.begins = timezone.localdate() - dt.timedelta(days=10)
    notice.ends = timezone.localdate() - dt.timedelta(days=1)
    notice.save()


def editor_of(application: Application) -> Any:
    """An editor of the applying organisation."""
    return person(Role.ORG_EDITOR, application.organisation)


def in_force(w: SimpleNamespace) -> Any:
    """A contract signed on both sides."""
    contract = draft_contract(actor=w.manager, application=awarded(w))
    offer_contract(actor=w.manager, contract=contract)
    sign_contract(actor=editor_of(contract.application), contract=contract)
    return countersign_contract(actor=w.manager, contract=contract)
