"""The province's firms as a frame for the rules: one row a firm, a column a fact."""

import datetime as dt
from typing import Any

import polars as pl
from django.db.models import QuerySet

from xinzhi.core.remember import remember
from xinzhi.registry.models import ClaimState, Observation, Organisation, OrganisationKind, Standing, Title

from .book import book
from .firm import LATEST

YEARS = 3


def province(on: dt.date, *, simulated: bool) -> pl.DataFrame:
    """Published enterprises with what registers say of them on the day; `city`, `field` and `key` beside the facts.

    Real firms, or the marked simulated ones: never both in one count. Three queries, kept until something is recorded.
    """
    return remember(("incentives.province", on, simulated), lambda: _frame(on, simulated=simulated))


def _frame(on: dt.date, *, simulated: bool) -> pl.DataFrame:
    firms = Organisation.objects.filter(
        kind=OrganisationKind.ENTERPRISE, standing=Standing.PUBLISHED, simulated=simulated
    )
    frame = _firms(firms, on)
    if not frame.height:
        return frame
    return frame.join(_figures(firms, on), on="id", how="left").join(_titles(firms, on), on="id", how="left").drop("id")


def _firms(firms: QuerySet[Organisation], on: dt.date) -> pl.DataFrame:
    rows = firms.values_list("pk", "key", "city__key", "field__key", "registered_on", "stock_code")
    schema = {"id": pl.Int64, "key": pl.String, "city": pl.String, "field": pl.String, "registered_on": pl.Date}
    frame = pl.DataFrame(list(rows), schema={**schema, "stock_code": pl.String}, orient="row")
    return frame.with_columns(
        registered_on=pl.when(pl.col("registered_on") <= on).then("registered_on"),
        in_shandong=pl.when(pl.col("city").is_not_null()).then(pl.lit(value=True)),
        listed=pl.when(pl.col("stock_code") != "").then(pl.lit(value=True)),
    ).drop("stock_code")


def _figures(firms: QuerySet[Organisation], on: dt.date) -> pl.DataFrame:
    """Figures of the last years, a column each; the latest of those that rules ask as of today."""
    known = book().facts
    measures = [*(fact.key for fact in known if fact.yearly), *LATEST]
    rows = Observation.objects.filter(
        kind="organisation",
        entry_id__in=firms.values("pk"),
        measure__in=measures,
        year__range=(on.year - YEARS, on.year),
    ).values_list("entry_id", "measure", "year", "value")
    schema = {"id": pl.Int64, "measure": pl.String, "year": pl.Int32, "value": pl.Int64}
    table = pl.DataFrame(list(rows), schema=schema, orient="row")
    yearly = table.filter(pl.col("measure").is_in([m for m in measures if m not in LATEST]))
    wide = yearly.with_columns(column=pl.format("{}.{}", "measure", "year")).pivot("column", index="id", values="value")
    for measure, keys in LATEST.items():
        last = table.filter(measure=measure).sort("year").group_by("id").agg(pl.col("value").last())
        wide = wide.join(
            last.select("id", *(pl.col("value").alias(key) for key in keys)), on="id", how="full", coalesce=True
        )
    return wide


def _titles(firms: QuerySet[Organisation], on: dt.date) -> pl.DataFrame:
    """For each title fact: held on the day, or held before and no longer; null where the registers are silent."""
    by_name: dict[str, str] = {}
    for status in book().statuses.values():
        if status.holds:
            by_name |= {status.name: status.holds, status.name.removesuffix("企业"): status.holds}
    rows: list[Any] = list(
        Title.objects.filter(
            kind="organisation", entry_id__in=firms.values("pk"), state=ClaimState.ACCEPTED, name__in=[*by_name]
        ).values_list("entry_id", "name", "issued", "expires")
    )
    schema = {"id": pl.Int64, "name": pl.String, "issued": pl.Date, "expires": pl.Date}
    table = pl.DataFrame(rows, schema=schema, orient="row").filter(
        pl.col("issued").is_null() | (pl.col("issued") <= on)
    )
    valid = pl.col("expires").is_null() | (pl.col("expires") >= on)
    held = table.with_columns(fact=pl.col("name").replace(by_name), valid=valid)
    return held.pivot("fact", index="id", values="valid", aggregate_function="max")
