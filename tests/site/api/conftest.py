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
from xinzhi.core.actions import create_token
from xinzhi.core.roles import Role

ALL = ("read", "inbox:write", "registry:write", "fields:write", "plan:write", "webhooks")


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
