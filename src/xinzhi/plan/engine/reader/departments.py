"""Lists of departments: splitting, telling a department from prose, canonical names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from .elided import complete

_UNIT = r"(?:自治区|直辖市|设区市|地级以上市|地级市|市县|区县|县区|县市|市州|市直|省|市|州|地|盟|县|区|旗|乡镇|镇|街道|功能区|开发区|园区)"
_NOTE = r"(?:（[^（）]{1,16}）)?"
_EVERY = r"(?:各级|各有关|各相关|各|有关|相关|全省各|全市各)"
_GOVERNMENT = r"(?:人民政府|政府|党委政府|党委和政府|党委、政府|管委会|政府（管委会）)"
# 各市、县（市、区）人民政府 is one debtor, not two.
_WHOLE = re.compile(
    rf"{_EVERY}(?:级)?{_UNIT}{_NOTE}(?:[、和及，]{_UNIT}{_NOTE}(?={_UNIT}|[、和及，（]|{_GOVERNMENT}))*"
    rf"{_GOVERNMENT}?{_NOTE}(?=[、，；;,。\s和与及等]|以及|$)"
)
_SUFFIX = re.compile(
    r"(?:部|委|厅|局|办|署|院|会|行|处|科|组|站|所|队|台|校|团|联|协|社|军|区|市|县|州|盟|旗|镇|街道|中心|公司|集团|政府|海关|中央"
    r"|部门|单位|机关|高校|大学|学院|机构|地区|地方|基地|专班|指挥部|电网|电力|移动|电信|联通|铁塔|石化|石油|机场|港口|铁路|邮政|银行"
    r"|税务|消防|统战|兵团|团场|馆|网|库|园|厂|矿|各地|央企|平台|联盟|实验室|总工会|银联|保险|烟草|盐业|省份|乡|村|号|方面"
    r"|办公室|督查室|研究室|参事室|[省市区县州]属(?:国有)?(?:企业|国企)|(?:有关|相关)(?:国有)?企业)$"
)
# Words that end like a department but are the talk of plans.
_GENERIC = {
    *(
        "社会",
        "全社会",
        "党委",
        "政府",
        "公众",
        "企业",
        "部门",
        "单位",
        "市场",
        "机构",
        "高校",
        "院所",
        "个人",
        "群众",
        "协会",
    ),
    *(
        "家庭",
        "学校",
        "医院",
        "银行",
        "多方",
        "各方",
        "有关方",
        "龙头企业",
        "行业协会",
        "商会",
        "社会组织",
        "社会各界",
        "金融机构",
    ),
    *(
        "科研机构",
        "科研院所",
        "高校院所",
        "高等院校",
        "市场机构",
        "社会机构",
        "第三方机构",
        "专业机构",
        "社区",
        "园区",
        "中心",
        "主管部门",
    ),
    *(
        "行政主管部门",
        "企业集团",
        "公司",
        "集团",
        "服务机构",
        "平台",
        "专业公司",
        "医疗机构",
        "基金",
        "民营企业",
        "国有企业",
    ),
}
_PROSE = re.compile(
    r"[的了，；。！？：]|(?<!^)由|必须|应当|不得|通过|根据|按照|加强|推动|谁|以下|简称|包括|详见|参见|附件|是否|可以|由于|为主"
)
_LEVEL = r"(?:国务院|中央|省级|省直|市级|市直|区级|区直|县级|县直|省|市|区|县|州)?"
VAGUE = re.compile(
    rf"{_LEVEL}(?:各|其他|其它)?(?:有关|相关)(?:部门|单位|方面|部门单位|部门和单位|单位和部门|部门及单位|职能部门)?(?:和单位)?"
)
_TRAILING = re.compile(
    rf"等{_LEVEL}(?:各)?(?:有关|相关)?(?:部门和单位|部门、单位|部门单位|部门|单位|省直部门|市直部门|方面|\d+个?部门)?(?:单位)?$"
)
_LEADING = re.compile(r"^(?:由|并由|及|以及|和|并|会同|请|与|同|及时)(?=\S{2})")
_AND = re.compile(
    r"(?<=[门位])(?:以及|和|与|及)(?=相关地|有关地)|(?<=[部委厅局办署院会行台心司团网府关等县市区）协联社处])(?:以及|和|与|及|并)(?=[^、，]{2})|(?<=[门位])(?:以及|和|与|及)(?=[\x00各省市区县国])"
)
_BREAK = re.compile(r"[，,；;]")
_ENUMERATION = re.compile(r"[、/\s]")


def _split_outside_brackets(text: str, separator: re.Pattern[str]) -> list[str]:
    """Parts of the list between separators that stand outside any bracket."""
    parts, depth, start = [], 0, 0
    for i, ch in enumerate(text):
        if ch in "（(〔":
            depth += 1
        elif ch in "）)〕":
            depth = max(0, depth - 1)
        elif depth == 0 and separator.match(ch):
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def split_list(text: str) -> tuple[str, ...]:
    """Department names of a printed list, in order, without repeats.

    Phrases for all cities, counties and districts stay whole; 等 and 等有关部门 go; a
    conjunction splits only after the end of a department's name (文化和旅游部 stays); a
    level left out within a 、-run is written out (省科技厅、教育厅: 省教育厅).
    """
    kept: list[str] = []

    def protect(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x01"

    names: list[str] = []
    for run in _split_outside_brackets(_WHOLE.sub(protect, text), _BREAK):
        members = []
        for part in _split_outside_brackets(run, _ENUMERATION):
            for piece in _AND.split(part) if "社会和" not in part else [part]:
                name = _TRAILING.sub("", _LEADING.sub("", piece.strip(" 。.：:")))
                name = re.sub(r"\x00(\d+)\x01", lambda match: kept[int(match[1])], name).strip()
                members.append(re.sub(r"(?<=[）府区县市])等$", "", name))
        names += [name for name in complete(members) if name not in {"", "等", "有关", "各有关", "相关"}]
    names = list(dict.fromkeys(names))
    clear = [name for name in names if not VAGUE.fullmatch(name)]
    if any(not name.startswith("各") for name in clear):
        return tuple(clear)
    return tuple(name for name in names if len(name) > 3 or name in clear)


def is_department(name: str) -> bool:
    """Whether the words look like a body that can owe a duty (科技部 yes, 龙头企业 no)."""
    bare = re.sub(r"（[^（）]*）$", "", name)
    if bare in _GENERIC or not 1 < len(bare) <= 30 or _PROSE.search(bare):
        return False
    return bool(_SUFFIX.search(bare)) or bare.startswith(("各市", "各区", "各县", "各地", "各省", "各镇", "各乡"))


class Directory:
    """Canonical names of a region's departments, from (name, aliases) pairs.

    `canonical` maps an alias, or a name whose 省/市 was left out in a list, to the
    department's name; a name that is not known stays as it is written.
    """

    def __init__(self, departments: Iterable[tuple[str, Sequence[str]]] = ()) -> None:
        self.names: dict[str, str] = {}
        for name, aliases in departments:
            for alias in (name, *aliases):
                self.names.setdefault(alias, name)

    @classmethod
    def of(cls, source: Directory | Iterable[object] | None) -> Directory:
        """From None, a Directory, (name, aliases) pairs, or the `[[department]]` tables of a pack."""
        if source is None:
            return cls()
        if isinstance(source, Directory):
            return source
        return cls(_pair(item) for item in source)

    def canonical(self, name: str) -> str:
        bare = re.sub(r"（[^（）]*）$", "", name)
        for form in (name, bare, *(level + bare for level in ("省", "市", "自治区", "区", "县"))):
            if form in self.names:
                return self.names[form]
        return name

    def apply(self, names: Sequence[str]) -> tuple[str, ...]:
        """The list with canonical names; repeats that become equal are dropped."""
        return tuple(dict.fromkeys(map(self.canonical, names)))


def _pair(item: object) -> tuple[str, Sequence[str]]:
    if isinstance(item, str):
        return item, ()
    if isinstance(item, Mapping):
        return str(item["name"]), [str(alias) for alias in item.get("aliases", ())]
    if isinstance(item, Sequence) and len(item) == 2:
        return str(item[0]), [str(alias) for alias in item[1]]
    message = f"a department is (name, aliases) or a table with name and aliases, not {item!r}"
    raise TypeError(message)
