"""`xinzhi fields`: file texts under the tree, and measure the classifier on labelled files. No Django, no database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from xinzhi.core.packs import FieldNode, Pack

    from .engine import Evaluation, Filed

app = typer.Typer(name="fields", help="File texts under the tree of fields.", no_args_is_help=True)

_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
_Train = Annotated[Path, typer.Option("--train", help="TSV: the last column is the label, the one before it the text")]
_Test = Annotated[Path, typer.Option("--test", help="TSV of the same form, of texts not in the first")]


@app.command()
def classify(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A text, a file with one text a line, or - (input)")],
    top: Annotated[int, typer.Option("--top", min=1, max=20, help="How many fields to name for a text.")] = 3,
    pack: Annotated[str, typer.Option("--pack", help="A pack's name or its directory.")] = "shandong",
    as_json: _Json = False,
) -> None:
    """File a text, or each line of a file, under the tree of a pack, with the words that decided."""
    from xinzhi.core.packs import Pack, PackError

    from .engine import train_tree
    from .trees import nodes_of_pack, places_of_pack

    texts = _texts(text)
    try:
        known = Pack.load(pack)
    except PackError as error:
        _fail(str(error))
    model = train_tree(nodes_of_pack(known), places=places_of_pack(known))
    filed = model.file(texts, top=top)
    if as_json:
        _print_json([_plain(t, f, known) for t, f in zip(texts, filed, strict=True)])
        return
    _print_filed(texts, filed, known)


@app.command()
def evaluate(train: _Train, test: _Test, as_json: _Json = False) -> None:
    """Train on one labelled TSV and test on another: accuracy, macro F1, a row for each class, speed."""
    from .engine import evaluate as measure
    from .engine import read_table

    try:
        figures = measure(read_table(train), read_table(test))
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}.")
    except ValueError as error:
        _fail(str(error))
    for line in figures.bad_lines:
        print(f"Left out: {line}", file=sys.stderr)
    if as_json:
        _print_json(figures.to_dict())
        return
    _print_figures(figures)


def _texts(argument: str) -> list[str]:
    """The texts to file: of standard input, of a file (one a line), or the argument itself."""
    try:
        if argument == "-":
            content = sys.stdin.read()
        elif len(argument) < 1000 and "\n" not in argument and Path(argument).is_file():
            content = Path(argument).read_text(encoding="utf-8-sig")
        else:
            content = " ".join(argument.split())
    except UnicodeDecodeError:
        _fail(f"{argument} is not a text in UTF-8. Save it as UTF-8, one text a line.")
    except OSError as error:
        _fail(f"{argument}: {error.strerror}.")
    texts = [line.strip() for line in content.splitlines() if line.strip()]
    if not texts:
        _fail("There is no text. Give a text, or a file with one text a line.")
    return texts


def _plain(text: str, filed: Filed, pack: Pack) -> dict[str, Any]:
    names = {node.key: node for node in pack.field_nodes()}
    found = [
        {
            **asdict(s),
            "name": _name(names, s.key),
            "top_name": _name(names, s.top),
            "words": [asdict(w) for w in s.words],
        }
        for s in filed.suggestions
    ]
    return {"text": text, "margin": filed.margin, "suggestions": found}


def _name(names: dict[str, FieldNode], key: str) -> str:
    return names[key].name if key in names else "不属于以上领域 (none of these)"


def _print_filed(texts: list[str], filed: list[Filed], pack: Pack) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    names = {node.key: node for node in pack.field_nodes()}
    table = Table("Text", "Field", "Of", "Chance", "Words", title=None)
    for text, one in zip(texts, filed, strict=True):
        for place, s in enumerate(one.suggestions):
            said = "、".join(escape(w.text) for w in s.words)
            above = _name(names, s.top) if s.top != s.key else ""
            shown = escape(text if len(text) <= 60 else f"{text[:60]}…") if place == 0 else ""
            table.add_row(
                shown, _name(names, s.key), above, f"{s.chance:.2f}", said, end_section=s is one.suggestions[-1]
            )
    Console().print(table)


def _print_figures(figures: Evaluation) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    out = Console()
    table = Table("Class", "Texts", "Precision", "Recall", "F1")
    for column in table.columns[1:]:
        column.justify = "right"
    for c in figures.classes:
        table.add_row(escape(c.label), str(c.texts), f"{c.precision:.3f}", f"{c.recall:.3f}", f"{c.f1:.3f}")
    out.print(table)
    out.print(f"accuracy {figures.accuracy:.4f}, macro F1 {figures.macro_f1:.4f}, ", end="")
    out.print(f"calibration error {figures.calibration_error:.3f}")
    out.print(f"{figures.trained_on} texts learnt in {figures.train_seconds:.1f} s, ", end="")
    out.print(
        f"{figures.tested_on} filed in {figures.predict_seconds:.3f} s ({figures.texts_per_second:,.0f} a second)"
    )
    if figures.unseen:
        out.print(f"No training text has these labels: {escape('、'.join(figures.unseen))}")
    if figures.bad_lines:
        out.print(f"{len(figures.bad_lines)} lines left out (named above)")


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(2)


def _print_json(data: Any) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(data, ensure_ascii=False, indent=2))
