"""The parts of a Chinese organisation's name: region, body, kind of body, subunit.

Names of firms follow «region + own word + trade + form» (企业名称登记管理规定, State Council order 734); public bodies
are built alike, and subunits are written after the body without a mark: 山东大学 + 文学院.
"""

import re
from dataclasses import dataclass

from .spelling import plain, spelt_out
from .tables import tables

UPGRADES = {"大学": "学", "学院": "学", "研究所": "研", "研究院": "研", "研究总院": "研"}
COMPONENT = re.compile(r".+?(?:院|系|所|中心|编辑部|部(?!门|分)|处(?!理)|室|社(?!会|科)|馆|办|站|$)")
ADMINISTRATION = re.compile("^.{0,4}行政学院")  # a party school and its school of administration are one body
LINKS = re.compile("[与和及暨的]")
SCIENCE = re.compile(r"学(?=[院系所部处室]|$|中心)")
INSTITUTE = re.compile("(?<!事务)(?<!派出)(?<!招待)(?<!交易)(?<!研究)所$")  # 考古所 is written for 考古研究所
JOINT = re.compile(r"[、，,;；/\\]")
SHORTEST_OWN_WORD = 2


@dataclass(frozen=True, slots=True)
class Name:
    """What a name says. Every text is plain; a part the name lacks is ""."""

    raw: str
    text: str  # plain spelling, nothing replaced
    body: str  # the whole body under its present name: 齐鲁工业大学
    stem: str  # the body without region and form: 浪潮
    form: str  # the end that names its form: 大学, 有限公司; "" for a short name
    kind: str  # school, academy, firm, hospital, office or ""
    region: str  # short form of province or city at its head, also where it was dropped as redundant
    units: tuple[str, ...]  # subunits from above: 人文院, 中文系
    marks: str  # ordinals, levels and branches, which tell like names apart
    renamed: bool  # the body was known under another name
    joint: bool  # several subunits side by side
    former: tuple[str, ...]  # bodies named as former in brackets

    @property
    def whole(self) -> str:
        """Body and subunits in one line: equal for names that say the same."""
        return "/".join((self.body, *self.units))

    @property
    def initials(self) -> str:
        """The last subunit by the first character of each word of two: 工经系 for 工业经济系; "" where it does not divide."""
        core, kind = (self.units[-1][:-1], self.units[-1][-1]) if self.units else ("", "")
        return core[::2] + kind if len(core) >= 4 and len(core) % 2 == 0 else ""

    @property
    def upgrade(self) -> str:
        """Equal for a college and the university it may have become, an institute and the academy, subunits included."""
        units = "/".join(self.units).replace("研院", "所")
        return f"{self.region}{self.stem}{UPGRADES.get(self.form, self.form)}/{units}"


def analyse(raw: str) -> Name:
    """The parts of a name. Never fails: a name without a known end is all body."""
    known = tables()
    text, former = plain(raw)
    spelt, region = _without_region(_short_regions(spelt_out(text)))
    body, form = _body(spelt)
    if not form and INSTITUTE.search(spelt):
        spelt = INSTITUTE.sub("研究所", spelt)
        body, form = _body(spelt)
    present = known.renames.get(body, body)
    if present != body:
        form = _body(present)[1]
        head = known.region.match(present)
        region = head[1] if head else region
    kind = known.kinds.get(form, "")
    present = present.removesuffix(form) + _form(form)
    rest = spelt[len(body) :]
    if body.endswith("委党校"):
        rest = ADMINISTRATION.sub("", rest)
    return Name(
        raw=raw,
        text=text,
        body=present,
        stem=_stem(present, _form(form)),
        form=_form(form),
        kind=kind,
        region=region,
        units=_units(rest),
        marks="".join(sorted(set(known.marks.findall(spelt)))),
        renamed=body in known.renames,
        joint=bool(JOINT.search(raw)),
        former=tuple(analyse(other).whole for other in former),
    )


def _body(text: str) -> tuple[str, str]:
    """The body that stands at the head and the end that names its form; all of the text and "" where none is known."""
    organ = tables().organ.match(text)
    if organ:
        return organ[0], organ[0][-1]
    found = tables().body.match(text)
    return (found[0], found[2]) if found else (text, "")


def _short_regions(text: str) -> str:
    """山东省社会科学院 as 山东社会科学院, 青岛市科协 as 青岛科协, also where both stand at the head."""
    known = tables()
    short = known.full_region.sub(lambda found: known.region_of[found[1]], text, count=1)
    head = known.region.match(short)
    if head is None:
        return short
    rest = known.full_region.sub(lambda found: known.region_of[found[1]], short[head.end() :], count=1)
    return head[1] + rest


def _without_region(text: str) -> tuple[str, str]:
    """The name without a region that only repeats where the body is, and the region that counts.

    福建漳州师范学院 is 漳州师范学院; 湖南吉首大学 is 吉首大学, since «吉首» tells it from all others; 北京服装学院 keeps
    its region where a word of trade follows, for there are others of the trade.
    """
    known = tables()
    head = known.region.match(text)
    if head is None:
        return text, ""
    region, rest = head[1], text[head.end() :]
    inner = known.region.match(rest)
    if inner and (known.cities.get(inner[1]) == region or inner[1] == region):
        return _without_region(rest)
    found = known.body.match(rest)
    own = found is not None and known.kinds[found[2]] == "school" and len(found[1]) >= SHORTEST_OWN_WORD
    if own and region not in known.cities and not known.trade.match(rest):
        return rest, region
    return text, region


def _form(form: str) -> str:
    """Forms that a firm changes without becoming another: limited and joint-stock; a group stays a group."""
    if tables().kinds.get(form) != "firm" or form == "厂":
        return form
    return "集团" if form.startswith("集团") else "公司"


def _stem(body: str, form: str) -> str:
    known = tables()
    stem = body.removesuffix(form)
    head = known.region.match(stem)
    return stem[head.end() :] if head else stem


def _units(rest: str) -> tuple[str, ...]:
    """Subunits from above, in one spelling."""
    if not rest:
        return ()
    known = tables()
    one = known.unit.sub(lambda found: known.unit_words[found[0]], rest).replace("学院", "院").replace("校区", "")
    one = SCIENCE.sub("", LINKS.sub("", one))
    return tuple(COMPONENT.findall(one))
