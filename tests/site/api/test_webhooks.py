"""Webhooks: who is told what, signed messages to a real server, and tries until one arrives or none will."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import DutyFactory, OrganisationFactory, UserFactory, person
from permissions import check_action
from xinzhi.core.actions import (
    delete_webhook,
    ping_webhook,
    redeliver,
    save_webhook,
    switch_webhook,
)
from xinzhi.core.keys import signing_secret
from xinzhi.core.models import ActionRecord, Delivery, DeliveryState, Notification, Webhook
from xinzhi.core.roles import Role
from xinzhi.core.webhooks import outbound
from xinzhi.core.webhooks.delivering import TRIES, WAITS, deliver_due
from xinzhi.plan.actions import start_report
from xinzhi.registry.actions import grant_role, record_statement
from xinzhi.registry.models import Organisation
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import BY_KEY


class Receiver:
    """An HTTP server on this machine that keeps what it is sent and answers what it is told to."""

    def __init__(self):
        self.answers, self.got = [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0" if status == 204 else "4")
                self.end_headers()
                if status != 204:
                    self.wfile.write(b"busy")

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOKS_TO_PRIVATE = True
    server = Receiver()
    yield server
    server.close()


@pytest.fixture
def hook(db, receiver):
    """A webhook of an auditor, who may see everything that is told."""
    return save_webhook(actor=person(Role.AUDITOR), name="台账", url=receiver.url, events=["*"])


def enter(name="新企业"):
    """A new entry, as the plan office proposes it."""
    said = record_statement(
        actor=person(Role.PLAN_OFFICE),
        register=BY_KEY["organisations"],
        values={"name": name, "kind": "enterprise"},
        provenance=Provenance("公告", dt.date(2026, 1, 2)),
    )
    return Organisation.objects.get(pk=said.entry_id)


# --- messages -----------------------------------------------------------------------------------------------------


def test_a_message_arrives_signed_and_says_only_where_to_look(hook, receiver, settings):
    thing = enter()
    assert deliver_due() == 1
    path, headers, body = receiver.got[0]
    assert path == "/hook?x=1"
    record = ActionRecord.objects.get(verb="registry.record_statement")
    assert json.loads(body) == {
        "id": f"evt_{record.pk}",
        "verb": "registry.record_statement",
        "at": record.at.isoformat(),
        "subject": {"kind": "organisation", "key": thing.key, "label": "新企业"},
        "url": f"{settings.BASE_URL}/registry/organisations/{thing.key}/",
        "simulated": False,
    }
    # As a receiver verifies it, by the published rule and without our code.
    key = base64.b64decode(signing_secret(hook.secret_salt).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.response_status, delivery.attempts) == ("delivered", 204, 1)
    assert deliver_due() == 0


def test_the_receivers_code_in_the_docs_verifies_our_messages(hook, receiver):
    text = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    code = {}
    exec(text.partition("```python\n")[2].partition("```")[0], code)  # noqa: S102  our own document
    enter()
    deliver_due()
    _path, headers, body = receiver.got[0]
    secret = signing_secret(hook.secret_salt)
    assert code["verify"](secret, headers, body)
    assert not code["verify"](secret, headers, body + b" ")
    assert not code["verify"](signing_secret("another"), headers, body)
    old = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 400)}
    assert not code["verify"](secret, old, body)


def test_the_secret_is_nowhere_in_the_database(hook):
    secret = signing_secret(hook.secret_salt)
    assert not any(secret in str(getattr(hook, f.attname)) for f in Webhook._meta.concrete_fields)
    record = ActionRecord.objects.get(verb="core.save_webhook")
    assert hook.secret_salt not in str(record.changes)


def test_a_message_is_tried_again_until_it_arrives(hook, receiver):
    receiver.answers = [500, 404, 200]
    enter()
    now = timezone.now()
    deliver_due(now)
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.response_status, waiting.response) == ("waiting", 500, "busy")
    assert waiting.next_attempt_at == now + dt.timedelta(minutes=1)
    assert deliver_due(now + dt.timedelta(seconds=59)) == 0
    second = now + dt.timedelta(minutes=1)
    assert deliver_due(second) == 1
    assert Delivery.objects.get().next_attempt_at == second + dt.timedelta(minutes=5)
    assert deliver_due(second + dt.timedelta(minutes=5)) == 1
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert len({h["webhook-id"] for _p, h, _b in receiver.got}) == 1
    assert len({h["webhook-signature"] for _p, h, _b in receiver.got}) == 3


def test_a_message_nobody_takes_is_given_up_within_a_day(hook, receiver):
    receiver.answers = [503] * TRIES
    enter()
    begin = moment = timezone.now()
    for wait in (*WAITS, None):
        assert deliver_due(moment) == 1
        if wait:
            moment += wait
    assert (TRIES, moment - begin) == (8, dt.timedelta(hours=23, minutes=36))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == ("dead", 8, None)
    assert deliver_due(moment + dt.timedelta(days=9)) == 0
    notice = Notification.objects.get(kind="core.webhook_failed")
    assert (notice.recipient, notice.url) == (hook.owner, f"/me/webhooks/{hook.pk}/")
    assert Webhook.objects.get().failures == 1


def test_a_webhook_that_takes_nothing_is_switched_off(hook, receiver):
    for n in range(5):
        enter(f"企业{n}")
    Delivery.objects.update(attempts=TRIES - 1)
    receiver.answers = [500] * 5
    assert deliver_due() == 5
    assert not Webhook.objects.get().active
    enter("别的企业")
    assert Delivery.objects.count() == 5


def test_success_forgives(hook, receiver):
    Webhook.objects.update(failures=4)
    enter()
    deliver_due()
    assert Webhook.objects.get().failures == 0


def test_a_dead_message_is_sent_again_by_hand(hook, receiver):
    enter()
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=8, next_attempt_at=None)
    redeliver(actor=hook.owner, delivery=Delivery.objects.get())
    assert deliver_due(timezone.now()) == 1
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_an_action_undone_tells_nothing(hook):
    with pytest.raises(ValidationError):
        enter(" ")
    assert not Delivery.objects.exists()


def test_two_workers_do_not_send_the_same(hook, receiver):
    enter()
    now = timezone.now()
    Delivery.objects.update(next_attempt_at=now)
    claimed = Delivery.objects.filter(next_attempt_at__lte=now).update(next_attempt_at=now + dt.timedelta(minutes=5))
    assert claimed == 1
    assert deliver_due(now) == 0
    assert deliver_due(now + dt.timedelta(minutes=5)) == 1  # the first worker died


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_once_the_action_is_committed(receiver, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    save_webhook(actor=person(Role.AUDITOR), name="台账", url=receiver.url, events=["registry.*"])
    enter()
    assert [json.loads(b)["verb"] for _p, _h, b in receiver.got] == ["registry.record_statement"]


# --- who is told what ---------------------------------------------------------------------------------------------


def test_a_webhook_is_told_what_it_asked_for(receiver, db):
    owner = person(Role.AUDITOR)
    for events in (["plan.*"], ["registry.record_statement"], ["registry.grant_role"]):
        save_webhook(actor=owner, name=events[0], url=receiver.url, events=events)
    enter()
    assert [d.webhook.name for d in Delivery.objects.all()] == ["registry.record_statement"]


def test_a_webhook_is_told_what_its_owner_may_see(receiver, plan):
    duty = plan.measures.get().duties.get()
    officer, outsider, auditor = person(Role.DUTY_OFFICER, duty.organisation), UserFactory(), person(Role.AUDITOR)
    for owner in (officer, outsider, auditor):
        save_webhook(actor=owner, name=str(owner), url=receiver.url, events=["*"])
    start_report(actor=officer, duty=duty, period=plan.periods.get())
    told = {d.webhook.owner for d in Delivery.objects.all()}
    assert told == {officer}, "a draft is the department's own paper"


def test_nobody_is_told_of_persons(receiver, db):
    save_webhook(actor=person(Role.PLAN_OFFICE), name="x", url=receiver.url, events=["*"])
    grant_role(
        actor=person(Role.PLAN_OFFICE),
        user=UserFactory(),
        organisation=OrganisationFactory(),
        role=Role.ANALYST,
        begins=None,
    )
    assert ActionRecord.objects.filter(verb="registry.grant_role").exists()
    assert not Delivery.objects.exists()


def test_the_register_of_persons_is_told_to_nobody(receiver, db):
    save_webhook(actor=person(Role.PLAN_OFFICE), name="x", url=receiver.url, events=["*"])
    values, provenance = {"name": "某人"}, Provenance("公告", dt.date(2026, 1, 2))
    record_statement(actor=person(Role.PLAN_OFFICE), register=BY_KEY["people"], values=values, provenance=provenance)
    assert ActionRecord.objects.filter(verb="registry.record_statement").exists()
    assert not Delivery.objects.exists()


def test_what_may_no_longer_be_seen_is_withheld(receiver, plan):
    duty = plan.measures.get().duties.get()
    officer = person(Role.DUTY_OFFICER, duty.organisation)
    save_webhook(actor=officer, name="x", url=receiver.url, events=["*"])
    start_report(actor=officer, duty=duty, period=plan.periods.get())
    officer.memberships.all().delete()
    deliver_due()
    assert Delivery.objects.get().state == DeliveryState.WITHHELD
    assert not receiver.got


def test_a_webhook_bound_to_an_organisation_hears_of_that_one(receiver, plan):
    first = plan.measures.get().duties.get()
    second = DutyFactory(measure=first.measure, organisation=OrganisationFactory())
    officer = UserFactory(roles=[(Role.DUTY_OFFICER, first.organisation), (Role.DUTY_OFFICER, second.organisation)])
    bound = second.organisation_id
    save_webhook(actor=officer, name="x", url=receiver.url, events=["*"], organisation_id=bound)
    for duty in (first, second):
        start_report(actor=officer, duty=duty, period=plan.periods.get())
    assert [d.payload["subject"]["label"] for d in Delivery.objects.all()] == [f"{second} — {plan.periods.get()}"]


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://user:pass@example.org/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:192.168.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://example.org:port/",
        "https://exa mple.org/",
        "https://[",
        "",
        "https://example.org/" + "a" * 500,
    ],
)
def test_an_address_that_is_not_kept(db, url):
    with pytest.raises(ValidationError) as error:
        save_webhook(actor=UserFactory(), name="x", url=url, events=["*"])
    assert list(error.value.message_dict) == ["url"]


def test_a_name_that_points_inside_is_not_posted_to(db, monkeypatch):
    answers = [("93.184.216.34", 443), ("10.0.0.5", 443)]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", a) for a in answers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    answer = outbound.post("https://inside.example.org/", b"{}", {})
    assert answer.status is None
    assert "10.0.0.5" in answer.text


def test_the_address_looked_at_is_the_one_called(receiver, monkeypatch, settings):
    """The name is resolved once: a second answer, as in DNS rebinding, is never asked for."""
    asked, called = [], []
    port = receiver.server.server_port

    def resolve(host, *_args, **_kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(outbound.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outbound.socket, "create_connection", lambda a, *_r: called.append(a) or _direct(a))
    assert outbound.post(f"http://hook.example.org:{port}/", b"{}", {}).status == 204
    assert (asked, called) == (["hook.example.org"], [("127.0.0.1", port)])
    assert receiver.got[0][1]["host"] == f"hook.example.org:{port}"


def _direct(address):
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.connect(address)
    return made


def test_redirects_are_not_followed(hook, receiver):
    receiver.answers = [302]
    enter()
    deliver_due()
    assert len(receiver.got) == 1
    assert Delivery.objects.get().response_status == 302
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_a_host_that_is_not_there_is_an_answer_too(db, settings):
    settings.WEBHOOKS_TO_PRIVATE = True
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    answer = outbound.post(f"http://127.0.0.1:{port}/", b"{}", {})
    assert (answer.status, answer.ok) == (None, False)
    assert "ConnectionRefusedError" in answer.text


# --- actions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("events", [[], ["*", "x"], ["registry.record organisation"], ["Registry.*"], ["*.accept"]])
def test_events_that_are_none(db, events):
    with pytest.raises(ValidationError) as error:
        save_webhook(actor=UserFactory(), name="x", url="https://example.org/", events=events)
    assert list(error.value.message_dict) == ["events"]


def test_a_webhook_is_its_owners(hook, receiver):
    owner = hook.owner
    again = {"name": "新名", "url": receiver.url, "events": ["plan.*"]}
    changed = check_action(lambda a: save_webhook(actor=a, webhook=hook, **again), role=Role.AUDITOR, actor=owner)
    assert (changed.name, changed.secret_salt) == ("新名", hook.secret_salt)
    delivery = check_action(lambda a: ping_webhook(actor=a, webhook=hook), role=Role.AUDITOR, actor=owner)
    deliver_due()
    assert json.loads(receiver.got[0][2])["verb"] == "core.ping"
    delivery.refresh_from_db()
    check_action(lambda a: redeliver(actor=a, delivery=delivery), role=Role.AUDITOR, actor=owner)
    off = check_action(lambda a: switch_webhook(actor=a, webhook=hook, active=False), role=Role.AUDITOR, actor=owner)
    assert not off.active
    with pytest.raises(ValidationError):
        ping_webhook(actor=owner, webhook=off)
    check_action(lambda a: delete_webhook(actor=a, webhook=hook), role=Role.AUDITOR, actor=owner)
    assert not Webhook.objects.exists()


def test_programs_manage_their_owners_webhooks(program, receiver):
    mine, other = program(UserFactory()), program(UserFactory())
    given = {"name": "x", "url": receiver.url, "events": ["registry.*"]}
    made = mine.post("/webhooks", given).json()
    assert made["secret"] == signing_secret(Webhook.objects.get().secret_salt)
    listed = mine.get("/webhooks").json()["items"]
    assert [h["name"] for h in listed] == ["x"]
    assert "secret" not in listed[0]
    path = f"/webhooks/{made['id']}"
    for method, address in (("post", f"{path}/ping"), ("get", f"{path}/deliveries"), ("delete", path)):
        assert other.ask(method, address).status_code == 404
    assert mine.post(f"{path}/ping").status_code == 202
    deliver_due()
    sent = mine.get(f"{path}/deliveries").json()["items"][0]
    assert (sent["state"], sent["response_status"]) == ("delivered", 204)
    assert other.post(f"/deliveries/{sent['id']}/again").status_code == 404
    assert mine.post(f"/deliveries/{sent['id']}/again").status_code == 202
    assert mine.ask("delete", path).status_code == 204


def test_a_bound_token_makes_bound_webhooks(program, receiver):
    organisation = OrganisationFactory()
    officer = person(Role.DUTY_OFFICER, organisation)
    bound = program(officer, organisation_id=organisation.pk)
    bound.post("/webhooks", {"name": "x", "url": receiver.url, "events": ["*"]})
    assert Webhook.objects.get().organisation_id == organisation.pk
