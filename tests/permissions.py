"""Who may, tried on everyone: one matrix for actions and one for pages.

    check_action(lambda actor: accept_report(actor=actor, report=report), role=Role.PLAN_OFFICE)
    check_action(lambda actor: start_report(actor=actor, …), role=Role.DUTY_OFFICER, organisation=duty.organisation)
    check_view(client, url, role=Role.AUDITOR, missing="/records/plan.plan/0/")

With `organisation` the right role counts only there, and the same role elsewhere is refused too.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import resolve_url
from django.test import Client

from factories import UserFactory, person
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.registry.models import Organisation


def outsiders(role: str, organisation: Organisation | None, wrong: str | None) -> Iterator[tuple[str, Any]]:
    """Everyone signed in who must be refused, with the words for a failure."""
    yield "signed in without a role", UserFactory()
    other = wrong or (Role.FINANCIER if role != Role.FINANCIER else Role.BROKER)
    yield f"wrong role ({other})", person(other, organisation)
    if organisation is not None:
        yield "right role in another organisation", person(role)
    yield "right role, account closed", person(role, organisation, is_active=False)


def check_action(
    act: Callable[[Any], Any],
    *,
    role: str,
    organisation: Organisation | None = None,
    wrong: str | None = None,
    actor: Any = None,
    records: int = 1,
) -> Any:
    """Call `act(actor)` as each kind of person; give back what it returns to the right one.

    All others must get PermissionDenied and leave no record; the right one leaves `records` of them. `actor` is the
    right person where a role alone does not make one.
    """
    before = ActionRecord.objects.count()
    for who, user in [("nobody", AnonymousUser()), *outsiders(role, organisation, wrong)]:
        try:
            act(user)
        except PermissionDenied:
            pass
        else:
            pytest.fail(f"{who} was let through")
    assert ActionRecord.objects.count() == before, "a refused action left a record"
    result = act(actor or person(role, organisation))
    assert ActionRecord.objects.count() == before + records
    return result


def check_view(
    client: Client,
    url: str,
    *,
    role: str,
    organisation: Organisation | None = None,
    wrong: str | None = None,
    actor: Any = None,
    method: str = "get",
    data: dict[str, Any] | None = None,
    refused: int = 403,
    success: int = 200,
    missing: str = "",
) -> Any:
    """Open the page as each kind of person; give back the right one's response.

    Nobody is sent to sign in, outsiders get `refused` (404 where they must not even learn that it exists), the right
    one gets 404 at `missing` and `success` at `url`.
    """

    def ask(address: str) -> Any:
        return getattr(client, method)(address, data or {})

    check_needs_login(client, url, method=method, data=data)
    for who, user in outsiders(role, organisation, wrong):
        if not user.is_active:
            continue  # cannot have a session
        client.force_login(user)
        status = ask(url).status_code
        assert status == refused, f"{who}: {status}"
    client.force_login(actor or person(role, organisation))
    if missing:
        assert ask(missing).status_code == 404
    response = ask(url)
    assert response.status_code == success
    return response


def check_needs_login(client: Client, url: str, *, method: str = "get", data: dict[str, Any] | None = None) -> None:
    """Nobody is sent to sign in."""
    client.logout()
    response = getattr(client, method)(url, data or {})
    assert response.status_code == 302, f"nobody: {response.status_code}"
    assert response.url.startswith(resolve_url(settings.LOGIN_URL))
