"""Small list files and firms for the tests of ranked lists."""

import numpy as np

from xinzhi.cultivation.engine import Firms, ListFile, read_list

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
