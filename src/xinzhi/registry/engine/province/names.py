"""Names made of parts. Each begins with a mark that no real firm's name has, and no two are the same."""

from collections import Counter

from .model import MARK, MARK_EN, Province

_SYLLABLES = "启云恒瑞博凯晨华信达盛元泰和科创安宇嘉禾鼎润海川星辰立方远航中正德康明智新奇力源天成金石汇通"
_STRIDE = 1009  # prime, so that neighbours in the list do not have neighbouring names


def firm_names(province: Province) -> list[str]:
    """「模拟」, city, a made-up brand, field: 模拟济南云启具身智能有限公司."""
    seen: Counter[tuple[int, int]] = Counter()
    names = []
    for city, field in zip(province.firms.city.tolist(), province.firms.field.tolist(), strict=True):
        number = seen[city, field]
        seen[city, field] += 1
        word = province.fields[field].name
        names.append(f"{MARK}{province.cities[city].name}{_brand(number)}{word}有限公司")
    return names


def firm_names_en(province: Province) -> list[str]:
    """Simulated firm 00001 (Jinan)."""
    cities = [c.name_en or c.name for c in province.cities]
    return [f"{MARK_EN} firm {i + 1:05} ({cities[c]})" for i, c in enumerate(province.firms.city.tolist())]


def _brand(number: int) -> str:
    """Two syllables for each number below the square of the syllables, three and more beyond; never the same twice."""
    n = len(_SYLLABLES)
    length, least = 2, n * n
    while number >= least:
        number -= least
        length += 1
        least *= n
    number = number * _STRIDE % n**length
    letters = []
    for _ in range(length):
        number, i = divmod(number, n)
        letters.append(_SYLLABLES[i])
    return "".join(letters)
