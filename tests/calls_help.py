"""A call of the frontier programme, its department, an organisation that applies, and a complete application."""

import datetime as dt
import random
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from factories import CityFactory, OrganisationFactory, person
from xinzhi.calls.actions import (
    add_member,
    attach_file,
    make_call,
    publish_call,
    save_section,
    start_application,
    submit_application,
)
from xinzhi.calls.engine.answers import asked_fields
from xinzhi.calls.models import Application, Call
from xinzhi.calls.programmes import documents
from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.registry.models import Organisation, OrganisationKind

PROGRAMME = "frontier-projects"


def make_department(key: str = "science") -> Organisation:
    return Organisation.objects.filter(key=key).first() or OrganisationFactory(key=key)


def make_firm(**fields: Any) -> Organisation:
    given = {"kind": OrganisationKind.ENTERPRISE, "credit_code": "91350100M000100Y43", "city": CityFactory(), **fields}
    return OrganisationFactory(**given)


def make_open_call(programme: str = PROGRAMME, *, published: bool = True, **fields: Any) -> Call:
    document = fields.pop("document", None) or documents()[programme]
    now = timezone.now()
    department = make_department(document["programme"]["department"])
    days = {"opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=20)}
    call = make_call(actor=None, department=department, document=document, **{"year": 2026, **days, **fields})
    return publish_call(actor=None, call=call) if published else call


def example(field: dict[str, Any], seed: int = 0) -> Any:
    """An answer that the schema takes."""
    makers = {
        "yesno": lambda: True,
        "choice": lambda: field["enum"][0],
        "choices": lambda: [field["items"]["enum"][0]],
        "date": lambda: "2026-05-01",
        "rows": lambda: [_row(field, seed)] * max(1, field.get("minItems", 1)),
        "budget": lambda: {i["key"]: {"grant": 1_000_000, "own": 2_000_000} for i in field["x-items"][:2]},
        "text": lambda: _words(field["title"], seed)[: field["maxLength"]],
        "long": lambda: _words(field["title"], seed, 300)[: field["maxLength"]],
    }
    maker = makers.get(field["x-type"])
    return maker() if maker else max(field["minimum"], 1)


def _row(field: dict[str, Any], seed: int) -> dict[str, Any]:
    return {name: example(column, seed) for name, column in field["items"]["properties"].items()}


def _words(title: str, seed: int, count: int = 60) -> str:
    """Characters that no other question and no other seed gives in this order."""
    chosen = random.Random(f"{title} {seed}")
    return f"第{seed}项：" + "".join(chr(chosen.randrange(0x4E00, 0x6500)) for _ in range(count))


def fill(application: Application, *, actor: Any = None, seed: int = 0) -> Application:
    """Answer every question, add the leader and every file."""
    schema = application.form.schema
    answers: dict[str, dict[str, Any]] = {}
    for _round in range(3):  # a switch that is turned on asks for more
        for section, name, field in asked_fields(schema, answers):
            if field["x-type"] != "files" and name not in answers.get(section, {}):
                answers.setdefault(section, {})[name] = example(field, seed)
    if "credit_code" in answers.get("unit", {}):
        answers["unit"]["credit_code"] = "91350100M000100Y43"
    for section, said in answers.items():
        seen = application.saved.get(section, 0)
        save_section(actor=actor, application=application, section=section, answers=said, seen=seen)
    add_member(actor=actor, application=application, name=f"负责人{seed}", affiliation="甲大学", role="leader")
    for section, name, field in asked_fields(schema, application.answers):
        if field["x-type"] == "files":
            content = ContentFile(f"{section} {name} {application.pk}".encode())
            attach_file(
                actor=actor, application=application, slot=f"{section}.{name}", file=content, name=f"{name}.pdf"
            )
    return application


def make_draft(
    call: Call, organisation: Organisation, actor: Any = None, title: str = "量子精密测量芯片"
) -> Application:
    return start_application(actor=actor, call=call, organisation=organisation, title=title)


def make_submitted(call: Call, organisation: Organisation, actor: Any = None, seed: int = 0) -> Application:
    application = fill(make_draft(call, organisation, title=f"课题{seed}"), seed=seed)
    return submit_application(actor=actor, application=application)


def manager_of(call: Call) -> User:
    return person(Role.PROGRAMME_MANAGER, call.department)
