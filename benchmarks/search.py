"""The search index beside what one would use without it: SQL `LIKE` and SQLite's own FTS5 with trigrams.

Speed on 300,000 invented things (marked simulated) with names made of parts as Chinese firms' are. Ours answers with
facets, snippets and marks; the peers only count and give the first twenty, so the comparison favours them.
Quality on the names of the pack's facts, which the index was not tuned on: how high the thing stands that was looked
for, when its name is typed in full, with one wrong character, in pinyin, or by two of its characters.
Run: `python benchmarks/search.py [number of things]`.
"""

import math
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pypinyin import lazy_pinyin

from xinzhi.core.packs import Pack
from xinzhi.core.search.engine import Asked, Document, Index, mark, parts_of, snippet

THINGS = 300_000
QUERIES = 60  # of each sort
KNOWN = 300  # names looked for in the test of quality
CITIES = ["济南", "青岛", "淄博", "枣庄", "东营", "烟台", "潍坊", "济宁", "泰安", "威海", "日照", "临沂", "德州", "聊城", "滨州", "菏泽"]  # fmt: skip
BRANDS = "华鲁海齐泰岱蓝星光云天瑞盛恒信达通科创新智联合力源润德嘉宏远博思睿卓凌飞腾翔正元"
LINES = ["量子", "人工智能", "机器人", "生物", "医药", "新材料", "氢能", "储能", "光电", "海洋", "航天", "低空", "网络", "软件", "芯片", "传感", "装备", "精密", "环保", "基因", "激光", "机械"]  # fmt: skip
WORKS = ["科技", "技术", "智能", "信息", "工程", "实业", "制造", "研究", "服务", "系统"]
FORMS = ["有限公司", "有限公司", "有限公司", "股份有限公司", "研究院", "重点实验室", "创新中心", "产业园", "中试基地"]
TASKS = ["研发与生产", "技术开发", "成果转化", "检验检测", "技术咨询", "设备制造", "平台运营", "应用示范"]

Search = Callable[[str], list[int]]


def things(count: int) -> Iterator[Document]:
    """Invented things: name, what it does, city, field, year; every one simulated."""
    rng = random.Random(20240110)
    for pk in range(count):
        city, line = rng.choice(CITIES), rng.choice(LINES)
        brand = "".join(rng.choices(BRANDS, k=rng.choice((2, 2, 3))))
        name = f"{city}{brand}{line}{rng.choice(WORKS)}{rng.choice(FORMS)}"
        body = f"{city}从事{rng.choice(LINES)}与{line}领域的{rng.choice(TASKS)}，面向{rng.choice(LINES)}行业"
        facets = {"city": [city], "field": [line], "year": [str(rng.randrange(2000, 2027))]}
        kind = f"kind-{rng.randrange(8)}"
        yield Document(kind, pk, name, f"/{pk}", ("public",), note=body, facets=facets, simulated=True, as_of=pk)


def queries(sample: Sequence[Document]) -> dict[str, list[str]]:
    """Queries by sort, made of names in the sample."""
    rng = random.Random(7)
    chosen = [rng.choice(sample).name for _ in range(QUERIES)]
    words = [*CITIES, *LINES, *WORKS, "公司", "中心"]
    starts = [rng.randrange(2, len(n) - 3) for n in chosen]
    return {
        "two characters": [
            rng.choice(words) if i % 2 else n[s : s + 2] for i, (n, s) in enumerate(zip(chosen, starts, strict=True))
        ],
        "whole names": chosen,
        "two words": [f"{n[:2]} {n[4:8]}" for n in chosen],
        "one wrong character": [_wrong(n, rng) for n in chosen],
        "pinyin": ["".join(lazy_pinyin(n[2:6])) for n in chosen],
    }


def _wrong(name: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(name) - 1)
    return name[:at] + rng.choice("甲乙丙丁鑫焱淼") + name[at + 1 :]


class Ours:
    """The index, with everything a page needs."""

    def __init__(self, folder: Path, documents: Iterator[Document]) -> None:
        self.index = Index(folder)
        started = time.perf_counter()
        self.index.write(documents)
        self.seconds = time.perf_counter() - started
        self.bytes = sum(p.stat().st_size for p in folder.iterdir())

    def __call__(self, text: str) -> list[int]:
        found = self.index.search(Asked(text, {"public", "user:7"}))
        parts = parts_of(text)
        for hit in found.hits:
            mark(hit.shown["name"], parts)
            snippet([hit.shown["note"]], parts)
        return [hit.shown["pk"] for hit in found.hits]


class Sql:
    """A table of names and texts in SQLite, searched with LIKE or with the FTS5 index of trigrams."""

    def __init__(self, path: Path, documents: Iterator[Document]) -> None:
        self.db = sqlite3.connect(path)
        self.db.execute("CREATE TABLE thing(id INTEGER PRIMARY KEY, name TEXT, note TEXT)")
        self.db.executemany("INSERT INTO thing VALUES(?, ?, ?)", ((d.pk, d.name, d.note) for d in documents))
        started = time.perf_counter()
        self.db.execute(
            "CREATE VIRTUAL TABLE tri USING fts5(name, note, content=thing, content_rowid=id, tokenize=trigram)"
        )
        self.db.execute("INSERT INTO tri(tri) VALUES('rebuild')")
        self.db.commit()
        self.seconds = time.perf_counter() - started

    def like(self, text: str) -> list[int]:
        """Every word in name or note, as `icontains` asks it."""
        where = " AND ".join("(name LIKE ? OR note LIKE ?)" for _ in text.split())
        return self._run("thing", "id", where, [f"%{w}%" for w in text.split() for _ in range(2)], "id")

    def trigram(self, text: str) -> list[int]:
        """Words of three characters and more by MATCH, ranked; shorter ones by LIKE, as FTS5 cannot match them."""
        long = [w for w in text.split() if len(w) > 2]
        short = [w for w in text.split() if len(w) <= 2]
        where = ["tri MATCH ?"] if long else []
        values = [" ".join(f'"{w}"' for w in long)] if long else []
        for word in short:
            where.append("(name LIKE ? OR note LIKE ?)")
            values += [f"%{word}%"] * 2
        return self._run("tri", "rowid", " AND ".join(where), values, "rank" if long else "rowid")

    def _run(self, table: str, key: str, where: str, values: list[str], order: str) -> list[int]:
        self.db.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()  # noqa: S608  our own words
        found = self.db.execute(f"SELECT {key} FROM {table} WHERE {where} ORDER BY {order} LIMIT 20", values)  # noqa: S608
        return [row[0] for row in found]


