"""A process that writes to the log until it is killed, run by test_crash.py. It acknowledges only what is committed.

crash_worker.py write TAG COUNT    enters COUNT facts, integrating after each third; prints what is acknowledged
crash_worker.py full TAG           the same on a disk that fills up, then gets room again
crash_worker.py list               prints every entry and every checkpoint as JSON
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinzhi.site.settings")
django.setup()

from django.db import OperationalError, connection  # noqa: E402

from xinzhi.core.models import Job  # noqa: E402
from xinzhi.ledger.actions import enter, integrate  # noqa: E402
from xinzhi.ledger.models import Checkpoint, Entry, Tile  # noqa: E402


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def write(tag: str, count: int) -> None:
    for n in range(count):
        entry = enter(actor=None, subject=Job(pk=f"{tag}-{n}"), content={"n": n})
        say("entered", f"{tag}-{n}")
        if n % 3 == 2:
            integrate()
            entry.refresh_from_db()
            say("integrated", f"{tag}-{n}", entry.position)


def full(tag: str) -> None:
    write(f"{tag}before", 9)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 12}")
    try:
        write(f"{tag}until", 10_000)
    except OperationalError as error:
        say("refused", error)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    write(f"{tag}after", 9)


def listing() -> None:
    fields = ("position", "subject_id", "statement", "pk")
    say(
        json.dumps(
            {
                "entries": list(Entry.objects.order_by("pk").values_list(*fields)),
                "checkpoints": list(Checkpoint.objects.order_by("size").values_list("note", flat=True)),
                "tiles": [[t.level, t.index, bytes(t.data).hex()] for t in Tile.objects.all()],
            }
        )
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", tag, count]:
            write(tag, int(count))
        case ["full", tag]:
            full(tag)
        case ["list"]:
            listing()
