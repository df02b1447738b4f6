"""How far a read plan agrees with a gold file: counts, not opinions.

Knows the reader's output by its attribute names only, so that it judges any reader of that shape.
The rules it scores by are in corpus/README.md.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

SPLITS = {"dev": ".", "held-out": "batch2"}  # folders of the corpus
ATTRIBUTES = ("comparator", "unit", "due", "cadence", "quantity")
_SCALE = re.compile(r"(万亿|百万|千万|亿|万|千|百)?")
_LABEL_DRESS = re.compile(r"^[第(\[]+|[章节条款)\]、.]+$")
_SENTENCE_END = re.compile(r"[。.:;,]+$")
_PLACE_GOVERNMENT = re.compile(r"(?<=[省市县区旗)])(人民)?政府$")


@dataclass
class Tally:
    """Hits among what should be found and among what was found."""

    hits: int = 0
    gold: int = 0
    found: int = 0

    def add(self, hits, gold, found):
        self.hits += hits
        self.gold += gold
        self.found += found

    @property
    def recall(self):
        return self.hits / self.gold if self.gold else 1.0

    @property
    def precision(self):
        return self.hits / self.found if self.found else 1.0


@dataclass
class Score:
    """Tallies by figure and, for the eye, what was missed, invented or told wrongly."""

    tallies: dict = field(default_factory=lambda: defaultdict(Tally))
    misses: list = field(default_factory=list)

    def merge(self, other):
        for name, tally in other.tallies.items():
            self.tallies[name].add(tally.hits, tally.gold, tally.found)
        self.misses += other.misses
        return self


def texts(corpus, split):
    """Texts of a split, each with its gold beside it, in order of their names."""
    return sorted((corpus / SPLITS[split]).glob("*.txt"))


def gold_of(text):
    """The gold of the text at this path, as a dict."""
    return json.loads(text.with_suffix(".gold.json").read_text(encoding="utf-8"))


def plain(words):
    """Text as compared: one width, no blanks, no quotation marks, one kind of dash."""
    words = unicodedata.normalize("NFKC", words or "").translate(str.maketrans("〔〕【】—–－～", "[][]----"))
    return re.sub(r"[\s“”‘’\"'《》<>]", "", words)


def score(gold, plan):
    """Score of one read plan (an object shaped like ReadPlan) against one gold dict."""
    result = Score()
    _score_head(gold, plan, result)
    _score_fields(gold, plan, result)
    _score_targets(gold, plan, result)
    _score_measures(gold, plan, result)
    return result


def _score_head(gold, plan, result):
    for key in ("title", "number", "issued", "issuer"):
        if gold[key] is None:
            continue
        accepted = {plain(gold[key])} | {plain(words) for words in gold.get(f"{key}_also", ())}
        got = plain(getattr(plan, key))
        result.tallies["head"].add(int(got in accepted), 1, 1)
        if got not in accepted:
            result.misses.append(f"{key}: {gold[key]!r}, read as {getattr(plan, key)!r}")


def _score_fields(gold, plan, result):
    others = gold.get("fields_also", {})
    wanted = {plain(name): {plain(name), *map(plain, others.get(name, ()))} for name in _field_names(gold)}
    found = {plain(item.name) for item in plan.fields}
    missed = [name for name, accepted in wanted.items() if not accepted & found]
    result.tallies["fields"].add(len(wanted) - len(missed), len(wanted), len(found))
    result.misses += [f"field missed: {name}" for name in sorted(missed)]
    result.misses += [f"field invented: {name}" for name in sorted(found.difference(*wanted.values()))]


def _field_names(gold):
    return [*gold["fields"], *gold.get("frontier", ())]


# --- targets


def _score_targets(gold, plan, result):
    wanted = gold["targets"]
    pairs = _pair_targets(wanted, plan)
    required = [i for i, target in enumerate(wanted) if not target.get("optional")]
    matched = [i for i in required if i in pairs]
    spared = sum(1 for i in pairs if wanted[i].get("optional"))
    result.tallies["targets"].add(len(matched), len(required), len(plan.targets) - spared)
    for i in matched:
        _score_attributes(wanted[i], plan.targets[pairs[i]], result)
    result.misses += [f"target missed: {wanted[i]['words']}" for i in required if i not in pairs]
    used = set(pairs.values())
    result.misses += [
        f"target invented: {target.quantity} {target.comparator} {target.value}{target.unit} in {target.text!r}"
        for i, target in enumerate(plan.targets)
        if i not in used
    ]


def _pair_targets(wanted, plan):
    """Gold index → found index, one to one: required targets first, then the longest common words."""
    offers = []
    for i, target in enumerate(wanted):
        for j, found in enumerate(plan.targets):
            closeness = _closeness(target, found, plan.text)
            if closeness:
                offers.append((not target.get("optional"), closeness, -i, -j))
    pairs = {}
    for _, _, i, j in sorted(offers, reverse=True):
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs


def _closeness(target, found, text):
    """0 where the number or its scale differs or the words lie elsewhere; else more for more words in common."""
    readings = [(target["value"], target["unit"]), *target.get("value_also", ())]
    units = [unit for value, unit in readings if value == found.value and _scale(unit) == _scale(found.unit)]
    if not units or target.get("value_high") != found.value_high:
        return 0
    start, end = found.span
    words = plain(target["words"])
    common = max(
        longest_common(words, plain(found.text)), longest_common(words, plain(text[max(0, start - 25) : end + 10]))
    )
    if common < 0.6 * len(words) and common < 8:
        return 0
    return 2 * common + 5 * (plain(found.unit) in map(plain, units))


def _scale(unit):
    """万, 亿 … before a unit: part of the number, whatever the unit is called."""
    return _SCALE.match(plain(unit))[0]


def _score_attributes(target, found, result):
    for name in ATTRIBUTES:
        right = _attribute_right(name, target, found)
        result.tallies[name].add(int(right), 1, 1)
        if not right:
            result.misses.append(f"{name}: {target[name]!r}, read as {getattr(found, name)!r} — {target['words']}")


def _attribute_right(name, target, found):
    if name == "quantity":
        names = [target["quantity"], *target.get("quantity_also", ())]
        return max(bigram_f1(plain(name), plain(found.quantity)) for name in names) >= 0.6
    if name == "unit":
        units = [target["unit"], *(unit for _, unit in target.get("value_also", ()))]
        return plain(found.unit) in map(plain, units)
    return getattr(found, name) in {target[name], *target.get(f"{name}_also", ())}


def longest_common(one, other):
    """Length of the longest run of characters the two have in common."""
    best, row = 0, [0] * (len(other) + 1)
    for left in one:
        above, row = row, [0] * (len(other) + 1)
        for j, right in enumerate(other):
            if left == right:
                row[j + 1] = above[j] + 1
                best = max(best, row[j + 1])
    return best


def bigram_f1(one, other):
    """Agreement of two phrases by their pairs of neighbouring characters, 0 to 1."""
    if one == other:
        return 1.0
    left, right = (Counter(pairwise(words)) for words in (one, other))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


# --- measures


def _score_measures(gold, plan, result):
    wanted = [(measure, _gold_duties(measure)) for measure in gold["measures"]]
    found = [(measure, _found_duties(measure)) for measure in plan.measures]
    if any(duties for _, duties in wanted):  # a section without a duty is neither right nor wrong beside sections with
        found = [(measure, duties) for measure, duties in found if duties]
    pairs = _pair_measures(wanted, found)
    result.tallies["measures"].add(len(pairs), len(wanted), len(found))
    hits = exact = 0
    for i, j in pairs.items():
        should, got = wanted[i][1], _merged(wanted[i][0], found[j][1])
        hits += len(should & got)
        exact += should == got
        if should != got:
            result.misses.append(f"duties of {wanted[i][0]['title']}: missed {should - got}, invented {got - should}")
    result.tallies["departments"].add(hits, sum(len(d) for _, d in wanted), sum(len(d) for _, d in found))
    result.tallies["exact"].add(exact, len(wanted), len(wanted))
    result.misses += [f"measure missed: {m['path']} {m['title']}" for i, (m, _) in enumerate(wanted) if i not in pairs]
    used = set(pairs.values())
    result.misses += [f"measure invented: {m.path} {m.title}" for j, (m, _) in enumerate(found) if j not in used]


def _pair_measures(wanted, found):
    """Gold index → found index, one to one among those of the same place, by the duties they share."""
    offers = []
    for i, (measure, duties) in enumerate(wanted):
        for j, (other, got) in enumerate(found):
            if _same_place(measure, other):
                offers.append((len(duties & _merged(measure, got)), -i, -j))
    pairs = {}
    for _, i, j in sorted(offers, reverse=True):
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs


def _same_place(measure, found):
    title, other = (_SENTENCE_END.sub("", plain(words)) for words in (measure["title"], found.title))
    same_title = title == other or (
        min(len(title), len(other)) >= 4 and (title.startswith(other) or other.startswith(title))
    )
    return same_title and (measure.get("table", False) or [*map(label, measure["path"])] == [*map(label, found.path)])


def label(number):
    """A number without its dress: （一） → 一, ① → 1, 第三条 → 三, 3.2.1 → 1."""
    bare = _LABEL_DRESS.sub("", _LABEL_DRESS.sub("", plain(number)))
    return bare.rsplit(".", 1)[-1]


def _gold_duties(measure):
    return _merged(measure, {(role, _body(name)) for role in ("lead", "support", "shared") for name in measure[role]})


def _found_duties(measure):
    return {(role, _body(name)) for role in ("lead", "support", "shared") for name in getattr(measure, role)}


def _merged(measure, duties):
    """With `merge`, supporting and shared are one role: the text allows both readings."""
    if not measure.get("merge"):
        return duties
    return {("support" if role == "shared" else role, name) for role, name in duties}


def _body(name):
    """A department as compared; a place and its government are one duty bearer."""
    return _PLACE_GOVERNMENT.sub("", plain(name))
