"""What is known beforehand: regions, words of names, short names, renamings. Read once from `data/`."""

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

DATA = Path(__file__).parent / "data"
SUBUNIT = "院系所部处室心社馆区"  # what the subunit after a short name of a body ends with


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything the analyser looks up; patterns are compiled."""

    characters: dict[int, int]
    owners: re.Pattern[str]
    shorts: re.Pattern[str]
    short_to_full: dict[str, str]
    aliases: dict[str, str]
    alias: re.Pattern[str]
    renames: dict[str, str]
    distinct: dict[str, tuple[str, ...]]
    cities: dict[str, str]
    provinces: frozenset[str]
    full_region: re.Pattern[str]
    region_of: dict[str, str]
    region: re.Pattern[str]
    trade: re.Pattern[str]
    body: re.Pattern[str]
    organ: re.Pattern[str]
    kinds: dict[str, str]
    unit: re.Pattern[str]
    unit_words: dict[str, str]
    marks: re.Pattern[str]


def alternatives(words: list[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of `data/`."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables, read at the first use."""
    words = tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8"))
    characters = words["characters"]
    shorts = {entry["short"]: entry for entry in words["short"]}
    aliases = {row["short"]: row["full"] for row in rows("aliases.csv")}
    kinds = {end: kind for kind, ends in words["forms"].items() for end in ends}
    region_of, cities = _regions()
    distinct: dict[str, tuple[str, ...]] = {}
    for row in rows("distinct.csv"):
        distinct[row["one"]] = (*distinct.get(row["one"], ()), row["other"])
        distinct[row["other"]] = (*distinct.get(row["other"], ()), row["one"])
    return Tables(
        characters=str.maketrans(characters["traditional"], characters["simplified"]),
        owners=re.compile(f"^(?:{alternatives(words['owners'])})"),
        shorts=re.compile("|".join(_short(entry) for entry in shorts.values())),
        short_to_full={key: entry["full"] for key, entry in shorts.items()},
        aliases=aliases,
        alias=re.compile(f"^({alternatives(list(aliases))})(?=$|.*[{SUBUNIT}]$|(?:{alternatives(list(cities))})$)"),
        renames=_last_names({row["old"]: row["new"] for row in rows("renames.csv")}),
        distinct=distinct,
        cities=cities,
        provinces=frozenset(region_of.values()) - frozenset(cities),
        # «省» of 省委 and «市» of 市委 belong to what follows.
        full_region=re.compile(f"^({alternatives(list(region_of))})(?![委级直政人府立])"),
        region_of=region_of,
        region=re.compile(f"^({alternatives([*region_of.values(), *cities])})"),
        trade=re.compile(f"^(?:{alternatives(words['trade']['words'])})"),
        # «学会计» is no society and «中学院» no school of the middle grade; a body has two characters before its kind.
        body=re.compile(f"^(.{{2,}}?)({alternatives(list(kinds))})(?![计院](?:学院|$))"),
        organ=re.compile(f"^(?:{alternatives(words['organs']['names'])})"),
        kinds=kinds,
        unit=re.compile(alternatives(list(words["unit"]))),
        unit_words=words["unit"],
        marks=re.compile(f"第[一二三四五六七八九十0-9]+|[0-9]+|{alternatives([*chain(*words['marks'].values())])}"),
    )


def _short(entry: dict[str, str]) -> str:
    unless = f"(?!{entry['unless']})" if "unless" in entry else ""
    return f"{entry['short']}{unless}"


def _last_names(renames: dict[str, str]) -> dict[str, str]:
    """Each old name with the name at the end of its chain."""
    ends = {}
    for old, next_name in renames.items():
        new = next_name
        while new in renames:
            new = renames[new]
        ends[old] = new
    return ends


def _regions() -> tuple[dict[str, str], dict[str, str]]:
    """Full names of regions with their short forms, and cities with their provinces."""
    full: dict[str, str] = {}
    cities: dict[str, str] = {}
    for line in (DATA / "regions.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        province, name, inside = line.split("\t")
        full[name] = province
        if name.endswith("自治区"):
            full[f"{province}区"] = province
        for city in inside.split():
            cities[city] = province
            full[f"{city}市"] = city
    return full, cities
