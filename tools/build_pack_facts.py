"""Clean collected facts into a pack: python tools/build_pack_facts.py [--shared ../shared] [--pack shandong] [--check].

Reads <shared>/facts/*.csv and the list of listed companies, writes <pack>/facts/*.csv and docs/data-report.md.
The same input gives the same bytes. Nothing is dropped: what cannot be brought into a common form stays in a raw_*
or note column and stands in the report. With --check nothing is written; exit 1 when a file would change.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pack_facts_report import Log, report
from xinzhi.core.packs import FACT_KINDS, Pack

ROOT = Path(__file__).resolve().parents[1]
PACKS = ROOT / "src" / "xinzhi" / "packs"
Row = dict[str, str]

# What the source calls a column -> what the pack calls it. Columns not named keep their name.
RENAMED = {
    "demands": {"title": "name", "demand_kind": "kind"},
    "indicators": {"indicator": "name"},
    "organisations": {},
    "parks": {},
    "plans": {"title": "name"},
    "platforms": {"host_organisation": "host", "year_approved": "year"},
    "results": {"result_kind": "kind"},
    "funds_policies": {},
    "standards": {"title": "name"},
}
LEVELS = {"省": "province", "市": "city", "省级市": "municipality"}
EXCHANGES = {"SH": "SSE", "SZ": "SZSE", "BJ": "BSE"}
DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:\s*[(（](.*)[)）])?")
HALF = re.compile(r"(\d{4})(上半年|下半年)")
ISSUED_IN = re.compile(r"(\d{4})发布")
STORED_FILE = re.compile(r"github:\w+ id=(\d+) \((.*)\)")
PERCENT = re.compile(r"[^\d.%]*(\d+(?:\.\d+)?)%[^\d%]*")
WAN = re.compile(r"[^\d]*(\d+(?:\.\d+)?)(万元|亿元)[^\d]*")
PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|\d{17}[\dXx]|[\w.+-]+@[\w-]+\.\w+")
# How a note qualifies the figure before it: first word of the note -> comparator.
QUALIFIERS = {"以上": "≥", "余": ">", "超过": ">", "约": "≈", "近": "≈"}
SNAPSHOT = {
    "source_url": "https://github.com/henrylin99/stock_web_app",
    "source_note": "data/stock_basic.csv at cdda5fa, MIT",
    "as_of": "2026-01-09",
    "as_of_precision": "day",
}


def when(text: str) -> tuple[str, str, str]:
    """(ISO date or "", precision, note) of a date as written. A month or a year is given by its first day."""
    found = DAY.fullmatch(text.strip())
    if not found:
        return "", "unknown", text.strip() or "原表未记日期"
    year, month, day, note = found.groups()
    precision = "day" if day else "month" if month else "year"
    return f"{year}-{month or '01'}-{day or '01'}", precision, note or ""


def period(text: str) -> Row:
    """year, period and raw_year of a year as written: 2024, 2025-10, 2014上半年 (2014-H1), 2025发布 (no period)."""
    if not text:
        return {}
    if DAY.fullmatch(text):
        return {"year": text[:4], "period": text}
    if half := HALF.fullmatch(text):
        return {"year": half[1], "period": f"{half[1]}-H{1 if half[2] == '上半年' else 2}", "raw_year": text}
    if issued := ISSUED_IN.fullmatch(text):
        return {"year": issued[1], "raw_year": text}
    return {"raw_year": text}


def source(row: Row) -> Row:
    """source_url and source_note: a plan by its key; a stored file whose repository nobody recorded has no address."""
    url = row["source_url"]
    if url.startswith("plan:"):
        return {"source_url": "plan:shandong-2024"}
    if stored := STORED_FILE.fullmatch(url):
        return {"source_url": "", "source_note": f"GitHub上的公开文件，仓库未记录：{stored[2]}，文件号{stored[1]}"}
    return {"source_url": url} if url else {"source_url": "", "source_note": "原表未记来源"}


class Cleaner:
    """Brings rows into the form of a pack; what it could not place goes to the log."""

    def __init__(self, pack: Pack, log: Log) -> None:
        self.log = log
        self.cities = {name: c.key for c in pack.cities for name in (c.full_name, c.name) if name}
        self.fields = {name: f.key for f in pack.field_nodes() for name in (f.name, *f.aliases)}
        self.region = pack.name
        self.extra: dict[str, Callable[[Row], Row]] = {
            "indicators": self.indicator,
            "plans": self.other_plan,
            "funds_policies": self.fund,
        }

    def city(self, text: str) -> tuple[str, str]:
        """(city key, place within it) of 烟台(海阳), 济南市莱芜高新区, 青岛高新区; ("", text) when no city is named."""
        for name, key in self.cities.items():
            if text.startswith(name):
                return key, text.removeprefix(name).strip("()（）")
        return "", text

    def field(self, text: str) -> str:
        """The key of a field as the source names it (X-未来材料 -> 未来材料), "" when the tree has none."""
        return self.fields.get(text.removeprefix("X-"), "")

    def clean(self, kind: str, source_row: Row, line: int) -> Row:
        """One row of facts/<kind>.csv with its id."""
        row = {RENAMED[kind].get(name, name): value.strip() for name, value in source_row.items()}
        made = dict(row)
        if "city" in row:
            made["city"], made["place"] = self.city(row["city"])
            if row["city"] and not made["city"]:
                made["raw_city"] = row["city"]
                self.log.note("city", kind, line, row["city"])
        if "field" in row:
            made["field"] = self.field(row["field"])
            if row["field"] and not made["field"]:
                made["raw_field"] = row["field"]
                self.log.note("field", kind, line, row["field"])
        made |= {"year": "", **period(row.get("year", ""))}
        made |= source(row)
        made["as_of"], made["as_of_precision"], made["as_of_note"] = when(row["as_of"])
        made |= self.extra.get(kind, lambda _: {})(row)
        made["statuses"] = row.get("statuses", "").replace("；", ";")
        made["id"] = self.identity(kind, source_row)
        self.watch(kind, line, row, made)
        return made

    @staticmethod
    def identity(kind: str, row: Row) -> str:
        """An id that stays while the row says the same."""
        digest = hashlib.sha256("\x1f".join([kind, *row.values()]).encode()).hexdigest()
        return f"{FACT_KINDS[kind][0]}-{digest[:8]}"

    def watch(self, kind: str, line: int, row: Row, made: Row) -> None:
        """Put into the log what a reader of the data must know."""
        if made["as_of_precision"] != "day":
            self.log.note(f"as_of {made['as_of_precision']}", kind, line, row["as_of"] or "(empty)")
        if made.get("raw_year"):
            self.log.note("year", kind, line, made["raw_year"])
        if not made["source_url"]:
            self.log.note("source", kind, line, made["source_note"])
        if any(PERSONAL.search(value) for name, value in row.items() if name != "source_url"):
            self.log.note("personal", kind, line, "a telephone number, identity number or mail address")
        self.log.rows.append((kind, line, made))

    def indicator(self, row: Row) -> Row:
        """Scope, place, number and whether it happened or is hoped for."""
        city, place = self.city(row["region"])
        scope = "place" if place else "city"
        if not city:
            scope, place = ("national" if row["region"] == "全国" else "province"), ""
        unit, _, extra = row["unit"].partition("(")
        note = row["note"]
        sign = next((sign for word, sign in QUALIFIERS.items() if re.match(rf"{word}($|[；，、])", note)), "=")
        return {
            "scope": scope,
            "city": city,
            "place": place,
            "nature": nature(row["name"], note, row["year"], row["as_of"]),
            "comparator": sign,
            "unit": unit,
            "raw_unit": row["unit"] if extra else "",
        }

    def other_plan(self, row: Row) -> Row:
        """Level, date and fields of a plan of this or another region."""
        named = [name for name in re.split(r"[;、]", row["fields_named"]) if name]
        keys = [self.field(re.sub(r"\(8\+X\)$", "", name)) for name in named]
        issued, precision, _ = when(row["date"])
        return {
            "level": LEVELS[row["level"]],
            "city": self.city(row["region"])[0],
            "issued": issued,
            "issued_precision": precision,
            "fields": ";".join(dict.fromkeys(key for key in keys if key)),
        }

    @staticmethod
    def fund(row: Row) -> Row:
        """The rate and the cap as numbers where the text gives exactly one."""
        percent, wan = PERCENT.fullmatch(row["rate"]), WAN.fullmatch(row["cap"])
        return {
            "rate_percent": percent[1] if percent else "",
            "cap_wan": f"{float(wan[1]) * (10_000 if wan[2] == '亿元' else 1):g}" if wan else "",
        }


def nature(name: str, note: str, year: str, as_of: str) -> str:
    """reported, announced (公示, 拟: not yet final) or planned (a target, a forecast, a year still to come)."""
    if re.search(r"规划|目标|预计", name + note) or year[:4] > as_of[:4] > "":
        return "planned"
    return "announced" if re.search(r"公示|拟", name + note) else "reported"


def listed(path: Path) -> Iterable[Row]:
    """The listed companies whose area is the province."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        every = list(csv.DictReader(stream))
    newest = max(row["list_date"] for row in every)
    for row in every:
        if row["area"] == "山东":
            yield {
                "id": f"lst-{row['symbol']}",
                "name": row["name"].strip(),
                "code": row["ts_code"],
                "exchange": EXCHANGES[row["ts_code"].split(".")[1]],
                "industry": row["industry"],
                "listed": row["list_date"],
                **SNAPSHOT,
                "as_of_note": f"上游提交日期；抓取日期未记录，表内最近上市日为{newest}",
            }


