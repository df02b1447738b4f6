"""Programs at the door: a client that speaks JSON, with or without a token."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from factories import CityFactory, OrganisationFactory, person
from permissions import outsiders
from xinzhi.core.actions import create_token
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role

ALL = ("read", "inbox:write", "registry:write", "fields:write", "plan:write", "records:write", "webhooks")


@dataclass
class Program:
    """Calls the API below /api/v1 with a token, or as nobody."""

    secret: str = ""
    language: str = "en"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        client = Client()
        sent = {"Accept-Language": self.language, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if self.secret:
            sent["Authorization"] = f"Bearer {self.secret}"
        options: dict[str, Any] = {"headers": sent}
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        return getattr(client, method)(address, **options)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("post", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("patch", path, body, **headers)


def program(user: Any, scopes: Any = ALL, organisation_id: int | None = None, **token: Any) -> Program:
    """A program that acts for the user."""
    expires = token.pop("expires_at", timezone.now() + dt.timedelta(days=30))
    _token, secret = create_token(
        actor=user, name="test", scopes=scopes, expires_at=expires, organisation_id=organisation_id, **token
    )
    return Program(secret)


@pytest.fixture(autouse=True)
def plenty(settings):
    """Limits are tried by their own tests; each test begins with nothing spent."""
    settings.API_LIMITS = dict.fromkeys(("anonymous", "person", "write"), 100_000)
    cache.clear()


@pytest.fixture
def nobody(db):
    return Program()


@pytest.fixture
def office(db):
    return program(person(Role.PLAN_OFFICE))


@pytest.fixture
def firms(db):
    """Organisations in two cities with days, and one without."""
    jinan, qingdao = CityFactory(key="jinan", name="济南"), CityFactory(key="qingdao", name="青岛")
    return [
        OrganisationFactory(
            key=f"firm-{n}",
            name=f"量子企业{n}",
            kind="enterprise",
            city=(jinan, qingdao, None)[n % 3],
            industry="仪器" if n % 2 else "",
            as_of=None if n == 4 else dt.date(2026, 1, 1 + n // 2),
            source="公告",
        )
        for n in range(9)
    ]


@pytest.fixture(name="program")
def program_fixture(db):
    return program


@pytest.fixture
def check_write(db):
    """Post as everyone: see `_check_write`."""
    return _check_write


def _check_write(path, body, *, role, organisation=None, wrong=None, actor=None, refused=403, success=201):
    """POST as each kind of person, as `permissions.check_action` does; give back the right one's answer.

    Nobody gets 401, outsiders `refused` (404 where they may not see the thing); none of them leaves a record.
    """
    users = [user for _who, user in outsiders(role, organisation, wrong) if user.is_active]
    programs = [program(user) for user in users]
    chosen = program(actor or person(role, organisation))
    before = ActionRecord.objects.count()
    assert Program().post(path, body).status_code == 401
    for who in programs:
        assert who.post(path, body).status_code == refused
    assert ActionRecord.objects.count() == before, "a refused write left a record"
    answer = chosen.post(path, body)
    assert answer.status_code == success, answer.content
    assert ActionRecord.objects.count() > before
    return answer.json()
