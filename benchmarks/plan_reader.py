"""The plan reader on the corpus of invented plans: how well and how fast, beside a naive reader.

The peer is what one writes in an hour: a few regular expressions, no outline, no grammar of deadlines. It stands
here because no public tool reads this genre; it says how much of the work is more than pattern matching.
Run: `python benchmarks/plan_reader.py`.
"""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from plan import scoring  # noqa: E402 — the judge lives with the tests
from xinzhi.plan.engine.reader import read  # noqa: E402

CORPUS = ROOT / "tests" / "plan" / "corpus"
BIG = 2_000_000  # bytes of UTF-8
Reader = Callable[[str], object]

_NUMBER = re.compile(
    r"(?P<verb>达到|超过|突破|不低于|不少于|不超过)?(?P<value>\d+(?:\.\d+)?)(?P<unit>%|[万亿]*[家个项名人件条元座]+)(?P<after>以上|左右|以内)?"
)
_YEAR = re.compile(r"到(20\d\d)年")
_NOTE = re.compile(
    r"(?:[（(【]|^)(?:责任单位：)?([^（）()【】。\n]{2,80}?(?:负责|牵头[^）)】]*|配合))[）)】]", re.MULTILINE
)
_HEADING = re.compile(
    r"^(?:([一二三四五六七八九十]+)、|（([一二三四五六七八九十]+)）|(\d+)[.．])([^。\n]+)", re.MULTILINE
)
_SIGNS = {
    "达到": "≥",
    "不低于": "≥",
    "不少于": "≥",
    "以上": "≥",
    "超过": ">",
    "突破": ">",
    "不超过": "≤",
    "以内": "≤",
    "左右": "≈",
}


def naive(text: str) -> SimpleNamespace:
    """The naive reader: numbers with a unit, the last 到20XX年 before them, brackets that end in a duty word."""
    targets = [_naive_target(match, text) for match in _NUMBER.finditer(text)]
    number = re.search(r"\S{2,6}[〔\[]20\d\d[〕\]]\d+号", text)
    day = re.search(r"(20\d\d)年(\d+)月(\d+)日", text)
    return SimpleNamespace(
        text=text,
        title=text.strip().split("\n")[0],
        number=number and number[0],
        issued=day and f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}",
        issuer=None,
        fields=[],
        targets=targets,
        measures=_naive_measures(text),
    )


def _naive_target(match: re.Match[str], text: str) -> SimpleNamespace:
    start = max(text.rfind(mark, 0, match.start()) for mark in "，。；、\n") + 1
    paragraph = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    years = _YEAR.findall(paragraph)
    return SimpleNamespace(
        quantity=text[start : match.start()],
        comparator=_SIGNS.get(match["after"] or match["verb"] or "", "="),
        value=float(match["value"]),
        value_high=None,
        unit=match["unit"],
        due=f"{years[-1]}-12-31" if years else None,
        cadence="yearly" if "每年" in text[start : match.start()] else None,
        text=text[start : match.end()],
        span=match.span(),
    )


def _naive_measures(text: str) -> list[SimpleNamespace]:
    measures = []
    path: dict[int, str] = {}
    title = ""
    for found in sorted([*_HEADING.finditer(text), *_NOTE.finditer(text)], key=lambda match: match.start()):
        if found.re is _HEADING:
            level = next(i for i in (1, 2, 3) if found[i])
            path = {depth: label for depth, label in path.items() if depth < level} | {level: found[level]}
            title = found[4]
            continue
        lead, leads, others = found[1].rpartition("牵头")
        roles = (_names(lead), _names(others), []) if leads else ([], [], _names(others))
        roles = dict(zip(("lead", "support", "shared"), roles, strict=True))
        measures.append(SimpleNamespace(path=[*path.values()], title=title, **roles))
    return measures


def _names(words: str) -> list[str]:
    return [name for name in re.split("[、，]", re.sub("(按职责分工)?负责|配合|参与", "", words)) if name]


def total(reader: Reader, texts: list[Path]) -> tuple[scoring.Score, float]:
    """Score over all texts, and the mean seconds a text."""
    whole = scoring.Score()
    seconds = 0.0
    for path in texts:
        text = path.read_text(encoding="utf-8")
        started = time.perf_counter()
        plan = reader(text)
        seconds += time.perf_counter() - started
        whole.merge(scoring.score(scoring.gold_of(path), plan))
    return whole, seconds / len(texts)


def seconds_for(reader: Reader, text: str) -> float:
    """Seconds one reading takes."""
    started = time.perf_counter()
    reader(text)
    return time.perf_counter() - started


def rows() -> list[dict[str, object]]:
    """Figures with our value and the naive reader's, each with a note."""
    splits = {split: scoring.texts(CORPUS, split) for split in scoring.SPLITS}
    out: list[dict[str, object]] = []
    for split, chosen in splits.items():
        ours, _ = total(read, chosen)
        peer, _ = total(naive, chosen)
        for figure in ("targets", "measures", "departments", "fields"):
            for side in ("recall", "precision"):
                mine, other = ours.tallies[figure], peer.tallies[figure]
                value, beside = getattr(mine, side), getattr(other, side) if other.found else None
                note = f"{mine.gold} in {len(chosen)} texts; peer: naive expressions"
                out.append(_row(f"{figure} {side}, {split}", value, beside, note))
    texts = [path for chosen in splits.values() for path in chosen]
    ours_s, peer_s = total(read, texts)[1], total(naive, texts)[1]
    out.append(_row("seconds a text", ours_s, peer_s, "mean of the corpus, about 1200 characters each; bar 0.3"))
    once = "\n".join(path.read_text(encoding="utf-8") for path in texts)
    big = once * (BIG // len(once.encode()) + 1)
    small = big[: len(big) // 4]
    ours_s = seconds_for(read, big)
    out.append(_row("seconds for 2 MB", ours_s, seconds_for(naive, big), "the corpus over and over"))
    out.append(_row("growth from 0.5 to 2 MB", ours_s / seconds_for(read, small), None, "4 is linear"))
    return out


def _row(figure: str, value: float, peer: float | None, note: str) -> dict[str, object]:
    return {"figure": figure, "value": round(value, 4), "peer": None if peer is None else round(peer, 4), "note": note}


if __name__ == "__main__":
    for row in rows():
        print(
            f"{row['figure']:34}{row['value']:>10}{row['peer'] if row['peer'] is not None else '—':>10}  {row['note']}"
        )
