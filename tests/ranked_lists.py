"""Small list files and firms for the tests of ranked lists."""

import numpy as np

from factories import OrganisationFactory
from xinzhi.cultivation.engine import Firms, ListFile, read_list
from xinzhi.registry.models import Observation, Statement

HEAD = """
[list]
key = "small"
name = "小榜单"
name_en = "Small list"
basis = "测试"
basis_en = "test"
confidence = "?"
"""


def listed(
    columns: int = 3, method: str = "", indicators: str = "", extra: str = "", head: str = HEAD, weight: int = 1
) -> ListFile:
    """A list over columns c0, c1, …, each an indicator i0, i1, …; `indicators` is put into each of them."""
    return read_list(text(columns, method, indicators, extra, head, weight).encode())


def text(
    columns: int = 3, method: str = "", indicators: str = "", extra: str = "", head: str = HEAD, weight: int = 1
) -> str:
    rows = [
        f'[[indicator]]\nkey = "i{i}"\nname = "指标{i}"\nname_en = "Indicator {i}"\nvalue = "c{i}"\nunit = "item"\n'
        f'basis = "测试"\nconfidence = "?"\nweight = {weight + i}\n{indicators}\n'
        for i in range(columns)
    ]
    return f"{head}\n[method]\n{method}\n{''.join(rows)}\n{extra}"


def firms(values, groups=()) -> Firms:
    """Firms f0, f1, … with figures (n, columns)."""
    values = np.asarray(values, dtype=float)
    ids = tuple(f"f{i}" for i in range(len(values)))
    columns = {f"c{i}": values[:, i] for i in range(values.shape[1])}
    return Firms(ids, ids, columns, tuple(groups), np.zeros(len(values), dtype=bool))


def tiered() -> bytes:
    """A list over revenue and staff with a gate, three places and something to vary."""
    body = text(2, extra=GATE + TIER + "[uncertainty]\nbase = 16\n")
    return body.replace('value = "c0"', 'value = "revenue"').replace('value = "c1"', 'value = "staff"').encode()


GATE = (
    '[[gate]]\nkey = "some-staff"\nname = "有职工"\nname_en = "Some staff"\n'
    'holds = "staff >= 1"\nbasis = "测试"\nconfidence = "?"\n'
)
TIER = '[[tier]]\nkey = "first"\nname = "前三"\nname_en = "First three"\ntop = 3\n'


def firms_of_year(year, count, *, simulated=True, prefix="firm", firms=None):
    """Registered enterprises with figures of the year: the later in the list, the larger. Given `firms`, theirs."""
    made = firms or [
        OrganisationFactory(key=f"{prefix}-{i}", name=f"{prefix}企业{i}", kind="enterprise", simulated=simulated)
        for i in range(count)
    ]
    for i, firm in enumerate(made):
        statement = Statement.objects.create(
            kind="organisation", entry_id=firm.pk, period=year, simulated=simulated, state="accepted"
        )
        for measure, value in (("revenue", 1_000_000 * (i + 1) ** 2), ("staff", 10 + i)):
            Observation.objects.create(
                kind="organisation",
                entry_id=firm.pk,
                measure=measure,
                year=year,
                value=value,
                simulated=simulated,
                statement=statement,
            )
    return made
