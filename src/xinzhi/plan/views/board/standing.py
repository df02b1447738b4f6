"""The board's arithmetic laid beside database rows as annotations, so that lists can filter, sort and export it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, CharField, DateField, DecimalField, Field, IntegerField, Value, When

from xinzhi.plan.engine.progress import Health, Standing
from xinzhi.plan.figures import counted
from xinzhi.plan.queries import DutyRow, MeasureRow, TargetRow

_NUMBER = DecimalField(max_digits=18, decimal_places=4)
_STEP = Decimal("0.0001")


def target_columns(rows: Mapping[int, TargetRow]) -> dict[str, Any]:
    """Annotations for targets by id: standing, its rank from best to worst, value, expectation, figures, simulated."""

    def expected(row: TargetRow) -> Decimal | None:
        return None if row.expected is None else row.expected.quantize(_STEP)

    ranks = list(Standing)
    return {
        "standing_now": column(rows, lambda r: str(r.standing), CharField()),
        "rank_now": column(rows, lambda r: ranks.index(r.standing), IntegerField()),
        "current_now": column(rows, lambda r: r.current.value.quantize(_STEP), _NUMBER),
        "expected_now": column(rows, expected, _NUMBER),
        "as_of_now": column(rows, lambda r: r.current.as_of, DateField()),
        "figures_now": column(rows, counted, IntegerField()),
        "simulated_now": column(rows, lambda r: r.is_simulated, BooleanField()),
    }


def measure_columns(rows: Mapping[int, MeasureRow]) -> dict[str, Any]:
    """Annotations for measures by id: health, its rank, working days late, simulated."""
    ranks = list(Health)
    return {
        "health_now": column(rows, lambda r: str(r.health), CharField()),
        "rank_now": column(rows, lambda r: ranks.index(r.health), IntegerField()),
        "overdue_now": column(rows, lambda r: r.overdue, IntegerField()),
        "simulated_now": column(rows, lambda r: any(d.is_simulated for d in r.duties), BooleanField()),
    }


def department_columns(rows: Mapping[int, list[DutyRow]]) -> dict[str, Any]:
    """Annotations for organisations by id, from the duties each has: counts by kind, late reports, worst health."""
    ranks = list(Health)

    def of_kind(kind: str) -> Callable[[list[DutyRow]], int]:
        return lambda duties: sum(d.duty.kind == kind for d in duties)

    def worst(duties: list[DutyRow]) -> int:
        return max((ranks.index(d.health) for d in duties if d.duty.must_report), default=ranks.index(Health.WAITING))

    return {
        "leads_now": column(rows, of_kind("lead"), IntegerField()),
        "shared_now": column(rows, of_kind("shared"), IntegerField()),
        "supports_now": column(rows, of_kind("support"), IntegerField()),
        "late_now": column(rows, lambda ds: sum(o.overdue > 0 for d in ds for o in d.owed), IntegerField()),
        "health_now": column(rows, lambda ds: str(ranks[worst(ds)]), CharField()),
        "rank_now": column(rows, worst, IntegerField()),
        "simulated_now": column(rows, lambda ds: any(d.is_simulated for d in ds), BooleanField()),
    }


def column(rows: Mapping[int, Any], value: Callable[[Any], Any], kind: Field[Any, Any]) -> Case:
    """One annotation: for each id the value of its row; null for ids without one."""
    cases = [When(pk=pk, then=Value(value(row), output_field=kind)) for pk, row in rows.items()]
    return Case(*cases, output_field=kind)
