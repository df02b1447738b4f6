"""Programme files of a pack: reading them, and saying what is wrong with them by file and line.

`<pack>/programmes/<key>.toml` is a programme, `<pack>/programmes/forms/<key>.toml` a form that programmes share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from xinzhi.core.packs import PackError, Problem, check_document, list_packs
from xinzhi.core.packs.document import Document, open_document

from .programme import Programme
from .programme_check import check_form, check_programme
from .tables import FORM_FILE, PROGRAMME_FILE

FOLDER = "programmes"
Keys = Mapping[str, set[str]]


def check_programmes(root: Path, keys: Keys) -> list[Problem]:
    """Every problem of the pack's programme and form files; [] when all are sound. `keys`: what references may name."""
    forms, problems = _documents(root, f"{FOLDER}/forms")
    sections = {name: doc.data.get("section", []) for name, doc in forms.items()}
    for name, document in forms.items():
        problems += check_document(document, FORM_FILE, dict(keys)) or check_form(document, name)
    faulty = {problem.file for problem in problems}
    programmes, unread = _documents(root, FOLDER)
    problems += unread
    wanted = {**keys, "form": set(forms)}
    for name, document in programmes.items():
        found = check_document(document, PROGRAMME_FILE, wanted)
        shared = f"{FOLDER}/forms/{_head(document).get('form', '')}.toml"
        if not found and shared not in faulty:
            found = list(check_programme(document, name, sections.get(_head(document).get("form", ""), []), wanted))
        problems += found
    return problems


def read_programmes(root: Path) -> dict[str, dict[str, Any]]:
    """Key to document (plain JSON with the form's sections in it) of every programme of a pack.

    `Programme.parse` makes the typed programme of a document. Raises PackError with every problem of the files.
    """
    from xinzhi.core.packs import Pack

    keys = _keys_of(Pack.load(root)) if (root / "pack.toml").is_file() else {}
    if problems := check_programmes(root, keys):
        raise PackError(f"The programmes of {root.name} have {len(problems)} problem(s):", tuple(sorted(problems)))
    forms, _none = _documents(root, f"{FOLDER}/forms")
    programmes, _none = _documents(root, FOLDER)
    return {name: _merged(document.data, forms) for name, document in programmes.items()}


def find_programme(key: str, extra: Iterable[Path] = ()) -> tuple[Path, dict[str, Any]]:
    """The pack and the document of a programme, looked for in every pack. Raises PackError when there is none."""
    for path in list_packs(tuple(extra)).values():
        if (path / FOLDER / f"{key}.toml").is_file():
            return path, read_programmes(path)[key]
    raise PackError(f"There is no programme {key!r}. Put it into a pack as {FOLDER}/{key}.toml.")


def programmes_of(root: Path) -> dict[str, Programme]:
    """Key to programme, for every programme file of the pack in this directory. Raises PackError as `read_programmes`."""
    return {key: Programme.parse(document) for key, document in read_programmes(root).items()}


def _documents(root: Path, folder: str) -> tuple[dict[str, Document], list[Problem]]:
    found: dict[str, Document] = {}
    problems: list[Problem] = []
    for file in sorted((root / folder).glob("*.toml")):
        name = f"{folder}/{file.name}"
        opened = open_document(name, file.read_bytes())
        if isinstance(opened, Problem):
            problems.append(opened)
        else:
            found[file.stem] = opened
    return found, problems


def _head(document: Document) -> dict[str, Any]:
    head = document.data.get("programme")
    return head if isinstance(head, dict) else {}


def _merged(data: Mapping[str, Any], forms: Mapping[str, Document]) -> dict[str, Any]:
    """The programme's document: its tables, with the sections of its form before its own."""
    plain = _plain(data)
    shared = _plain(forms[plain["programme"]["form"]].data)["section"] if "form" in plain["programme"] else []
    plain["section"] = [*shared, *plain.get("section", [])]
    plain["programme"].pop("form", None)
    return plain


def _plain(value: Any) -> Any:
    """TOML's values as JSON has them: days become texts."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def _keys_of(pack: Any) -> dict[str, set[str]]:
    return {
        "department": {d.key for d in pack.departments},
        "city": {c.key for c in pack.cities},
        "field": {n.key for n in pack.field_nodes()},
        "measure": {m.key for m in pack.plan.measures},
        "instrument": {i.key for i in pack.plan.instruments},
        "target": {t.key for t in pack.plan.targets},
    }