def table(kind: str, rows: Iterable[Row]) -> str:
    """The text of facts/<kind>.csv."""
    out = io.StringIO()
    names = [column.name for column in FACT_KINDS[kind][1]]
    writer = csv.DictWriter(out, names, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def build(shared: Path, pack: Pack) -> dict[Path, str]:
    """Every file to write, with its text."""
    log = Log()
    cleaner = Cleaner(pack, log)
    files: dict[Path, str] = {}
    for kind in RENAMED:
        with (shared / "facts" / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = [cleaner.clean(kind, row, reader.line_num) for row in reader]
        log.counts[kind] = len(rows)
        files[pack.path / "facts" / f"{kind}.csv"] = table(kind, rows)
    companies = list(listed(shared / "datasets" / "enterprises" / "a-shares.csv"))
    log.counts["listed_companies"] = len(companies)
    files[pack.path / "facts" / "listed_companies.csv"] = table("listed_companies", companies)
    files[ROOT / "docs" / "data-report.md"] = report(log, pack, companies)
    return files


def main() -> int:
    """Write the files, or with --check say whether they are up to date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--pack", default="shandong")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    stale = []
    for path, text in build(args.shared, Pack.load(PACKS / args.pack)).items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not args.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    print("\n".join(f"{'stale' if args.check else 'wrote'} {path.relative_to(ROOT)}" for path in stale) or "up to date")
    return 1 if args.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
