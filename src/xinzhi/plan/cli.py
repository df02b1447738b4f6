"""`xinzhi plan`: read a plan's text, compare two plans. No Django, slow imports only where used."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(help="Read official plans and compare them.", no_args_is_help=True)

_File = Annotated[Path, typer.Argument(help="txt (UTF-8, GB18030), docx, html, or PDF with text", show_default=False)]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a tree.")]
_Pack = Annotated[str, typer.Option("--pack", help="Region whose department names are used, or a pack's folder.")]


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(2)


def _departments(pack: str) -> list[Any]:
    """The `[[department]]` tables of a pack, named or given as a folder."""
    import tomllib

    if not pack:
        return []
    folder = Path(pack) if Path(pack).is_dir() else Path(__file__).parents[1] / "packs" / pack
    file = folder / "departments.toml"
    if not folder.is_dir():
        known = sorted(path.parent.name for path in (Path(__file__).parents[1] / "packs").glob("*/pack.toml"))
        _fail(f"There is no pack {pack!r}. Known packs: {', '.join(known) or 'none'}; or give a pack's folder.")
    if not file.is_file():
        _fail(f"The pack {pack!r} has no departments.toml.")
    try:
        return list(tomllib.loads(file.read_text(encoding="utf-8")).get("department", []))
    except tomllib.TOMLDecodeError as error:
        _fail(f"{file}: {error}")


def _read(file: Path, pack: str = "") -> Any:
    from .engine.reader import NotAPlan, UnreadableSource, read

    departments = _departments(pack)
    try:
        return read(file, departments=departments)
    except (NotAPlan, UnreadableSource) as error:
        _fail(f"{file}: {error}")


def _print_json(data: Any) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(data, ensure_ascii=False, indent=2))


@app.command("read")
def read_command(file: _File, as_json: _Json = False, pack: _Pack = "") -> None:
    """Print what a plan says: outline, fields, targets, measures with their departments, instruments."""
    plan = _read(file, pack)
    if as_json:
        _print_json(plan.to_dict())
        return
    from .engine.reader.render import print_plan

    print_plan(plan)


@app.command("compare")
def compare_command(first: _File, second: _File, as_json: _Json = False, pack: _Pack = "") -> None:
    """Show targets and fields of two plans side by side."""
    from .engine.reader.compare import compare_plans

    comparison = compare_plans(_read(first, pack), _read(second, pack))
    if as_json:
        _print_json(comparison.to_dict())
        return
    from .engine.reader.render import print_comparison

    print_comparison(comparison)


if __name__ == "__main__":
    app()
