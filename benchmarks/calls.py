"""A call under load: 3,000 applications by 300 reviewers through the same actions as the pages, from draft to contract.

Runs in a folder of its own (SQLite), in one process, one action after the other, each with its checks, its record and its
leaf of the log; only the days that a public notice hangs out are passed over. There is no peer: figures are seconds, and
actions a second. `XINZHI_BENCH_CALLS=300,40` makes it smaller.
"""

import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

APPLICATIONS, REVIEWERS = (int(n) for n in os.environ.get("XINZHI_BENCH_CALLS", "3000,300").split(","))
NEED, SUBJECTS = 3, 60


def rows() -> list[dict[str, Any]]:
    """The figures, measured in a process with its own data."""
    with tempfile.TemporaryDirectory() as folder:
        place = {**os.environ, "XINZHI_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "xinzhi.site.settings"}
        # Its progress goes to stderr as it comes: the run takes a while.
        done = subprocess.run([sys.executable, __file__], env=place, check=True, stdout=subprocess.PIPE, text=True)
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    @contextmanager
    def step(self, figure: str, count: int, note: str = "") -> Iterator[None]:
        """Time what is done inside; `count` is how many actions it takes."""
        begin = time.perf_counter()
        yield
        seconds = time.perf_counter() - begin
        rate = f"{count / seconds:,.0f} a second" if count else ""
        words = "; ".join(w for w in (rate, note) if w)
        self.rows.append({"figure": f"{figure}, s", "value": round(seconds, 2), "peer": None, "note": words})
        print(figure, round(seconds, 1), words, file=sys.stderr, flush=True)


def main() -> None:
    """Run the call and print the rows as one line of JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    clock = Clock()
    begin = time.perf_counter()
    _run(clock)
    total = round(time.perf_counter() - begin, 1)
    words = f"{APPLICATIONS:,} applications, {REVIEWERS} reviewers, {NEED} reviews each"
    clock.rows.append({"figure": "the whole call, s", "value": total, "peer": None, "note": words})
    print(json.dumps(clock.rows))


def _run(clock: Clock) -> None:
    from xinzhi.calls import actions as a
    from xinzhi.calls.models import Application, Contract, Invitation, Notice, Review

    manager, officer, call, firms = _scene()
    word = random.Random(7)
    filed: list[Any] = []
    with clock.step(f"{APPLICATIONS:,} applications written and handed in", 0):
        written = 0
        for n in range(APPLICATIONS):
            written += _apply(call, firms[n], word, n, filed)
    clock.rows[-1]["note"] = f"{written / clock.rows[-1]['value']:,.0f} actions a second; {written:,} actions"
    with clock.step("every text compared with every other, checks stored", APPLICATIONS):
        a.check_call(actor=manager, call=call)
    with clock.step("checks decided", APPLICATIONS):
        for application in Application.objects.filter(call=call).select_related("call", "organisation"):
            a.decide_check(actor=manager, application=application, step="pass", why="load test")
    with clock.step("assignment proposed", 1):
        run = a.propose_assignment(actor=manager, call=call)
    clock.rows[-1]["note"] = f"certificate: {json.dumps(run.certificate)}"
    with clock.step("assignment confirmed", 1):
        a.confirm_assignment(actor=manager, run=run)
    invitations = Invitation.objects.filter(run=run).select_related("application__call", "reviewer__user")
    with clock.step(f"{invitations.count():,} reviews saved and handed in", 2 * invitations.count()):
        for invitation in invitations.iterator(chunk_size=500):
            _review(invitation, word)
    assert Review.objects.filter(submitted_at__isnull=False).count() == APPLICATIONS * NEED
    with clock.step("ranking with 400 draws, choice, list of decisions", 1):
        decisions = a.propose_decisions(actor=manager, call=call)
    with clock.step("decisions approved, letters written", APPLICATIONS):
        a.approve_decisions(actor=officer, decisions=decisions)
    funded = Application.objects.filter(call=call, state="funded")
    count = funded.count()
    with clock.step(f"public notice of {count} selected, closed, awarded", 2):
        notice = a.publish_notice(actor=manager, decisions=decisions)
        # The one thing not done by an action: nobody can wait for its days.
        Notice.objects.filter(pk=notice.pk).update(ends=notice.begins - dt.timedelta(days=1))
        notice.refresh_from_db()
        a.close_notice(actor=manager, notice=notice)
    with clock.step(f"{count} contracts drawn up, offered, signed by both, entered in the register", 4 * count):
        for application in funded.select_related("call", "organisation", "decision"):
            contract = a.draft_contract(actor=manager, application=application)
            a.offer_contract(actor=manager, contract=contract)
            a.sign_contract(actor=None, contract=contract)
            a.countersign_contract(actor=manager, contract=contract)
    assert Contract.objects.filter(state="in_force").count() == count


def _scene() -> tuple[Any, Any, Any, list[Any]]:
    """The department with its people, the open call, the applying firms, the experts in the pool."""
    from django.urls import reverse
    from django.utils import timezone

    from xinzhi.calls import actions as a
    from xinzhi.calls.engine.programme_files import find_programme
    from xinzhi.core.models import User
    from xinzhi.core.roles import Role
    from xinzhi.registry.models import Membership, Organisation, OrganisationKind

    def person(name: str, role: str, organisation: Any) -> Any:
        user = User.objects.create(username=name, display_name=name, simulated=True)
        Membership.objects.create(user=user, organisation=organisation, role=role)
        return user

    science = Organisation.objects.create(key="science", name="省科技厅", kind=OrganisationKind.DEPARTMENT)
    manager = person("manager", Role.PROGRAMME_MANAGER, science)
    officer = person("officer", Role.DUTY_OFFICER, science)
    firms = [
        Organisation.objects.create(
            key=f"firm-{n}", name=f"申报单位{n:04d}", kind=OrganisationKind.ENTERPRISE, place="济南"
        )
        for n in range(APPLICATIONS)
    ]
    load = -(-APPLICATIONS * NEED * 12 // (10 * REVIEWERS))
    document = find_programme("frontier-projects")[1]
    document["review"] |= {"need": NEED, "load_most": load}
    reverse("calls:mine")  # all pages are loaded now, not inside the first step
    now = timezone.now()
    call = a.make_call(
        actor=manager,
        department=science,
        document=document,
        year=now.year,
        opens_at=now - dt.timedelta(days=1),
        closes_at=now + dt.timedelta(days=30),
        quota=20,
        simulated=True,
    )
    a.publish_call(actor=manager, call=call)
    word = random.Random(3)
    for n in range(REVIEWERS):
        place = Organisation.objects.create(key=f"uni-{n}", name=f"评审大学{n:04d}", kind=OrganisationKind.UNIVERSITY)
        works = [
            {"title": _text(word, n % SUBJECTS, 20), "abstract": _text(word, n % SUBJECTS, 200), "year": 2025}
            for _ in range(4)
        ]
        expert = person(f"expert{n}", Role.EXPERT, place)
        a.add_reviewer(
            actor=manager,
            user=expert,
            name=f"评审人{n}",
            affiliation=place.name,
            works=works,
            expertise=[],
            simulated=True,
        )
    return manager, officer, call, firms


def _text(word: random.Random, subject: int, length: int) -> str:
    """Characters of a subject's own vocabulary, a third of them from everyone's."""
    own = 0x4E00 + subject * 200
    return "".join(
        chr(own + word.randrange(200) if word.random() < 0.67 else 0x8000 + word.randrange(900)) for _ in range(length)
    )


def _apply(call: Any, firm: Any, word: random.Random, n: int, filed: list[Any]) -> int:
    """One application written and handed in; the number of actions it took."""
    from django.core.files.base import ContentFile

    from xinzhi.calls import actions as a
    from xinzhi.calls.engine.answers import asked_fields

    application = a.start_application(actor=None, call=call, organisation=firm, title=_text(word, n % SUBJECTS, 16))
    schema = application.form.schema
    answers: dict[str, dict[str, Any]] = {}
    for _round in range(2):
        for section, name, field in asked_fields(schema, answers):
            if field["x-type"] != "files" and name not in answers.get(section, {}):
                answers.setdefault(section, {})[name] = _answer(word, n, field)
    if "credit_code" in answers.get("unit", {}):
        answers["unit"]["credit_code"] = "91350100M000100Y43"
    for section, said in answers.items():
        a.save_section(
            actor=None, application=application, section=section, answers=said, seen=application.saved.get(section, 0)
        )
    a.add_member(actor=None, application=application, name=f"负责人{n}", affiliation=firm.name, role="leader")
    actions = 3 + len(answers)
    for section, name, _field in [f for f in asked_fields(schema, answers) if f[2]["x-type"] == "files"]:
        content = ContentFile(f"{application.pk} {section} {name}".encode())
        a.attach_file(actor=None, application=application, slot=f"{section}.{name}", file=content, name=f"{name}.txt")
        actions += 1
    a.submit_application(actor=None, application=application)
    filed.append(application.pk)
    return actions


def _answer(word: random.Random, n: int, field: dict[str, Any]) -> Any:
    kinds: dict[str, Callable[[], Any]] = {
        "yesno": lambda: True,
        "choice": lambda: field["enum"][0],
        "choices": lambda: [field["items"]["enum"][0]],
        "date": lambda: "2026-05-01",
        "rows": lambda: [{k: _answer(word, n, c) for k, c in field["items"]["properties"].items()}],
        "budget": lambda: {i["key"]: {"grant": 10_000_000, "own": 20_000_000} for i in field["x-items"][:2]},
        "text": lambda: _text(word, n % SUBJECTS, min(30, field["maxLength"])),
        "long": lambda: _text(word, n % SUBJECTS, min(600, field["maxLength"])),
    }
    make = kinds.get(field["x-type"])
    return make() if make else max(field["minimum"], 1)


def _review(invitation: Any, word: random.Random) -> None:
    from xinzhi.calls import actions as a

    actor = invitation.reviewer.user
    quality = 5 + invitation.application_id % 9 / 2
    sheet = invitation.application.call.rules.sheet
    scores = {c.key: max(0, min(10, round(2 * (quality + word.gauss(0, 1))) / 2)) for c in sheet.criteria}
    a.save_review(actor=actor, invitation=invitation, scores=scores, comments={}, opinion="load test")
    a.submit_review(actor=actor, invitation=invitation)


if __name__ == "__main__":
    main()
