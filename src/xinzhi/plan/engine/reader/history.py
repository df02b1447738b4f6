"""Is a number told of the past? Years are judged in `deadlines`; here the words around it are."""

from __future__ import annotations

import re

_PAST_SENTENCE = re.compile(
    r"目前|截至(?:去年|上年)|近年来|以来|已经|连续[一二两三四五六七八九十\d]+年(?=保持|位居|居|增长)|(?:全[省市区县]|我[省市])[^，。]{0,6}(?:共有|拥有|共)|"
    r"^[ \u3000]*[^，。到至]{2,4}[省市县区州](?:现?拥有|现有)"  # the place's own stock, said without a date
)
_PAST_CLAUSE = re.compile(
    r"现有|已建成|已建|已有|已达|已形成|已培育|已累计|已突破|已超过|已成为|已实现|已拥有|已获批|已引进|已集聚|原有|"
    r"(?:达到|实现|建成|突破|取得|形成|完成|增长|超过|获批|培育|引进|集聚|拥有|新增|推出)了"
)
FORETELLS = re.compile(r"目标|预期|力争|争取|确保|预计")


def is_history(sentence: str, clause: str, *, ahead: bool) -> bool:
    """Do the words before a number say that it is reached already?

    `sentence` and `clause` end where the number begins and start behind the last date. `ahead`: its own
    words look into the future, so that a comparison with last year (同比) does not count.
    """
    if _PAST_SENTENCE.search(sentence) or ("同比" in clause and not ahead):
        return True
    stock = _PAST_CLAUSE.search(clause)
    # 在现有50家基础上新增20家 promises the second
    return stock is not None and "基础上" not in clause[stock.end() :]
