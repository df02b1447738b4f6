"""Rules over a million firms beside OpenFisca-core and zen-engine, and the trace of one firm.

The same two rules are written for each engine: the 鲁科贷 interest subsidy (four conditions, a rate, a cap) and the tax
saved by the R&D deduction (two limits, an exclusion by income, a rate by title). Amounts are compared with whole-number
arithmetic in NumPy. Ours checks every fact (types, bounds) inside the time measured; the peers check nothing.

The peers are no dependencies (OpenFisca-core is AGPL). XINZHI_PEER_PYTHON names a Python that has them.
"""

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xinzhi.incentives.engine import Firm
from xinzhi.incentives.engine.describe import described
from xinzhi.incentives.engine.folders import pack_rules

ON = dt.date(2026, 6, 1)
FIRMS = 1_000_000
FLAGS = (
    "holds_tech_sme",
    "loan_eligible_use",
    "loan_repaid",
    "lukedai_subsidised",
    "resident",
    "audited_accounts",
    "holds_hnte",
)
RULES = ("lukedai_interest", "rd_super_deduction")
PEERS = Path(__file__).parent / "peers"


def rows() -> list[dict[str, Any]]:
    """Time for a million firms, each rule and the whole book; amounts off; the trace of one firm."""
    facts = firms(FIRMS)
    frame = as_frame(facts)
    book = pack_rules()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.npz"
        np.savez(path, **facts)
        fisca = peer("rules_openfisca.py", path)
        zen = peer("rules_zen.py", path)
    found = []
    for rule in RULES:
        part = frame.select(columns_of(rule, frame))
        seconds = best(lambda rule=rule, part=part: book.assess_frame(part, ON, only=[rule]))
        result = book.assess_frame(part, ON, only=[rule])[f"benefit.{rule}"].to_numpy()
        wrong = int((result != facts[f"exact.{rule}"]).sum())
        theirs = fisca.get(rule)
        note = f"ours: {wrong} of {FIRMS} amounts off by a fen or more"
        note += (
            f"; OpenFisca: {theirs['wrong']} off, {theirs['calculate']:.3f} s of it calculating"
            if theirs
            else absent(fisca)
        )
        found.append(row(f"1M firms, {rule}, s", seconds, theirs and theirs["build"] + theirs["calculate"], note))
    found.append(
        row(
            "1M firms, the whole book, s",
            best(lambda: book.assess_frame(frame, ON), 2),
            None,
            "8 statuses, 13 benefits",
        )
    )
    return found + one_by_one(facts, zen)


def one_by_one(facts: dict[str, np.ndarray], zen: dict[str, Any]) -> list[dict[str, Any]]:
    """One firm at a time with every step; zen-engine has the one rule, ours the whole book."""
    book = pack_rules()
    columns = as_frame({key: value[:500] for key, value in facts.items()}).to_dicts()
    times, wrong = [], 0
    book.assess(Firm(columns[0]), ON).trace  # noqa: B018  the day's rules are bound once
    for index, values in enumerate(columns):
        start = time.perf_counter()
        result = book.assess(Firm(values), ON)
        steps = result.trace
        times.append(time.perf_counter() - start)
        wrong += result.benefits["lukedai_interest"].amount != facts["exact.lukedai_interest"][index]
    note = f"{len(steps)} steps, {wrong} wrong; slowest {max(times) * 1000:.1f} ms"
    theirs = zen.get("rows_per_second")
    note += f"; zen-engine: one rule, {zen['wrong']} wrong" if theirs else absent(zen)
    return [
        row("one firm, whole book, with trace, ms", statistics.median(times) * 1000, theirs and 1000 / theirs, note)
    ]


def firms(number: int) -> dict[str, np.ndarray]:
    """Made-up facts by name, and the exact amounts by whole-number arithmetic."""
    chance = np.random.default_rng(20260601)
    facts: dict[str, np.ndarray] = {name: chance.random(number) < 0.7 for name in FLAGS}
    largest = {"loan_interest": 3 * 10**8, "rd_items": 10**10, "rd_other": 2 * 10**9, "rd_outsourced_domestic": 2 * 10**9,
               "rd_outsourced_overseas": 10**10, "rd_amortisation": 10**9, "excluded_industry_income": 6 * 10**10,
               "investment_income": 10**10}  # fmt: skip
    facts |= {name: chance.integers(0, most, number) for name, most in largest.items()}
    facts["total_income"] = 10**10 + chance.integers(0, 10**11, number)
    return facts | exact(facts)


def exact(f: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Both rules in whole fen."""
    eligible = f["holds_tech_sme"] & f["loan_eligible_use"] & f["loan_repaid"] & ~f["lukedai_subsidised"]
    interest = np.where(eligible, np.minimum(f["loan_interest"] * 2 // 5, 50_000_000), 0)
    home = f["rd_items"] + np.minimum(f["rd_other"], f["rd_items"] // 9) + f["rd_outsourced_domestic"] * 4 // 5
    base = home + np.minimum(f["rd_outsourced_overseas"] * 4 // 5, home * 2 // 3) + f["rd_amortisation"]
    allowed = f["resident"] & f["audited_accounts"]
    allowed &= ~(2 * f["excluded_industry_income"] > f["total_income"] - f["investment_income"])
    saved = np.where(allowed, base * np.where(f["holds_hnte"], 15, 25) // 100, 0)
    return {"exact.lukedai_interest": interest, "exact.rd_super_deduction": saved}


def as_frame(facts: dict[str, np.ndarray]) -> pl.DataFrame:
    """The facts as the columns of FIRM.parquet."""
    yearly = {fact.key for fact in pack_rules().facts if fact.yearly}
    return pl.DataFrame({f"{k}.2025" if k in yearly else k: v for k, v in facts.items() if not k.startswith("exact.")})


def columns_of(rule: str, frame: pl.DataFrame) -> list[str]:
    """The columns that a rule reads."""
    read = {row["key"] for row in described(pack_rules()) if rule in row["used_by"]}
    return [column for column in frame.columns if column.partition(".")[0] in read]


def best(call: Any, times: int = 5) -> float:
    """The shortest of several runs, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)


def peer(script: str, facts: Path) -> dict[str, Any]:
    """What a peer's script prints; why not, under «absent»."""
    python = os.environ.get("XINZHI_PEER_PYTHON", sys.executable)
    done = subprocess.run([python, PEERS / script, facts], capture_output=True, text=True, check=False)
    if done.returncode:
        return {"absent": done.stderr.strip().splitlines()[-1] if done.stderr else "failed"}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def absent(found: dict[str, Any]) -> str:
    return f"; peer not run: {found.get('absent', '')}"


def row(figure: str, value: float, theirs: float | None, note: str) -> dict[str, Any]:
    return {"figure": figure, "value": value, "peer": theirs, "note": note}