def milliseconds(search: Search, texts: Sequence[str]) -> list[float]:
    """How long each query takes, after one to warm up."""
    search(texts[0])
    out = []
    for text in texts:
        started = time.perf_counter()
        search(text)
        out.append((time.perf_counter() - started) * 1000)
    return out


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


def speed(count: int, folder: Path) -> list[dict[str, object]]:
    """Rows on building and on each sort of query, beside LIKE and beside FTS5."""
    ours, sql = Ours(folder / "index", things(count)), Sql(folder / "speed.db", things(count))
    asked = queries(list(things(min(count, 20_000))))
    rows = [
        _row(f"build of {count}, s", ours.seconds, sql.seconds, "peer: FTS5 trigram, text alone"),
        _row("size, MB", ours.bytes / 1e6, (folder / "speed.db").stat().st_size / 1e6, "peer: table and FTS5"),
    ]
    every: dict[str, list[float]] = {"ours": [], "like": [], "trigram": []}
    for sort, texts in asked.items():
        told = {"ours": milliseconds(ours, texts)}
        told |= {"like": milliseconds(sql.like, texts[:20]), "trigram": milliseconds(sql.trigram, texts)}
        for name, values in told.items():
            every[name] += values
        for peer, words in (("like", "SQL icontains"), ("trigram", "FTS5 trigram")):
            rows.append(_row(f"{sort}: p95 ms", p95(told["ours"]), p95(told[peer]), f"peer: {words}"))
    for peer, words in (("like", "SQL icontains"), ("trigram", "FTS5 trigram")):
        ours_all, theirs = every["ours"], every[peer]
        rows.append(_row("all sorts: p50 ms", statistics.median(ours_all), statistics.median(theirs), f"peer: {words}"))
        rows.append(_row("all sorts: p95 ms", p95(ours_all), p95(theirs), f"peer: {words}; goal: 50"))
    return rows


def quality(folder: Path) -> list[dict[str, object]]:
    """Rows on known names of the pack's facts: recall and nDCG among the first ten."""
    pack = Pack.load("shandong")
    names = list(
        dict.fromkeys(str(f["name"]) for kind in pack.fact_kinds() for f in pack.iter_facts(kind) if f["name"])
    )
    documents = [Document("fact", i, name, f"/{i}", ("public",)) for i, name in enumerate(names)]
    ours, sql = Ours(folder / "facts", iter(documents)), Sql(folder / "facts.db", iter(documents))
    rng = random.Random(42)
    chosen = rng.sample([d for d in documents if len(parts_of(d.name)[0]) >= 4], KNOWN)
    tests: dict[str, list[tuple[str, set[int]]]] = {
        "in full": [],
        "wrong character": [],
        "pinyin": [],
        "two characters": [],
    }
    for document in chosen:
        name, run = document.name, "".join(parts_of(document.name)[0])
        tests["in full"].append((name, {document.pk}))
        tests["wrong character"].append((_wrong(run, rng), {d.pk for d in documents if run in d.name}))
        syllables = "".join(lazy_pinyin(run))
        tests["pinyin"].append((syllables, {d.pk for d in documents if run in d.name}))
        at = rng.randrange(len(run) - 1)
        tests["two characters"].append((run[at : at + 2], {d.pk for d in documents if run[at : at + 2] in d.name}))
    rows = []
    for test, cases in tests.items():
        told = [[_judged(search(text), right) for text, right in cases] for search in (ours, sql.trigram)]
        for i, figure in enumerate(("recall@10", "nDCG@10")):
            mine, theirs = (statistics.fmean(case[i] for case in cases) for cases in told)
            rows.append(_row(f"{test}: {figure}", mine, theirs, f"{KNOWN} of {len(names)} names; peer: FTS5 trigram"))
    return rows


def _judged(found: list[int], right: set[int]) -> tuple[float, float]:
    gains = [1 / math.log2(i + 2) for i, pk in enumerate(found[:10]) if pk in right]
    best = sum(1 / math.log2(i + 2) for i in range(min(10, len(right))))
    return len(gains) / min(10, len(right)), sum(gains) / best


def rows(count: int = THINGS) -> list[dict[str, object]]:
    """Figures with our value and a peer's, each with a note."""
    with tempfile.TemporaryDirectory() as folder:
        return [*speed(count, Path(folder)), *quality(Path(folder))]


def _row(figure: str, value: float, peer: float, note: str) -> dict[str, object]:
    return {"figure": figure, "value": round(value, 3), "peer": round(peer, 3), "note": note}


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else THINGS):
        print(f"{row['figure']:34}{row['value']:>12}{row['peer']:>12}  {row['note']}")
