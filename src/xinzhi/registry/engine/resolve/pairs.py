"""Pairs of records that may be one organisation, and their clusters: splink on DuckDB.

splink and DuckDB are imported by the first call of `resolve`: they take a second.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .model import BLOCKS, COMPARISONS, EXPLODED, NAME, PRIOR, Comparison, words_of_level
from .names import Name, analyse
from .tables import tables

if TYPE_CHECKING:
    import duckdb

KEEP = 0.05
"""Pairs less probable than this are not given, unless one is part of the other."""


@dataclass(frozen=True, slots=True)
class Record:
    """One organisation as a source names it; what is not known is empty."""

    id: str
    name: str
    other_names: tuple[str, ...] = ()
    credit_code: str = ""
    city: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A level that a pair is at, and its weight in bits: above 0 it speaks for one organisation."""

    comparison: str
    level: str
    weight: float

    @property
    def words(self) -> str:
        """In English."""
        return words_of_level(self.comparison, self.level)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, `left` < `right` in order of input, and how they stand.

    `probability` is that they are one organisation. `whole` is the id of the body where one is a part of the other
    (a school, a branch, a campus, an affiliated hospital): related, never the same.
    """

    left: str
    right: str
    probability: float
    reasons: tuple[Reason, ...]
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The pairs, most probable first, and the clusters of two or more at the threshold, largest first."""

    pairs: list[Pair] = field(default_factory=list)
    clusters: list[list[str]] = field(default_factory=list)


def resolve(records: Sequence[Record], *, threshold: float = 0.9, keep: float = KEEP) -> Resolution:
    """Which records are one organisation. Ids must be distinct (ValueError). 60,000 names take about a minute."""
    if len({record.id for record in records}) != len(records):
        msg = "two records have one id"
        raise ValueError(msg)
    if len(records) < 2:
        return Resolution()
    import duckdb

    with duckdb.connect(":memory:") as connection:
        return _resolve(connection, records, threshold, keep)


def _resolve(
    connection: duckdb.DuckDBPyConnection, records: Sequence[Record], threshold: float, keep: float
) -> Resolution:
    from splink import DuckDBAPI, Linker

    names = [analyse(record.name) for record in records]
    api = DuckDBAPI(connection)
    data = api.register(_columns(records, names), table_name="organisations")
    linker = Linker(data, _settings(), log_level=logging.ERROR, validate_settings=False)
    predicted = linker.inference.predict(warning_mode="never")
    part = NAME.levels[::-1].index(next(level for level in NAME.levels if level.key == "part"))
    columns = ", ".join(f"gamma_{comparison.key}" for comparison in COMPARISONS)
    found = connection.sql(
        f"SELECT unique_id_l, unique_id_r, match_weight, {columns} FROM {predicted.physical_name} "  # noqa: S608  our own names
        f"WHERE match_probability >= {keep} OR gamma_name = {part} ORDER BY match_weight DESC, unique_id_l, unique_id_r"
    ).fetchall()
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=threshold
    )
    members = connection.sql(
        f"SELECT list(unique_id ORDER BY unique_id) AS ids FROM {clusters.physical_name} "  # noqa: S608
        "GROUP BY cluster_id HAVING count(*) > 1 ORDER BY count(*) DESC, ids[1]"
    ).fetchall()
    return Resolution(
        [_pair(row, records, names) for row in found],
        [[records[i].id for i in ids] for (ids,) in members],
    )


def _columns(records: Sequence[Record], names: Sequence[Name]) -> dict[str, list[Any]]:
    """The analysed names as columns for splink."""
    known = tables()
    rows = [_row(record, name) for record, name in zip(records, names, strict=True)]
    columns = {column: [row[column] for row in rows] for column in rows[0]}
    columns["unique_id"] = list(range(len(rows)))
    columns["distinct"] = [list(known.distinct.get(name.body, ())) or [""] for name in names]
    return columns


def _row(record: Record, name: Name) -> dict[str, Any]:
    units = "/".join(name.units)
    others = {analyse(other).whole for other in record.other_names}
    former = set(name.former) if not units else set()
    return {
        "text": name.text,
        "whole": name.whole,
        "body": name.body,
        "stem": name.stem,
        "form": name.form,
        "kind": name.kind,
        "region": name.region,
        "province": tables().cities.get(name.region, name.region),
        "units": units,
        "last": name.units[-1] if name.units else "",
        "marks": name.marks,
        "renamed": name.renamed,
        "upgrade": name.upgrade,
        "names": sorted({name.whole, *others}),
        "all_names": sorted({name.whole, *others, *former}),
        "joint": name.joint,
        "initials": name.initials or "-",
        "start": name.body[:1],
        "stem_start": name.stem[:1],
        "pattern": _pattern(name.body),
        "unit_pattern": _pattern(units),
        "credit_code": record.credit_code.strip().upper(),
        "city": record.city.strip(),
        "address": "".join(record.address.split()),
    }


def _pattern(text: str) -> str:
    """For LIKE: the characters in this order, whatever stands between them, beginning with the first."""
    return "%".join(text.replace("%", "").replace("_", "")) + "%"


def _settings() -> Any:
    from splink import SettingsCreator
    from splink.blocking_rule_library import CustomRule

    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=PRIOR,
        comparisons=[_comparison(comparison) for comparison in COMPARISONS],
        blocking_rules_to_generate_predictions=[
            *(CustomRule(rule, sql_dialect="duckdb") for rule in BLOCKS),
            CustomRule(EXPLODED, sql_dialect="duckdb", arrays_to_explode=["all_names"]),
        ],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(comparison: Comparison) -> Any:
    from splink.comparison_level_library import CustomLevel, ElseLevel
    from splink.comparison_library import CustomComparison

    levels: list[Any] = []
    for level in comparison.levels:
        made: Any = ElseLevel() if level.sql == "ELSE" else CustomLevel(level.sql, level.key)
        if level.key == "unknown":
            made.configure(is_null_level=True)
        else:
            made.configure(m_probability=level.m, u_probability=level.u)
        levels.append(made)
    return CustomComparison(levels, output_column_name=comparison.key)


def _pair(row: tuple[Any, ...], records: Sequence[Record], names: Sequence[Name]) -> Pair:
    left, right, weight, *gammas = row
    reasons = tuple(_reasons(gammas))
    whole = ""
    if any(reason.level == "part" for reason in reasons):
        whole = records[min(left, right, key=lambda i: len(names[i].units))].id
    return Pair(records[left].id, records[right].id, 1 / (1 + 2**-weight), reasons, whole)


def _reasons(gammas: Iterable[int]) -> Iterable[Reason]:
    """What the pair agrees and differs in; what is unknown of either says nothing."""
    for comparison, gamma in zip(COMPARISONS, gammas, strict=True):
        if gamma < 0:
            continue
        level = comparison.levels[len(comparison.levels) - 1 - gamma]
        yield Reason(comparison.key, level.key, round(math.log2(level.m / level.u), 2))
