"""What the registers know of firms, as the columns of a list."""

import re
from collections.abc import Sequence

import numpy as np

from xinzhi.cultivation.engine import Firms, ListFile
from xinzhi.registry.models import Observation, Organisation, OrganisationKind, Standing

# `revenue_1` is the revenue of the year before, `revenue_2` of two years before.
_EARLIER = re.compile(r"(?P<measure>[a-z_]+?)_(?P<back>[1-9])")
IN_FIELD = "in_future_field"


def firms_for(listed: ListFile, year: int, *, simulated: bool) -> Firms:
    """The published enterprises with their figures of the year (and of years before it, as the list reads them).

    A firm's id is its key. Figures nobody reported are NaN. A firm without any figure of these is not among them: the list has nothing
    to say of it. `simulated` firms or real ones, never both. Four queries.
    """
    wanted = {name: _measure(name, year) for name in listed.columns if name != IN_FIELD}
    entries = Organisation.objects.filter(
        kind=OrganisationKind.ENTERPRISE, standing=Standing.PUBLISHED, simulated=simulated
    )
    rows = list(entries.order_by("key").values_list("pk", "key", "name", "field__key"))
    at = {row[0]: i for i, row in enumerate(rows)}
    columns = {name: np.full(len(rows), np.nan) for name in wanted}
    by_figure: dict[tuple[str, int], list[str]] = {}
    for name, figure in wanted.items():
        by_figure.setdefault(figure, []).append(name)
    figures = Observation.objects.filter(
        kind="organisation",
        measure__in={measure for measure, _year in wanted.values()},
        year__in={asked for _measure, asked in wanted.values()},
        simulated=simulated,
    )
    for entry, measure, asked, value in figures.values_list("entry_id", "measure", "year", "value").iterator(20_000):
        if entry in at:
            for name in by_figure.get((measure, asked), ()):
                columns[name][at[entry]] = value
    return _known(rows, columns, listed, simulated=simulated)


def _known(
    rows: Sequence[tuple[int, str, str, str | None]],
    columns: dict[str, np.ndarray],
    listed: ListFile,
    *,
    simulated: bool,
) -> Firms:
    some = np.zeros(len(rows), dtype=bool)
    for values in columns.values():
        some |= ~np.isnan(values)
    kept = [row for row, known in zip(rows, some, strict=True) if known]
    columns = {name: values[some] for name, values in columns.items()}
    if IN_FIELD in listed.columns:
        columns[IN_FIELD] = np.array([float(row[3] is not None) for row in kept])
    return Firms(
        ids=tuple(row[1] for row in kept),
        names=tuple(row[2] for row in kept),
        columns={name: columns[name] for name in listed.columns},
        groups=tuple(row[3] or "" for row in kept),
        simulated=np.full(len(kept), simulated),
    )


def _measure(name: str, year: int) -> tuple[str, int]:
    found = _EARLIER.fullmatch(name)
    return (found["measure"], year - int(found["back"])) if found else (name, year)
