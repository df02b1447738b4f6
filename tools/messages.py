"""Interface texts: collect them from code and templates, keep the Chinese catalogue complete, compile it.

python tools/messages.py update    new texts into the catalogue, vanished ones out of it
python tools/messages.py check     exit 1 when a text has no Chinese, or a placeholder differs
python tools/messages.py compile   write the .mo file that Django reads

Pure Python, so that no system package is needed: babel finds the texts, polib keeps the catalogue.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "xinzhi"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def used() -> Iterator[tuple[str, str, str | None, str | None]]:
    """Every (file:line, text, plural, context) of the interface."""
    from babel.messages.extract import extract
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    files = sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")])
    for path in files:
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        name = path.relative_to(SOURCE.parent).as_posix()
        for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            single, plural = message if isinstance(message, tuple) else (message, None)
            if single:
                yield f"{name}:{line}", single, plural, context


def update() -> int:
    """Bring the catalogue to the texts in use; keeps every translation whose text is still there."""
    import polib

    old = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(CATALOGUE))} if CATALOGUE.exists() else {}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Project-Id-Version": "xinzhi",
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    entries: dict[tuple[str | None, str], polib.POEntry] = {}
    for where, text, plural, context in used():
        file = where.rpartition(":")[0]
        entry = entries.get((context, text))
        if entry is None:
            known = old.get((context, text))
            entry = polib.POEntry(msgid=text, msgctxt=context, msgstr=known.msgstr if known and not plural else "")
            if plural:
                entry.msgid_plural = plural
                entry.msgstr_plural = {0: known.msgstr_plural.get(0, known.msgstr) if known else ""}
            entries[context, text] = entry
        if (file, "") not in entry.occurrences:
            entry.occurrences.append((file, ""))
    new.extend(sorted(entries.values(), key=lambda e: (e.occurrences[0][0], e.msgid)))
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(CATALOGUE))
    print(f"{len(new)} texts, {len(missing(new))} without Chinese")
    return compile_()


def missing(catalogue) -> list[str]:  # noqa: ANN001  polib has no types
    """Texts without a translation."""
    return [e.msgid for e in catalogue if not (e.msgstr_plural.get(0) if e.msgid_plural else e.msgstr)]


def check() -> int:
    """Complain about texts that are not in the catalogue, not translated, or translated with other placeholders."""
    import polib

    catalogue = polib.pofile(str(CATALOGUE))
    known = {(e.msgctxt, e.msgid) for e in catalogue}
    problems = [
        f"{where}: not in the catalogue: {t!r} (run make messages)" for where, t, _, c in used() if (c, t) not in known
    ]
    problems += [f"no Chinese for {text!r}" for text in missing(catalogue)]
    for entry in catalogue:
        # Chinese has one plural form, which serves both «%(n)d report» and «%(n)d reports».
        source = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        target = set(PLACEHOLDER.findall(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr))
        if target and source != target:
            problems.append(f"placeholders differ in {entry.msgid!r}: {sorted(source ^ target)}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(catalogue)} texts, {len(problems)} problems")
    return 1 if problems else 0


def compile_() -> int:
    """Write django.mo beside the catalogue."""
    import polib

    polib.pofile(str(CATALOGUE)).save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    return 0


if __name__ == "__main__":
    verbs = {"update": update, "check": check, "compile": compile_}
    sys.exit(verbs[sys.argv[1]]() if len(sys.argv) == 2 and sys.argv[1] in verbs else __doc__)
