"""Schemathesis: every operation of the document, with what it allows and does not, by everyone; none fails.

Seeded and bounded: the same requests on each run, five of each operation; XINZHI_FUZZ says how many else.
"""

import datetime as dt
import itertools
import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from calls_help import make_open_call
from factories import CityFactory, JobFactory, NotificationFactory, OrganisationFactory, StoredFileFactory, person
from registry.bringing import bring, csv_of
from xinzhi.calls.models import Application
from xinzhi.core.actions import create_token, ping_webhook, save_webhook
from xinzhi.core.models import Delivery, Webhook
from xinzhi.core.roles import Role
from xinzhi.fields.models import Field
from xinzhi.plan.actions import press_duty, start_report
from xinzhi.plan.models import Duty, Press, Report
from xinzhi.registry.actions import (
    TitleInput,
    merge_entries,
    record_figures,
    record_relation,
    record_statement,
    record_title,
)
from xinzhi.registry.models import Fusion, Import, MatchCandidate, Relation, Statement, Title
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import BY_KEY
from xinzhi.site.wsgi import application

ROLES = (Role.PLAN_OFFICE, Role.DUTY_OFFICER, Role.AUDITOR, Role.ORG_EDITOR)
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


# Each operation is tried so often by each run; before a release, XINZHI_FUZZ=50 tries for longer.
EXAMPLES = int(os.environ.get("XINZHI_FUZZ", "5"))

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(autouse=True)
def one_connection():
    """A served request ends with its connection closed; here it is the test's, as for Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def callers(plan):
    """Headers of everyone in turn: nobody, and a token of each role with every scope."""
    duty = plan.measures.get().duties.get()
    scopes = (
        "read",
        "inbox:write",
        "registry:write",
        "fields:write",
        "plan:write",
        "records:write",
        "webhooks",
        "calls:write",
        "reviews:write",
    )
    until = timezone.now() + dt.timedelta(days=1)
    headers = [{}]
    people = {}
    for role in ROLES:
        user = people[role] = person(role, duty.organisation)
        _token, secret = create_token(actor=user, name=role, scopes=scopes, expires_at=until)
        headers.append({"Authorization": f"Bearer {secret}"})
    _things(plan, duty, people)
    return itertools.cycle(headers)


def _things(plan, duty, people):
    """Something at many addresses, so that not every request ends with 404."""
    city = CityFactory(key="jinan", name="济南")
    firm = OrganisationFactory(key="firm", name="量子企业", kind="enterprise", city=city, as_of=dt.date(2026, 1, 1))
    twin, old = OrganisationFactory(key="twin", name="量子公司"), OrganisationFactory(key="old", name="量企")
    office, source = people[Role.PLAN_OFFICE], Provenance("公告", dt.date(2026, 1, 2))
    record_statement(actor=office, register=BY_KEY["parks"], values={"name": "量子园区"}, provenance=source)
    record_relation(actor=office, first=firm, role="cooperates", second=twin, provenance=source)
    record_title(actor=office, entry=firm, title=TitleInput("瞪羚企业"), provenance=source)
    record_figures(actor=office, entry=firm, year=2025, figures={"staff": 5}, provenance=source)
    merge_entries(actor=office, keep=firm, absorb=old, why="同一家")
    first, second = sorted((firm.pk, twin.pk))
    MatchCandidate.objects.create(kind="organisation", first_id=first, second_id=second, probability=0.7)
    bring(office, csv_of([["企业名称", "类型", "上市日期"], ["甲公司", "企业", "20/30/2021"], ["乙公司", "企业", ""]]))
    Field.objects.create(key="quantum", name="量子", kind="priority")
    start_report(actor=people[Role.DUTY_OFFICER], duty=duty, period=plan.periods.get())
    press_duty(actor=people[Role.PLAN_OFFICE], duty=duty, text="请报送。")
    for user in people.values():
        NotificationFactory(recipient=user)
        JobFactory(owner=user)
        hook = save_webhook(actor=user, name="x", url="https://example.org/", events=["*"])
        ping_webhook(actor=user, webhook=hook)
    StoredFileFactory(created_by=people[Role.PLAN_OFFICE])
    call = make_open_call()
    Application.objects.create(call=call, organisation=duty.organisation, title="课题", form=call.form)


def real(path, plan):
    """Values for an address's places that lead to something, or None where it has none."""
    office = {"owner__memberships__role": Role.PLAN_OFFICE}
    numbers = {
        "duties": Duty.objects.get().pk,
        "reports": Report.objects.values_list("pk", flat=True).first(),
        "presses": Press.objects.values_list("pk", flat=True).first(),
        "applications": Application.objects.values_list("pk", flat=True).first(),
        "webhooks": Webhook.objects.filter(**office).values_list("pk", flat=True).first() or 1,
        "deliveries": Delivery.objects.values_list("pk", flat=True).first() or 1,
        "statements": Statement.objects.values_list("pk", flat=True).first(),
        "relations": Relation.objects.values_list("pk", flat=True).first(),
        "titles": Title.objects.values_list("pk", flat=True).first(),
        "matches": MatchCandidate.objects.values_list("pk", flat=True).first(),
        "imports": Import.objects.order_by("pk").values_list("pk", flat=True).first(),
        "fusions": Fusion.objects.values_list("pk", flat=True).first(),
    }
    keys = {
        "organisations": "firm",
        "{register_key}": "firm",
        "cities": "jinan",
        "calls": "frontier-projects-2026",
        "programmes": "pilot-base",
        "fields": "quantum",
        "targets": "t",
        "measures": "m",
    }
    parts = path.removeprefix("/api/v1/").split("/")
    found = {}
    for before, part in itertools.pairwise(parts):
        if part == "{number}":
            found["number"] = numbers.get(before, 1)
        elif part == "{line}":
            found["line"] = 2
        elif part == "{register_key}":
            found["register_key"] = "organisations"
        elif part == "{plan}":
            found["plan"] = plan.key
        elif part == "{key}":
            found["key"] = keys.get(before, "x")
        elif part == "{sha256}":
            found["sha256"] = f"{0:064x}"
    return found


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_operation_fails(case, plan, callers):
    headers = next(callers)
    case.call_and_validate(headers=headers, checks=CHECKS)
    if "{" in case.path:
        case.path_parameters = {**case.path_parameters, **real(case.path, plan)}
        case.call_and_validate(headers=headers, checks=CHECKS)
