"""The web on a simulated province: open-loop load at a steady rate, latency from the moment a request was due.

The real server (granian as `xinzhi serve` starts it) on 35,000 simulated firms with about a million figures; visitors
and officials, home page, firm pages drawn at random, the list of organisations with random filters, words, orders and
pages, the search box, the plan's board, cities and fields. A fact of a firm is proposed, and accepted by a second person,
every ten seconds, so that nothing kept stays kept for long and the search index has to follow. A request that waits for a
busy server waits in the figures too (no coordinated omission). The first quarter of a minute, in which each process still
learns what it then keeps, has a figure of its own. There is no peer: no public system of this kind runs at this size.

python benchmarks/web.py [--rate 50] [--seconds 30] [--data-dir FOLDER]   (a folder is filled once and used again)
"""

import argparse
import asyncio
import contextlib
import math
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

FIRMS, YEARS = 35_000, 5
GOAL_MS = 200
COLD_SECONDS = 15
# Share of the requests in per cent.
MIX = {"home": 15, "firm": 25, "list": 25, "search": 15, "board": 10, "cities": 5, "fields": 5}
SIGNED_IN = 0.3
CITIES = ["jinan", "qingdao", "yantai", "weifang", "linyi", "jining", "zibo"]
FIELDS = ["ai", "life", "robot", "network", "quantum", "lowalt"]
WORDS = ["启", "恒瑞", "智能", "卫星", "机器人", "济南"]
SORTS = ("", "name", "-name", "city", "-as_of")
BOARD = ("targets", "measures", "matrix", "timeline", "departments")


@dataclass(frozen=True, slots=True)
class Answer:
    """One request as it went: the kind of page, milliseconds since it was due, and the status (0: no answer)."""

    kind: str
    ms: float
    status: int


def address(kind: str, dice: random.Random, plan: str) -> str:  # noqa: PLR0911  a table of kinds
    """A random address of a kind of page."""
    match kind:
        case "home":
            return "/"
        case "firm":
            return f"/registry/organisations/sim-firm-{dice.randint(1, FIRMS):06}/"
        case "list":
            return f"/registry/organisations/?{_query(dice)}"
        case "board":
            return f"/plans/{plan}/{dice.choice(BOARD)}/"
        case "cities":
            return dice.choice(["/registry/cities/", *(f"/registry/cities/{c}/" for c in CITIES)])
        case "fields":
            return dice.choice(["/fields/", *(f"/fields/{f}/" for f in FIELDS)])
        case _:
            return f"/search/?q={quote(dice.choice(WORDS))}"


def _query(dice: random.Random) -> str:
    parts = ["kind=enterprise"]
    if dice.random() < 0.6:
        parts.append(f"city={dice.choice(CITIES)}")
    if dice.random() < 0.4:
        parts.append(f"field={dice.choice(FIELDS)}")
    if dice.random() < 0.2:
        parts.append(f"q={quote(dice.choice(WORDS))}")
    if sort := dice.choice(SORTS):
        parts.append(f"sort={sort}")
    parts.append(f"page={dice.randint(1, 40)}")
    return "&".join(parts)


class Visitors:
    """Keep-alive connections to the server; a request takes a free one or opens one."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str, cookie: str) -> int:
        """The status of the answer, read to its end; 0 when none came."""
        try:
            reader, writer = self.free.pop() if self.free else await asyncio.open_connection("127.0.0.1", self.port)
            cookies = f"Cookie: sessionid={cookie}\r\n" if cookie else ""
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookies}\r\n".encode())
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = head.partition("content-length:")[2].split("\r\n", 1)[0].strip()
            await reader.readexactly(int(length))
            self.free.append((reader, writer))
            return int(head.split(" ", 2)[1])
        except (OSError, ValueError, asyncio.IncompleteReadError):
            return 0


async def load(port: int, plan: str, cookie: str, rate: float, seconds: float, seed: int = 7) -> list[Answer]:
    """Requests at a steady rate, each begun when it is due whatever became of those before."""
    dice = random.Random(seed)
    visitors = Visitors(port)
    answers: list[Answer] = []
    kinds, weights = list(MIX), list(MIX.values())
    start = time.perf_counter() + 0.1

    async def one(due: float, kind: str, path: str, who: str) -> None:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        status = await visitors.get(path, who)
        answers.append(Answer(kind, (time.perf_counter() - due) * 1000, status))

    tasks = []
    for i in range(int(rate * seconds)):
        kind = dice.choices(kinds, weights)[0]
        who = cookie if dice.random() < SIGNED_IN else ""
        tasks.append(asyncio.create_task(one(start + i / rate, kind, address(kind, dice, plan), who)))
    await asyncio.gather(*tasks)
    return answers


def percentile(values: list[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all below it (Linux)."""
    parents, times = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
            times[int(stat.parent.name)] = int(fields[11]) + int(fields[12])
    tree = {root}
    while more := {pid for pid, parent in parents.items() if parent in tree and pid not in tree}:
        tree |= more
    return sum(times.get(pid, 0) for pid in tree) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port and process of a server on the folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "xinzhi.site.cli", "serve", "--data-dir", str(folder), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.1)
            yield port, process
        finally:
            process.terminate()
            process.wait(timeout=20)


