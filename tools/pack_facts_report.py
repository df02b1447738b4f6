"""The report of tools/build_pack_facts.py: what the cleaning met, in Markdown."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from xinzhi.core.packs import Pack

Row = dict[str, str]
Placed = tuple[str, int, Row]
HEADINGS = {
    "city": "City not in the pack (kept in raw_city)",
    "field": "Field not in the tree (kept in raw_field)",
    "year": "Year not a plain date (kept in raw_year)",
    "as_of unknown": "No usable date (as_of empty, the words in as_of_note)",
    "as_of year": "Date known to the year (as_of is its first day)",
    "as_of month": "Date known to the month (as_of is its first day)",
    "source": "Source without an address (said in source_note)",
    "personal": "Personal data",
}
ZONE = re.compile(r"(火炬)?高(新)?技术产业开发区$")
NOISE = re.compile(r"[“”\"'‘’·()（）\s]")
ALIKE = 0.84


@dataclass
class Log:
    """What the cleaner noted: (kind, line of the source, words) by matter; every row; number of rows by kind."""

    notes: dict[str, list[tuple[str, int, str]]] = field(default_factory=lambda: defaultdict(list))
    rows: list[Placed] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def note(self, matter: str, kind: str, line: int, words: str) -> None:
        self.notes[matter].append((kind, line, words))


def report(log: Log, pack: Pack, companies: list[Row]) -> str:
    """docs/data-report.md. Line numbers are those of the source files."""
    parts = [
        f"# Data report: pack {pack.key}",
        "Written by `tools/build_pack_facts.py`; line numbers are those of the source files. No row was dropped.",
        _counts(log),
        "## Duplicates",
        *_duplicates(log.rows),
        "## Figures that differ",
        *_conflicts(log.rows),
        "## Figures of a period not over on their date",
        "Year-end values cannot be known before the year ends: read these as running or planned values.",
        *_early(log.rows),
        *_matters(log),
        _companies(companies),
    ]
    return "\n\n".join(parts) + "\n"


def _counts(log: Log) -> str:
    lines = [f"| {kind} | {count} |" for kind, count in log.counts.items()]
    facts = sum(count for kind, count in log.counts.items() if kind != "listed_companies")
    return "\n".join(["| file | rows |", "|---|---|", *lines, f"| all but listed companies | {facts} |"])


def _listing(found: list[str], none: str = "None.") -> str:
    return "\n".join(f"- {line}" for line in found) or none


def _plain(row: Row) -> str:
    return NOISE.sub("", ZONE.sub("高新区", row["name"])).removeprefix("国家").removeprefix("省")


def _duplicates(rows: list[Placed]) -> Iterator[str]:
    """Rows of one kind and city with the same or nearly the same name. Repeated figures are listed elsewhere."""
    same, alike = [], []
    things = [(kind, line, row) for kind, line, row in rows if kind not in {"indicators", "plans", "funds_policies"}]
    for at, (kind, line, row) in enumerate(things):
        for other_kind, other_line, other in things[at + 1 :]:
            if (kind, row.get("city", "")) != (other_kind, other.get("city", "")):
                continue
            a, b = _plain(row), _plain(other)
            said = f"{kind} {line} and {other_line}: {row['name']} / {other['name']}"
            if a == b:
                same.append(said)
            elif difflib.SequenceMatcher(None, a, b).ratio() > ALIKE:
                alike.append(said)
    across: dict[str, set[str]] = defaultdict(set)
    for kind, _, row in things:
        across[row["name"]].add(kind)
    both = [f"{name}: {', '.join(sorted(kinds))}" for name, kinds in across.items() if len(kinds) > 1]
    yield "Same name once quotes and long forms are set aside (both kept):"
    yield _listing(same)
    yield "Nearly the same name (judge by hand; both kept):"
    yield _listing(alike)
    yield "The same name in several files:"
    yield _listing(both)


def _conflicts(rows: list[Placed]) -> Iterator[str]:
    """Several values for one indicator, region and period."""
    groups: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    for kind, line, row in rows:
        if kind == "indicators":
            groups[row["name"], row["region"], row.get("period", "")].append((line, row["value"] + row["unit"]))
    yield _listing(
        [
            f"{name}, {region}, {period}: {', '.join(f'{value} (line {line})' for line, value in found)}"
            for (name, region, period), found in groups.items()
            if len(found) > 1
        ]
    )


def _early(rows: list[Placed]) -> Iterator[str]:
    yield _listing(
        [
            f"indicators {line}: {row['name']}, {row['region']} {row['period']}, as of {row['as_of']} ({row['nature']})"
            for kind, line, row in rows
            if kind == "indicators" and len(row.get("period", "")) == 4 and row["as_of"][:4] == row["period"]
        ]
    )


def _matters(log: Log) -> Iterator[str]:
    for matter, heading in HEADINGS.items():
        yield f"## {heading}"
        if matter == "personal":
            yield "All rows were also read one by one for names of natural persons: there is none."
        by_words: dict[tuple[str, str], list[int]] = defaultdict(list)
        for kind, line, words in log.notes[matter]:
            by_words[kind, words].append(line)
        yield _listing([f"{kind}: {words}: {_lines(lines)}" for (kind, words), lines in by_words.items()])


def _lines(lines: list[int]) -> str:
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return "line " + ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _companies(companies: list[Row]) -> str:
    exchanges = Counter(row["exchange"] for row in companies)
    qingdao = sum(row["name"].startswith("青岛") for row in companies)
    return f"""## Listed companies

{len(companies)} rows have the area 山东: {", ".join(f"{n} {name}" for name, n in sorted(exchanges.items()))}. The file
gives 深圳 an area of its own, but not 青岛: companies of that city ({qingdao} carry its name) stand under 山东. Other
cities with separate state plans (宁波, 厦门, 大连) have no area either. It has no city and no credit code; none were
added. The day of the snapshot is not recorded: the file is byte for byte data/stock_basic.csv of the source
repository, committed there on {companies[0]["as_of"]}, which is taken as its date."""
