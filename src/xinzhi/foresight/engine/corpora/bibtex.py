"""BibTeX: entries with fields in braces, quotes or bare; macros of the months; nested braces. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .record import Document, Found, Unread, clean, day, doi_of, names

_ENTRY = re.compile(r"@\s*(\w+)\s*[{(]")
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w-]*)\s*=\s*")
_SKIPPED = {"comment", "string", "preamble"}
_COMMAND = re.compile(r"\\[a-zA-Z]+\s*|\\[^a-zA-Z]")


def read(text: str) -> Found:
    """The documents of a BibTeX file."""
    at, line = 0, 1
    while found := _ENTRY.search(text, at):
        line += text.count("\n", at, found.start())
        at = found.start()
        if found[1].lower() in _SKIPPED:
            line += text.count("\n", at, found.end())
            at = found.end()
            continue
        end = _closing(text, found.end())
        if end < 0:
            yield Unread(line, "the entry's closing brace is missing")
            return
        body = text[found.end() : end]
        key, _, rest = body.partition(",")
        yield _document(line, key.strip(), dict(_fields(rest)))
        line += text.count("\n", at, end)
        at = end


def _closing(text: str, at: int) -> int:
    depth = 1
    for place in range(at, len(text)):
        if text[place] in "{}" and text[place - 1] != "\\":
            depth += 1 if text[place] == "{" else -1
            if depth == 0:
                return place
    return -1


def _fields(body: str) -> Iterator[tuple[str, str]]:
    at = 0
    while found := _FIELD.match(body, at):
        at = found.end()
        if at < len(body) and body[at] == "{":
            end = _closing(body, at + 1)
            end = len(body) if end < 0 else end
            value, at = body[at + 1 : end], end + 1
        elif at < len(body) and body[at] == '"':
            end = body.find('"', at + 1)
            end = len(body) if end < 0 else end
            value, at = body[at + 1 : end], end + 1
        else:
            end = body.find(",", at)
            end = len(body) if end < 0 else end
            value, at = body[at:end], end
        yield found[1].lower(), value.strip()


def _document(line: int, key: str, fields: dict[str, str]) -> Document:
    def plain(name: str) -> str:
        return clean(_COMMAND.sub("", fields.get(name, "")).replace("{", "").replace("}", ""))

    month = plain("month")
    created = day(plain("date")) or day(f"{month} {plain('year')}" if month and not month.isdigit() else plain("year"))
    if month.isdigit() and len(created) == 4:
        created = f"{created}-{int(month):02}"
    people = [" ".join(reversed(p.split(", ", 1))) for p in re.split(r"\s+and\s+", plain("author"))]
    return Document(
        line,
        key,
        plain("title"),
        plain("abstract"),
        created,
        names(people),
        names(re.split(r"[;；]", plain("affiliation"))),
        (),
        names(re.split(r"[,;，；]", plain("keywords"))),
        doi_of(plain("doi") or plain("url")),
    )
