"""The pages of tokens and webhooks, and the API's description."""

import datetime as dt
import json
import re

import jsonschema
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR
from typer.testing import CliRunner

from factories import UserFactory, person
from permissions import check_needs_login, check_view
from xinzhi.core.actions import create_token, ping_webhook, save_webhook
from xinzhi.core.models import ApiToken, Delivery, Webhook
from xinzhi.core.roles import Role
from xinzhi.core.webhooks.delivering import deliver_due
from xinzhi.registry.registers import REGISTERS
from xinzhi.site.api import openapi
from xinzhi.site.cli import app

FORM = {"name": "统计平台", "scopes": ["read", "plan:write"]}


@pytest.fixture
def me(db, client):
    user = person(Role.DUTY_OFFICER)
    client.force_login(user)
    return user


def day(n):
    return (timezone.localdate() + dt.timedelta(days=n)).isoformat()


def test_a_key_is_shown_once_and_works(me, client):
    page = client.post(reverse("core:token_new"), {**FORM, "expires_on": day(30)}, headers={"accept-language": "en"})
    assert page["Cache-Control"] == "no-store"
    secret = re.search(r"<code>(xz_[\w-]+)</code>", page.content.decode())[1]
    assert f'data-copy="{secret}"' in page.content.decode()
    token = ApiToken.objects.get()
    assert (token.owner, token.scopes, token.name) == (me, ["plan:write", "read"], "统计平台")
    assert timezone.localtime(token.expires_at).isoformat()[:16] == f"{day(31)}T00:00"
    listed = client.get(reverse("core:tokens")).content.decode()
    assert token.prefix in listed
    assert secret not in listed
    client.logout()
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["username"] == me.username


@pytest.mark.parametrize(
    "changes",
    [{"expires_on": day(400)}, {"expires_on": day(-2)}, {"scopes": []}, {"name": ""}, {"organisation_id": "9999"}],
)
def test_a_form_that_is_wrong_says_so(me, client, changes):
    page = client.post(reverse("core:token_new"), {**FORM, "expires_on": day(30), **changes})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == list(changes)
    assert not ApiToken.objects.exists()


def test_a_token_may_be_bound_to_an_organisation_of_mine(me, client):
    organisation = me.memberships.get().organisation
    data = {**FORM, "expires_on": day(30), "organisation_id": organisation.pk}
    client.post(reverse("core:token_new"), data)
    assert ApiToken.objects.get().organisation_id == organisation.pk


def test_revoking_asks_first_and_is_the_owners(me, client):
    until = timezone.now() + dt.timedelta(days=1)
    token, _secret = create_token(actor=me, name="x", scopes=["read"], expires_at=until)
    url = reverse("core:token_revoke", args=[token.pk])
    assert client.get(url).status_code == 200
    token.refresh_from_db()
    assert token.revoked_at is None
    client.force_login(person(Role.PLAN_OFFICE))
    assert client.post(url).status_code == 404  # may see it in the list of all, not take it away
    client.force_login(me)
    assert client.post(url).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_overseers_see_all_tokens_without_keys(db, client):
    until = timezone.now() + dt.timedelta(days=1)
    token, secret = create_token(actor=UserFactory(), name="别人的", scopes=["read"], expires_at=until)
    url = reverse("core:all_tokens")
    for role in (Role.PLAN_OFFICE, Role.AUDITOR):
        page = check_view(client, url, role=role).content.decode()
        assert token.prefix in page
        assert secret not in page
        assert token.secret_hash not in page
        export = b"".join(client.get(f"{url}?format=csv").streaming_content).decode()
        assert token.secret_hash not in export
    assert client.get(f"{url}?live=false").context["table"].paginator.count == 0


def test_a_webhook_from_its_form_to_its_messages(me, client, settings):
    settings.WEBHOOKS_TO_PRIVATE = True
    data = {"name": "台账", "url": "http://127.0.0.1:9/", "events": "registry.* plan.accept_report"}
    page = client.post(reverse("core:webhook_new"), data)
    assert re.search(r"<code>whsec_[\w+/=]+</code>", page.content.decode())
    hook = Webhook.objects.get()
    assert (hook.owner, hook.events) == (me, ["registry.*", "plan.accept_report"])
    client.post(reverse("core:webhook_ping", args=[hook.pk]))
    deliver_due()
    page = client.get(reverse("core:webhook", args=[hook.pk])).content.decode()
    assert "ConnectionRefusedError" in page
    assert "whsec_" not in page
    Delivery.objects.update(state="dead")
    client.post(reverse("core:delivery_again", args=[Delivery.objects.get().pk]))
    assert Delivery.objects.get().state == "waiting"
    assert client.get(reverse("core:webhook_edit", args=[hook.pk])).context["form"].initial["events"] == data["events"]
    client.post(reverse("core:webhook_edit", args=[hook.pk]), {**data, "name": "新名"})
    client.post(reverse("core:webhook_switch", args=[hook.pk]))
    hook.refresh_from_db()
    assert (hook.name, hook.active) == ("新名", False)
    assert client.get(reverse("core:webhook_delete", args=[hook.pk])).status_code == 200
    client.post(reverse("core:webhook_delete", args=[hook.pk]))
    assert not Webhook.objects.exists()
    wrong = client.post(reverse("core:webhook_new"), {**data, "url": "javascript:x"})
    assert list(wrong.context["form"].errors) == ["url"]