def fill(folder: Path) -> None:
    """The demonstration and the province, where they are missing."""
    verbs = (["demo", "--no-serve"], ["simulate", "--firms", str(FIRMS), "--years", str(YEARS)], ["search", "reindex"])
    for verb in verbs:
        command = [sys.executable, "-m", "xinzhi.site.cli", *verb]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "XINZHI_DATA_DIR": str(folder)})


def prepare(folder: Path) -> tuple[str, str]:
    """The plan's key and the session of a signed-in official, after Django is set up on the folder."""
    os.environ["XINZHI_DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinzhi.site.settings")
    import django

    django.setup()
    from django.test import Client

    from xinzhi.core.models import User
    from xinzhi.plan.models import Plan

    client = Client()
    client.force_login(User.objects.get(username="office"))
    return Plan.objects.order_by("pk").values_list("key", flat=True)[0], client.cookies["sessionid"].value


async def record_now_and_then(every: float) -> None:
    """A fact stated and accepted every so often, in a thread: what the server keeps is then no longer valid."""
    dice = random.Random(11)
    while True:
        await asyncio.sleep(every)
        await asyncio.to_thread(state_a_fact, dice.randint(1, FIRMS))


def state_a_fact(number: int) -> None:
    """A simulated firm's note, changed by one official and accepted by another."""
    from django.utils import timezone

    from xinzhi.core.models import User
    from xinzhi.registry.actions import accept, record_statement
    from xinzhi.registry.models import Organisation
    from xinzhi.registry.provenance import Provenance
    from xinzhi.registry.registers import BY_KEY

    firm = Organisation.objects.get(key=f"sim-firm-{number:06}")
    source = Provenance(source="benchmarks/web.py", as_of=timezone.localdate(), simulated=True)
    told = record_statement(
        actor=User.objects.get(username="office"),
        register=BY_KEY["organisations"],
        entry=firm,
        values={"note": f"模拟备注 {time.time_ns()}"},
        provenance=source,
    )
    accept(actor=User.objects.get(username="office2"), claim=told)


async def _measure(port: int, plan: str, cookie: str, rate: float, seconds: float) -> list[Answer]:
    recording = asyncio.create_task(record_now_and_then(10))
    try:
        return await load(port, plan, cookie, rate, seconds)
    finally:
        recording.cancel()


def measure(folder: Path, rate: float, seconds: float) -> list[dict[str, Any]]:
    """The figures of one run."""
    plan, cookie = prepare(folder)
    with served(folder) as (port, process):
        cold = asyncio.run(load(port, plan, cookie, rate, COLD_SECONDS, seed=8))
        before = cpu_seconds(process.pid)
        answers = asyncio.run(_measure(port, plan, cookie, rate, seconds))
        cpu = (cpu_seconds(process.pid) - before) / len(answers) * 1000
    by_kind: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        by_kind[answer.kind].append(answer.ms)
    every = [a.ms for a in answers]
    wrong = [a for a in cold + answers if a.status != 200]
    for answer in wrong:
        print(f"{answer.kind} answered {answer.status} after {answer.ms:.0f} ms", file=sys.stderr)
    note = f"{len(every)} requests at {rate:g}/s, {FIRMS:,} firms; goal p95 ≤ {GOAL_MS}; no peer"
    found = [_row(f"all pages, p{p}, ms", percentile(every, p / 100), note) for p in (50, 95, 99)]
    note = f"the first {COLD_SECONDS} s after a start, at the same rate"
    found.append(_row("just started, p95, ms", percentile([a.ms for a in cold], 0.95), note))
    found.append(_row("errors", len(wrong), "answers other than 200, and none at all"))
    found.append(_row("server CPU a request, ms", cpu, f"{os.cpu_count()} cores, user and system, jobs' worker too"))
    for kind in MIX:
        values = by_kind[kind]
        note = f"p50 {percentile(values, 0.5):.0f}, p99 {percentile(values, 0.99):.0f}, {len(values)} requests"
        found.append(_row(f"{kind}, p95, ms", percentile(values, 0.95), note))
    return found


def rows(rate: float = 50, seconds: float = 30, folder: Path | None = None) -> list[dict[str, Any]]:
    """Figures of a run; without a folder, one is filled for it and thrown away."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "xinzhi.sqlite3").exists():
            fill(folder)
        return measure(folder.resolve(), rate, seconds)
    with tempfile.TemporaryDirectory() as made:
        fill(Path(made))
        return measure(Path(made), rate, seconds)


def _row(figure: str, value: float, note: str) -> dict[str, Any]:
    return {"figure": figure, "value": round(value, 1), "peer": None, "note": note}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--data-dir", type=Path)
    given = parser.parse_args()
    for row in rows(given.rate, given.seconds, given.data_dir):
        print(f"{row['figure']:34}{row['value']:>10}  {row['note']}")
