"""`xinzhi registry resolve`: which names of a file are one organisation. No Django, slow imports where used."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from xinzhi.core.tabular.guard import guard

if TYPE_CHECKING:
    from .engine.resolve import Pair, Record, Resolution

_File = Annotated[Path, typer.Argument(help="CSV with a head line (UTF-8 or GB18030)", show_default=False)]
_Column = Annotated[str, typer.Option("--column", help="Column of the names.")]
_Code = Annotated[str, typer.Option("--code-column", help="Column of the unified social credit codes.")]
_City = Annotated[str, typer.Option("--city-column", help="Column of the cities.")]
_Out = Annotated[Path | None, typer.Option("--out", help="Write the pairs to this CSV.")]
_Threshold = Annotated[float, typer.Option("--threshold", min=0.05, max=1, help="Same from this probability on.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SHOWN = 40


def resolve(
    file: _File,
    column: _Column,
    code_column: _Code = "",
    city_column: _City = "",
    out: _Out = None,
    threshold: _Threshold = 0.9,
    as_json: _Json = False,
) -> None:
    """Find names of one organisation: pairs with probability and reasons, and clusters of names."""
    from .engine.resolve import resolve as find

    records = _records(file, column, code_column, city_column)
    found = find(records, threshold=threshold)
    names = {record.id: record.name for record in records}
    if out is not None:
        _write_pairs(out, found.pairs, names, threshold)
    if as_json:
        _print_json(found, names, threshold)
    else:
        _print(found, names, threshold)


def relation(pair: Pair, threshold: float) -> str:
    """same, part_of, or unsure (below the threshold)."""
    if pair.whole:
        return "part_of"
    return "same" if pair.probability >= threshold else "unsure"


def _records(file: Path, column: str, code_column: str, city_column: str) -> list[Record]:
    """One record for each different row of name, code and city; blank names are left out."""
    from .engine.resolve import Record

    try:
        raw = file.read_bytes()
    except OSError as error:
        _fail(f"{file}: {error.strerror}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            _fail(f"{file}: neither UTF-8 nor GB18030 (byte {error.start}). Save it in one of them.")
    rows = csv.DictReader(text.splitlines(keepends=True))
    for wanted in filter(None, (column, code_column, city_column)):
        if wanted not in (rows.fieldnames or ()):
            _fail(f"{file}: there is no column {wanted!r}. Columns: {', '.join(rows.fieldnames or ()) or 'none'}.")
    cells = ((row[column], row.get(code_column), row.get(city_column)) for row in rows)
    found = dict.fromkeys(tuple((cell or "").strip() for cell in three) for three in cells)
    return [
        Record(str(number), name, credit_code=code, city=city)
        for number, (name, code, city) in enumerate(found, start=1)
        if name
    ]


def _reasons(pair: Pair) -> list[dict[str, Any]]:
    return [{"what": reason.words, "weight": reason.weight} for reason in pair.reasons]


def _row(pair: Pair, names: dict[str, str], threshold: float) -> dict[str, Any]:
    return {
        "left": names[pair.left],
        "right": names[pair.right],
        "relation": relation(pair, threshold),
        "whole": names.get(pair.whole, ""),
        "probability": round(pair.probability, 4),
        "reasons": _reasons(pair),
    }


def _write_pairs(out: Path, pairs: list[Pair], names: dict[str, str], threshold: float) -> None:
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["left", "right", "relation", "whole", "probability", "reasons"])
        for pair in pairs:
            row = _row(pair, names, threshold)
            reasons = "; ".join(f"{reason['what']} ({reason['weight']:+.1f})" for reason in row["reasons"])
            texts = [guard(row[key]) for key in ("left", "right", "relation", "whole")]
            table.writerow([*texts, row["probability"], guard(reasons)])


def _print_json(found: Resolution, names: dict[str, str], threshold: float) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    data = {
        "threshold": threshold,
        "names": len(names),
        "pairs": [_row(pair, names, threshold) for pair in found.pairs],
        "clusters": [[names[i] for i in cluster] for cluster in found.clusters],
    }
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _print(found: Resolution, names: dict[str, str], threshold: float) -> None:
    counts = {
        key: sum(relation(pair, threshold) == key for pair in found.pairs) for key in ("same", "part_of", "unsure")
    }
    print(f"{len(names)} names, {counts['same']} pairs the same, {counts['part_of']} a part of the other, ", end="")
    print(f"{counts['unsure']} unsure, {len(found.clusters)} clusters")
    likely = [pair for pair in found.pairs if not pair.whole]
    for pair in likely[:SHOWN]:
        row = _row(pair, names, threshold)
        reasons = "; ".join(f"{reason['what']} {reason['weight']:+.1f}" for reason in row["reasons"])
        print(f"{row['probability']:.3f}  {row['left']} | {row['right']}  ({reasons})")
    if len(likely) > SHOWN:
        print(f"… {len(likely) - SHOWN} more: give --out or --json")


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(2)