def test_webhook_pages_are_their_owners(me, client):
    hook = save_webhook(actor=me, name="x", url="https://example.org/", events=["*"])
    delivery = ping_webhook(actor=me, webhook=hook)
    gets = [reverse("core:webhooks"), reverse("core:webhook_new"), reverse("core:tokens"), reverse("core:token_new")]
    gets += [reverse(f"core:webhook{n}", args=[hook.pk]) for n in ("", "_edit", "_delete")]
    posts = [reverse(f"core:webhook_{n}", args=[hook.pk]) for n in ("ping", "switch", "delete", "edit")]
    posts.append(reverse("core:delivery_again", args=[delivery.pk]))
    for url in gets:
        check_needs_login(client, url)
    client.force_login(person(Role.PLAN_OFFICE))
    for url in gets[4:]:
        assert client.get(url).status_code == 404
    for url in posts:
        assert client.post(url).status_code == 404
    assert Webhook.objects.get().active


# --- the description ----------------------------------------------------------------------------------------------


def test_the_document_is_openapi_3_1(db, client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert OPENAPI_31_VALIDATOR.is_valid(document)
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    operations = [o for methods in document["paths"].values() for o in methods.values()]
    names = [o["operationId"] for o in operations]
    assert len(names) == len(set(names))
    assert all(o["summary"] and o["tags"] for o in operations)


def test_every_attribute_has_a_type_and_words(db, client):
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    for register in REGISTERS:
        properties = schemas[register.model.__name__]["properties"]
        assert not set(register.private) & set(properties), "personal data"
        for name in ("key", *(n for n in register.attributes if n not in register.private)):
            said = properties[name]
            assert said["description"], (register.key, name)
            assert {"type", "anyOf"} & said.keys(), (register.key, name)


def test_the_document_speaks_both_languages(db, client):
    english = client.get("/api/v1/openapi.json", headers={"accept-language": "en"}).json()
    assert english["components"]["schemas"]["Organisation"]["properties"]["kind"]["description"] == "kind"
    chinese = client.get("/api/v1/openapi.json", headers={"accept-language": "zh-hans"}).json()
    assert chinese["components"]["schemas"]["Organisation"]["properties"]["kind"]["description"] != "kind"
    assert english.keys() == chinese.keys()


def test_the_command_writes_the_document(tmp_path):
    out = tmp_path / "openapi.json"
    assert CliRunner().invoke(app, ["api", "schema", "--out", str(out)]).exit_code == 0
    assert json.loads(out.read_text())["openapi"] == "3.1.0"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_reference_shows_every_operation(db, client, language):
    page = client.get(reverse("api"), headers={"accept-language": language})
    text = page.content.decode()
    document = client.get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        assert f"<code>{path}</code>" in text
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in text
    assert "<script>" not in text
    with translation.override(language):
        assert str(translation.gettext("Cities")) in text


def test_the_reference_tells_every_shape_once_and_links_lead_somewhere(db, client):
    text = client.get(reverse("api"), headers={"accept-language": "en"}).content.decode()
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r'href="#([^"]+)"', text))
    assert {"shape-ImportFacts", "at-registry-imports", "post_imports_number_check"} <= wanted
    assert wanted <= set(ids)


def test_the_reference_is_searched_without_scripts(db, client):
    page = client.get(reverse("api"), {"q": "IMPORTS skip"}, headers={"accept-language": "en"})
    assert re.findall(r"<details data-find-row.*?<code>([^<]+)</code>", page.content.decode(), re.DOTALL) == [
        "/api/v1/registry/imports/{number}/rows/{line}/skip"
    ]
    none = client.get(reverse("api"), {"q": "<b>nothing"}, headers={"accept-language": "en"}).content.decode()
    assert "No operation with these words" in none
    assert "<b>nothing" not in none


def test_the_document_is_made_once_for_each_language(db, client, monkeypatch):
    client.get("/api/v1/openapi.json", headers={"accept-language": "en"})
    monkeypatch.setattr(openapi, "get_schema", lambda *_args, **_more: pytest.fail("made again"))
    first = client.get("/api/v1/openapi.json", headers={"accept-language": "en"})
    assert first.json() == client.get("/api/v1/openapi.json", headers={"accept-language": "en"}).json()
    assert "/api/v1/registry/imports" in first.json()["paths"]


def test_nothing_of_the_api_is_open_to_other_sites(db, client):
    answer = client.get("/api/v1/plans", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
