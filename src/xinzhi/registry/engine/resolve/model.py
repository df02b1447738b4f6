"""How much each agreement of two names speaks for one organisation: the levels, their probabilities, their words.

A Fellegi-Sunter model (A Theory for Record Linkage, JASA 64, 1969). `m` is how often a pair of one organisation shows
the level, `u` how often two organisations taken at random do. Names are unique by registration (order 734), so two
organisations whose names read the same are very rare. The values of the names' levels are set from, and rounded after, counts
on the development half of tests/registry/resolve/pairs.tsv (m) and over the 54 million pairs of its source (u);
where these show fewer than five pairs they are judged. They are fixed, and not trained on each file: a pair scores
the same today and tomorrow, in a file of ten names and in one of sixty thousand (docs/decisions/006).
"""

from dataclasses import dataclass

PRIOR = 1e-4
"""That two organisations of one file, taken at random, are the same."""


@dataclass(frozen=True, slots=True)
class Level:
    """One way two records may agree or differ: a condition in DuckDB's SQL over columns `…_l` and `…_r`."""

    key: str
    sql: str  # "" where nothing is known, "ELSE" for the last
    m: float
    u: float
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels in order; a pair is at the first whose condition holds."""

    key: str
    levels: tuple[Level, ...]


def _both(column: str) -> str:
    return f"{column}_l = {column}_r"


def _either(sql: str) -> str:
    """The condition with the sides as they are, or exchanged."""
    other = sql.replace("_l", "_#").replace("_r", "_l").replace("_#", "_r")
    return f"(({sql}) OR ({other}))"


def _missing(column: str) -> str:
    return f"{column}_l = '' OR {column}_r = ''"


SHORT = "kind_r <> '' AND form_l = '' AND length(body_l) >= 3 AND units_l = '' AND units_r = '' AND form_r <> ''"
ONE_SLIP = (
    "greatest(length(whole_l), length(whole_r)) >= 8 AND length(whole_l) <> length(whole_r)"
    " AND levenshtein(whole_l, whole_r) = 1"
    " AND (units_l = '' AND units_r = '' OR least(length(last_l), length(last_r)) >= 6)"
)

NAME = Comparison(
    "name",
    (
        Level("apart", "list_contains(distinct_l, body_r)", 1e-6, 1e-6, "two bodies known to be different"),
        Level(
            "elsewhere",
            f"{_both('body')} AND province_l <> province_r AND province_l <> '' AND province_r <> ''",
            1e-3,
            1e-6,
            "one name, in another region",
        ),
        Level("written", _both("text"), 0.35, 4e-08, "one name but for width, blanks and marks"),
        Level(
            "renamed",
            f"{_both('whole')} AND renamed_l <> renamed_r",
            0.12,
            2e-08,
            "one name after a renaming on record",
        ),
        Level("read", _both("whole"), 0.38, 3e-07, "one name with its short forms written out"),
        Level(
            "other_name", "list_has_any(names_l, names_r)", 0.03, 6e-08, "the name of one is another name of the other"
        ),
        Level(
            "layer_left_out",
            f"{_both('body')} AND {_both('last')} AND NOT joint_l AND NOT joint_r AND right(last_l, 1) <> '院' AND "
            + _either("units_l <> units_r AND units_r <> '' AND ends_with(units_l, '/' || units_r)"),
            0.03,
            3e-07,
            "the same subunit, one name leaves out the school or institute it belongs to",
        ),
        Level(
            "upgraded",
            _both("upgrade"),
            0.02,
            4.7e-07,
            "the same name as college and university, or as institute and academy",
        ),
        Level(
            "region_left_out",
            f"{_both('stem')} AND {_both('form')} AND {_both('units')} AND length(stem_l) >= 2"
            " AND kind_l = 'firm' AND (region_l = '' OR region_r = '')",
            0.01,
            1e-07,
            "the same own word and form, one name leaves out the region",
        ),
        Level(
            "short_name",
            _either(f"{SHORT} AND kind_r = 'firm' AND (starts_with(text_r, body_l) OR starts_with(stem_r, body_l))"),
            0.01,
            1e-07,
            "one is the beginning of the other",
        ),
        Level(
            "former",
            "list_has_any(all_names_l, all_names_r)",
            0.005,
            5e-07,
            "the name of one is given as a former name of the other",
        ),
        Level(
            "initials",
            f"{_both('body')} AND (initials_l = last_r OR initials_r = last_l)",
            0.015,
            1.5e-07,
            "one subunit is written by the first characters of its words",
        ),
        Level("slip", ONE_SLIP, 0.01, 1e-07, "one character missing"),
        Level(
            "abbreviation",
            _either(f"{SHORT} AND (text_r LIKE pattern_l OR stem_r LIKE pattern_l)"),
            0.005,
            5e-07,
            "one may be the abbreviation of the other",
        ),
        Level(
            "unit_shortened",
            f"{_both('body')} AND right(last_l, 1) = right(last_r, 1) AND "
            + _either("length(units_l) >= 3 AND units_r LIKE unit_pattern_l"),
            0.01,
            2e-06,
            "the same body; one subunit may be the short name of the other",
        ),
        Level(
            "part",
            f"{_both('body')} AND "
            + _either("units_l <> units_r AND (units_l = '' OR starts_with(units_r, units_l || '/'))"),
            1e-5,
            2e-4,
            "one is a part of the other",
        ),
        Level("siblings", _both("body"), 0.001, 0.002, "the same body, other subunits"),
        Level("else", "ELSE", 0.003, 0.9978, "other names"),
    ),
)

MARKS = Comparison(
    "marks",
    (
        Level("same", _both("marks"), 0.99, 0.8, "the same ordinals, levels and branches"),
        Level("else", "ELSE", 0.01, 0.2, "other ordinals, levels or branches"),
    ),
)

REGION = Comparison(
    "region",
    (
        Level("unknown", _missing("province"), 1, 1, ""),
        Level("same", _both("province"), 0.97, 0.9, "the same region in the name"),
        Level("else", "ELSE", 0.03, 0.1, "another region in the name"),
    ),
)

CODE = Comparison(
    "credit_code",
    (
        Level("unknown", _missing("credit_code"), 1, 1, ""),
        Level("same", _both("credit_code"), 0.98, 1e-8, "one credit code"),
        Level("else", "ELSE", 0.02, 1, "different credit codes"),
    ),
)

CITY = Comparison(
    "city",
    (
        Level("unknown", _missing("city"), 1, 1, ""),
        Level("same", _both("city"), 0.95, 0.15, "the same city"),
        Level("else", "ELSE", 0.05, 0.85, "another city"),
    ),
)

ADDRESS = Comparison(
    "address",
    (
        Level("unknown", _missing("address"), 1, 1, ""),
        Level("same", _both("address"), 0.6, 1e-3, "one address"),
        Level("near", "jaro_winkler_similarity(address_l, address_r) >= 0.92", 0.2, 0.01, "nearly one address"),
        Level("else", "ELSE", 0.2, 0.989, "another address"),
    ),
)

COMPARISONS = (NAME, MARKS, REGION, CODE, CITY, ADDRESS)

# Which pairs are looked at; each rule finds what the others miss. `l` and `r` are the two records.
FIRST_UNIT = "substr(l.units, 1, 1) = substr(r.units, 1, 1)"
BLOCKS = (
    "l.whole = r.whole",
    "l.body = r.body AND l.last = r.last",
    "l.body = r.body AND l.units = ''",
    "l.body = r.body AND r.units = ''",
    f"l.body = r.body AND {FIRST_UNIT}",
    "l.upgrade = r.upgrade",
    "l.stem = r.stem AND l.form = r.form AND l.kind = 'firm' AND length(l.stem) >= 2",
    "substr(l.whole, 1, 5) = substr(r.whole, 1, 5) AND levenshtein(l.whole, r.whole) = 1",
    "right(l.whole, 5) = right(r.whole, 5) AND levenshtein(l.whole, r.whole) = 1",
    "l.start = r.start AND l.form = '' AND r.form <> '' AND (r.text LIKE l.pattern OR r.stem LIKE l.pattern)",
    "l.start = r.start AND r.form = '' AND l.form <> '' AND (l.text LIKE r.pattern OR l.stem LIKE r.pattern)",
    "l.stem_start = r.start AND r.form = '' AND l.form <> '' AND l.stem LIKE r.pattern",
    "l.start = r.stem_start AND l.form = '' AND r.form <> '' AND r.stem LIKE l.pattern",
    "l.credit_code = r.credit_code AND l.credit_code <> ''",
)
EXPLODED = "l.all_names = r.all_names"

_WORDS = {(comparison.key, level.key): level.words for comparison in COMPARISONS for level in comparison.levels}


def words_of_level(comparison: str, level: str) -> str:
    """A level in English words; KeyError where there is none."""
    return _WORDS[comparison, level]
