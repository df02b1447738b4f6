"""`xinzhi records`: watch a folder, sync, deposit, list, report.

`watch` and `sync` with --url need no database: they run on a laboratory's machine.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(help="Research records: watch a folder, deposit, report.", no_args_is_help=True)

_Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder that is watched.")]
_Project = Annotated[str, typer.Option("--project", help="Key of the project.")]
_As = Annotated[str, typer.Option("--as", help="Sign-in name of who deposits; left out: the operator.")]
_Url = Annotated[str, typer.Option("--url", help="A service's address; its token is in XINZHI_TOKEN.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _fail(message: str, code: int = 2) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def _django() -> None:
    import django

    django.setup()


def _deliver(target: dict[str, str]) -> Any:
    from .delivery import to_database, to_service

    project = target.get("project") or _fail("Name the project with --project.")
    if url := target.get("url", ""):
        token = os.environ.get("XINZHI_TOKEN", "") or _fail("Set XINZHI_TOKEN to a token with the scope records:write.")
        return to_service(url, token, project)
    _django()
    return to_database(project, target.get("user", ""))


def _say(text: str) -> None:
    print(text, flush=True)


@app.command()
def watch(
    folder: _Folder,
    project: _Project = "",
    once: Annotated[bool, typer.Option("--once", help="Look once (waiting for files at work), then end.")] = False,
    user: _As = "",
    url: _Url = "",
    every: Annotated[float, typer.Option("--every", min=0.2, help="Seconds between two looks.")] = 5,
) -> None:
    """Deposit what is new in a folder, each file's versions in their order; what cannot be sent waits on disk."""
    from .delivery import sync
    from .engine.spool import Locked, Spool
    from .engine.watching import SETTLE, STATE, look

    spool = Spool(folder / STATE)
    before: dict[str, tuple[int, int]] = {}
    try:
        with spool.locked():
            deliver = _deliver(spool.target(project=project, url=url, user=user))
            for _queued in look(folder, spool, before):
                pass
            if once and before:
                time.sleep(SETTLE)
                for _queued in look(folder, spool, before):
                    pass
            all_sent = sync(spool, deliver, _say)
            while not once:
                time.sleep(every)
                new = [*look(folder, spool, before)]
                if new or not all_sent:
                    all_sent = sync(spool, deliver, _say)
    except Locked as error:
        _fail(str(error))
    raise typer.Exit(0 if all_sent else 1)


@app.command()
def sync(folder: _Folder, project: _Project = "", user: _As = "", url: _Url = "") -> None:
    """Send what waits from a watched folder. Exit 1 while something still waits."""
    from .delivery import sync as send_all
    from .engine.spool import Locked, Spool
    from .engine.watching import STATE

    if not (folder / STATE).is_dir():
        _fail(f"{folder}: this folder was never watched.")
    spool = Spool(folder / STATE)
    try:
        with spool.locked():
            done = send_all(spool, _deliver(spool.target(project=project, url=url, user=user)), _say)
    except Locked as error:
        _fail(str(error))
    raise typer.Exit(0 if done else 1)


@app.command()
def deposit(
    files: Annotated[list[Path], typer.Argument(help="Files of any size, each a record.", show_default=False)],
    project: _Project,
    kind: Annotated[str, typer.Option(help="notebook, manifest, experiment, meeting, other")] = "other",
    title: Annotated[str, typer.Option(help="Left out: the file's name.")] = "",
    on: Annotated[
        str, typer.Option("--on", help="The day of the work (ISO); left out: when the file was written.")
    ] = "",
    instrument: Annotated[str, typer.Option(help="The instrument.")] = "",
    user: _As = "",
) -> None:
    """Deposit files in this machine's database."""
    _django()
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.core.files.base import File

    from .actions import Description, deposit_record
    from .actions.moments import file_time

    space, actor = _space(project, user)
    for path in files:
        try:
            written = path.stat().st_mtime_ns
            day = dt.date.fromisoformat(on) if on else dt.datetime.fromtimestamp(written / 1e9).astimezone().date()
            with path.open("rb") as opened:
                made = deposit_record(
                    actor=actor,
                    space=space,
                    file=File(opened),
                    name=path.name,
                    description=Description(kind, title or path.stem, day, instrument),
                    client_time=file_time(written),
                    limit=sys.maxsize,
                )
        except (OSError, ValueError, PermissionDenied, ValidationError) as error:
            _fail(f"{path}: {'; '.join(getattr(error, 'messages', [str(error)]))}", 1)
        print(f"{made.record_id}/{made.number}\t{made.file.sha256}\t{path}")


@app.command(name="list")
def list_records(project: _Project, as_json: _Json = False) -> None:
    """List a project's records, the newest work first."""
    _django()
    from .tables import state_of

    space, _actor = _space(project, "")
    rows = space.records.select_related("current__file").order_by("-happened_on", "-pk")
    if as_json:
        shown = [
            {
                "record": r.pk,
                "title": r.title,
                "kind": r.kind,
                "happened_on": r.happened_on.isoformat(),
                "versions": r.current.number,
                "deposited_at": r.current.deposited_at.isoformat(),
                "sha256": r.current.file.sha256,
            }
            for r in rows
        ]
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for r in rows:
        line = (r.pk, r.happened_on, r.get_kind_display(), f"v{r.current.number}", r.current.file.sha256[:16])
        print(*line, r.title, state_of(r), sep="\t")


@app.command()
def report(project: _Project, as_json: _Json = False) -> None:
    """Print the report on completeness and continuity, each finding with the deposits behind it."""
    _django()
    from .queries import space_report
    from .words import counted

    space, _actor = _space(project, "")
    found = space_report(space, None)
    if as_json:
        print(json.dumps(_report_json(found), ensure_ascii=False, indent=1))
        return
    print(f"{space.project}: {counted(found.records, found.versions)}, {found.until}")
    for said in found.said:
        print(f"\n* {said.title}\n  {said.text}")
        for line in said.lines:
            d = line.deposit
            print(f"    {d.record}/{d.version}\t{d.happened_on}\t{d.deposited_on}\t{line.title}")


def _report_json(found: Any) -> dict[str, Any]:
    return {
        "until": found.until.isoformat(),
        "records": found.records,
        "versions": found.versions,
        "usual_weeks": found.continuity.usual,
        "holidays_certain": found.certain,
        "findings": [
            {
                "code": s.finding.code,
                "title": s.title,
                "text": s.text,
                "figures": {k: str(v) if isinstance(v, dt.date) else v for k, v in s.finding.figures.items()},
                "evidence": [
                    {
                        "record": line.deposit.record,
                        "version": line.deposit.version,
                        "happened_on": str(line.deposit.happened_on),
                        "deposited_on": str(line.deposit.deposited_on),
                    }
                    for line in s.lines
                ],
            }
            for s in found.said
        ],
    }


def _space(project: str, user: str) -> tuple[Any, Any]:
    from .delivery import of_database
    from .engine.remote import Unreachable

    try:
        return of_database(project, user)
    except Unreachable as error:
        _fail(str(error))
