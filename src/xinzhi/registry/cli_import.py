"""`xinzhi registry import`: a file brought in by the operator, with the same steps as on the pages."""

import csv
import datetime as dt
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

_File = Annotated[Path, typer.Argument(help="CSV, XLSX or JSON, or a zip of one of them", show_default=False)]
_Register = Annotated[str, typer.Option("--register", help="The register's key; without it the one that fits best.")]
_Source = Annotated[str, typer.Option("--source", help="Where this is from, in words.", show_default=False)]
_Day = Annotated[
    str, typer.Option("--as-of", help="The day of which the file speaks, as 2026-11-25.", show_default=False)
]
_Url = Annotated[str, typer.Option("--source-url", help="Where the source can be read.")]
_Confidence = Annotated[str, typer.Option(help="official, document, report, declared or derived")]
_Mapping = Annotated[
    str, typer.Option("--mapping", help='{"column": "attribute"} as JSON, or a file with it; "" for none.')
]
_Constant = Annotated[list[str] | None, typer.Option("--set", help="attribute=text for every row; may be repeated.")]
_Policy = Annotated[str, typer.Option(help="good: leave bad rows aside; all: only when every row is good")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done; nothing is kept.")]
_Accept = Annotated[bool, typer.Option("--accept", help="Accept what is proposed: the operator answers for both.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_Report = Annotated[Path | None, typer.Option("--report", help="Write every problem to this CSV file.")]
_DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where database and files lie (default: ./var).")]


def import_command(
    file: _File,
    source: _Source,
    as_of: _Day,
    register: _Register = "",
    source_url: _Url = "",
    confidence: _Confidence = "report",
    mapping: _Mapping = "",
    constant: _Constant = None,
    policy: _Policy = "good",
    dry_run: _DryRun = False,
    accept: _Accept = False,
    as_json: _Json = False,
    report: _Report = None,
    data_dir: _DataDir = None,
) -> None:
    """Bring a table into a register: read, check every row, propose the good ones, and accept them on request."""
    if data_dir is not None:
        os.environ["XINZHI_DATA_DIR"] = str(data_dir.resolve())
    import django

    django.setup()
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from .provenance import Provenance

    try:
        origin = Provenance(source, dt.date.fromisoformat(as_of), source_url, confidence=confidence)
        chosen = _register(register)
        constants = dict(part.split("=", 1) for part in constant or ())
        columns = _columns(mapping)
    except (ValueError, OSError) as error:
        _fail(str(error))
    try:
        with transaction.atomic():
            batch = _run(file, origin, chosen, columns, constants, "" if dry_run else policy, accept=accept)
            codes = Counter(f"{p['level']}: {p['code']}" for _line, p in _problems(batch))
            if report:
                _write_report(report, batch)
            transaction.set_rollback(dry_run)
    except ValidationError as error:
        _fail("; ".join(error.messages))
    _print(batch, codes, as_json=as_json, dry_run=dry_run)


def _run(
    file: Path,
    origin: Any,
    register: Any,
    columns: dict[str, str],
    constants: dict[str, str],
    policy: str,
    *,
    accept: bool,
) -> Any:
    """The import after the steps asked for; the system is the actor. No policy: it is only checked."""
    from django.core.files.base import File

    from .actions import accept_import, check_import, map_import, propose_import, start_import
    from .registers import BY_KEY

    with file.open("rb") as opened:
        batch = start_import(actor=None, file=File(opened), name=file.name, provenance=origin, register=register)
    if columns or constants:
        map_import(
            actor=None,
            batch=batch,
            register=BY_KEY[batch.register],
            mapping=batch.mapping | columns,
            constants=constants,
            provenance=origin,
        )
    check_import(actor=None, batch=batch)
    if policy and batch.rows_to_take:
        propose_import(actor=None, batch=batch, policy=policy)
        if accept:
            accept_import(actor=None, batch=batch)
    return batch


def _register(key: str) -> Any:
    from .registers import BY_KEY

    if key and key not in BY_KEY:
        raise ValueError(f"There is no register {key!r}. Known: {', '.join(BY_KEY)}.")
    return BY_KEY.get(key)


def _columns(text: str) -> dict[str, str]:
    if not text:
        return {}
    found = json.loads(text if text.lstrip().startswith("{") else Path(text).read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError("--mapping must be a JSON object of columns and attributes.")  # noqa: TRY004  told as bad input
    return {str(k): str(v or "") for k, v in found.items()}


def _problems(batch: Any) -> Iterator[tuple[int, dict[str, str]]]:
    from django.utils.translation import gettext

    from .imports import from_stored

    for notice in batch.notices:
        yield 0, from_stored(notice, gettext)
    for line, problems in batch.rows.exclude(problems=[]).values_list("line", "problems").iterator(2000):
        for problem in problems:
            yield line, from_stored(problem, gettext)


def _write_report(path: Path, batch: Any) -> None:
    """Every problem of the file, one a line; line 0 is the file as a whole."""
    from xinzhi.core.tabular import guard

    names = ("column", "value", "level", "code", "reason", "remedy")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", *names])
        writer.writerows([line, *(guard(p[n]) for n in names)] for line, p in _problems(batch))


def _print(batch: Any, codes: Counter[str], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        about = {
            "import": None if dry_run else batch.pk,
            "register": batch.register,
            "state": batch.state,
            "mapping": batch.mapping,
            "rows": batch.counts,
            "problems": dict(codes),
        }
        typer.echo(json.dumps(about, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{batch.file_name} -> {batch.register}: {batch.get_state_display()}{' (dry run)' if dry_run else ''}")
    for name, attribute in batch.mapping.items():
        typer.echo(f"  {name} -> {attribute or '(kept with the row)'}")
    for outcome, count in batch.counts.items():
        typer.echo(f"{count:8,} {outcome}")
    for code, count in codes.most_common():
        typer.echo(f"{count:8,} {code}")


def _fail(message: str) -> NoReturn:
    typer.echo(message, file=sys.stderr)
    raise typer.Exit(2)
