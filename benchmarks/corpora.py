"""Simulated corpora at full size, read by `xinzhi foresight corpus` and back-tested: seconds, peak memory, what was refused.

`python benchmarks/corpora.py make FOLDER [--records 720000] [--sample FILE]` writes three exports (OpenAlex lines, CNKI NoteExpress, CSV). Texts are
sentences of the shared arXiv sample, drawn again within category and year: frequencies of words and their course over the years are
those of the sample, the documents are no real ones. Every record's number begins with «simulated». One in 50 is met twice, one in 100
has no title, one in 100 no date, so that refusals can be counted.

`python benchmarks/corpora.py read FOLDER` and `… test FOLDER` run the two commands in a process of their own and print what they took.
Not a part of `make bench`: it takes half an hour and 4 GB of disk.
"""

import argparse
import csv
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

SAMPLE = Path(__file__).parents[1] / ".." / "shared" / "datasets" / "arxiv-2020-dev.parquet"
FORMS = ("openalex.jsonl", "noteexpress.txt", "papers.csv")
TWICE, UNTITLED, UNDATED = 50, 100, 100  # one record in so many
FIRST_YEAR = 2002  # the sample has few papers before
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


class Pool(NamedTuple):
    """What the sample has of a category and year."""

    titles: list[list[str]]
    sentences: list[str]
    lengths: list[int]
    authors: list[str]


class Record(NamedTuple):
    """A simulated document."""

    number: str
    title: str
    abstract: str
    date: str
    authors: list[str]
    category: str


def read_pools(sample: Path) -> tuple[dict[tuple[str, int], Pool], list[tuple[str, int]], np.ndarray[Any, Any]]:
    """The sample's pools, and how many of its papers each has."""
    pools: dict[tuple[str, int], Pool] = defaultdict(lambda: Pool([], [], [], []))
    columns = ("title", "abstract", "created", "primary_cat", "author_text")
    for title, abstract, created, category, authors in pl.read_parquet(sample, columns=columns).iter_rows():
        if created.year < FIRST_YEAR:
            continue
        pool = pools[category, created.year]
        sentences = _SENTENCE.split(" ".join((abstract or "").split()))
        pool.titles.append(title.split())
        pool.sentences.extend(sentences)
        pool.lengths.append(len(sentences))
        pool.authors.extend(a.strip() for a in (authors or "").split(",") if a.strip())
    keys = list(pools)
    size = np.array([len(pools[key].titles) for key in keys], dtype=float)
    return dict(pools), keys, size / size.sum()


def simulate(sample: Path, records: int, seed: int = 0) -> Iterator[Record]:
    """So many documents, in no order of years."""
    pools, keys, share = read_pools(sample)
    rng = np.random.default_rng(seed)
    block = 20_000
    for start in range(0, records, block):
        drawn = rng.choice(len(keys), min(block, records - start), p=share)
        dice = rng.integers(0, 2**31, (len(drawn), 40))
        for place, (key, die) in enumerate(zip(drawn.tolist(), dice.tolist(), strict=True)):
            category, year = keys[key]
            pool = pools[keys[key]]
            one, other = (pool.titles[die[i] % len(pool.titles)] for i in (0, 1))
            length = min(pool.lengths[die[2] % len(pool.lengths)], 20)
            yield Record(
                f"simulated-{start + place}",
                " ".join([*one[: max(len(one) // 2, 2)], *other[len(other) // 2 :]]),
                " ".join(pool.sentences[d % len(pool.sentences)] for d in die[3 : 3 + length]),
                f"{year}-{die[24] % 12 + 1:02}-{die[25] % 28 + 1:02}",
                [pool.authors[d % len(pool.authors)] for d in die[26 : 27 + die[38] % 5]] if pool.authors else [],
                category,
            )


def make(folder: Path, sample: Path, records: int) -> None:
    """Write the three exports."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / FORMS[0]).open("w", encoding="utf-8") as lines,
        (folder / FORMS[1]).open("w", encoding="utf-8") as tagged,
        (folder / FORMS[2]).open("w", encoding="utf-8", newline="") as table,
    ):
        rows = csv.writer(table)
        rows.writerow(["id", "title", "abstract", "date", "authors", "categories"])
        for number, record in enumerate(simulate(sample, records)):
            spoilt = record._replace(
                title="" if number % UNTITLED == 7 else record.title, date="" if number % UNDATED == 13 else record.date
            )
            if not spoilt.title:
                spoilt = spoilt._replace(abstract="")
            for _ in range(2 if number % TWICE == 21 else 1):
                if number % 3 == 0:
                    lines.write(_openalex(spoilt))
                elif number % 3 == 1:
                    tagged.write(_noteexpress(spoilt))
                else:
                    rows.writerow([*spoilt[:4], "; ".join(spoilt.authors), spoilt.category])


def _openalex(record: Record) -> str:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(record.abstract.split()):
        index.setdefault(word, []).append(place)
    work = {
        "id": record.number,
        "display_name": record.title,
        "publication_date": record.date or None,
        "abstract_inverted_index": index,
        "authorships": [{"author": {"display_name": name}, "institutions": []} for name in record.authors],
        "topics": [{"display_name": record.category}],
    }
    return json.dumps(work, ensure_ascii=False) + "\n"


def _noteexpress(record: Record) -> str:
    tags = [("Reference Type", "Journal Article"), ("Title", record.title)]
    tags += [("Author", name) for name in record.authors]
    tags += [("Date", record.date), ("Subject", record.category), ("Accession Number", record.number)]
    tags += [("Abstract", record.abstract)]
    return "".join(f"{{{tag}}}: {value}\n" for tag, value in tags if value) + "\n"


class _Took(NamedTuple):
    """What a command printed and cost."""

    printed: str
    seconds: float
    processor: float
    peak: float  # MB

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s, {self.processor:.0f} s of processor, peak {self.peak:,.0f} MB"


def _measured(arguments: list[str]) -> _Took:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "xinzhi.site.cli", *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return _Took(done.stdout, time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3)


def read(folder: Path) -> None:
    """Read the exports into one corpus."""
    files = [str(folder / form) for form in FORMS]
    size = sum(Path(f).stat().st_size for f in files) / 1e6
    took = _measured(["foresight", "corpus", *files, "-o", str(folder / "corpus.parquet"), "--json"])
    report = json.loads(took.printed)
    reasons = Counter(report["reasons"])
    print(f"{report['taken']:,} documents of {size:,.0f} MB in {took}")
    print(f"refused {reasons.total():,}: {dict(reasons.most_common())}")


def test(folder: Path, first: int | None) -> None:
    """The back-test of the corpus, of all ten origins or from the one given."""
    origins = [] if first is None else ["--from", str(first)]
    took = _measured(["foresight", "backtest", str(folder / "corpus.parquet"), "--json", "--top", "0", *origins])
    report = json.loads(took.printed)
    print(f"{report['corpus']['papers']:,} papers, {len(report['origins'])} origins in {took}")
    for line in report["verdict"]:
        print(f"{line['metric']}: {line['value']} (best other: {line['best_other']}, lead {line['lead']})")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("make", "read", "test"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=720_000)
    parser.add_argument("--sample", type=Path, default=SAMPLE, help="the arXiv sample (default: ../shared)")
    parser.add_argument("--from", dest="first", type=int, help="first origin of the back-test (default: ten origins)")
    given = parser.parse_args()
    if given.verb == "make":
        make(given.folder, given.sample, given.records)
    elif given.verb == "read":
        read(given.folder)
    else:
        test(given.folder, given.first)


if __name__ == "__main__":
    main()
