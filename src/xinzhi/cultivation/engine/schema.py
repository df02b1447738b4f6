"""Which keys a list file may have; described in docs/lists.md."""

from xinzhi.core.packs.schema import SLUG, Key, Table

from . import aggregate, normalise, outliers, weights

CONFIDENCES = ("P", "G", "M", "C", "?")
MISSING = ("reweight", "zero", "median", "group-median", "exclude")
WEIGHTS = ("given", *weights.METHODS)

_NAMES = {"name": Key(), "name_en": Key()}
_SLUG = Key(pattern=SLUG)


def _may(type_: str = "str", choices: tuple[str, ...] = ()) -> Key:
    return Key(type_, required=False, choices=choices)


LIST = Table(
    {
        "key": _SLUG,
        **_NAMES,
        "basis": Key(),
        "basis_en": Key(),
        "confidence": Key(choices=CONFIDENCES),
        "instrument": _may(),
        "group": _may(),
        "decimals": _may("int"),
    },
    one=True,
)
METHOD = Table(
    {
        "weights": _may(choices=WEIGHTS),
        "normalise": _may(choices=normalise.METHODS),
        "aggregate": _may(choices=aggregate.METHODS),
        "missing": _may(choices=MISSING),
        "outliers": _may(choices=outliers.RULES),
        "outlier_limit": _may("number"),
        "coverage": _may("number"),
        "floor": _may("number"),
    },
    one=True,
    required=False,
)
UNCERTAINTY = Table(
    {
        "base": _may("int"),
        "spread": _may("number"),
        "level": _may("number"),
        "seed": _may("int"),
        "normalise": _may("strs"),
        "aggregate": _may("strs"),
        "missing": _may("strs"),
    },
    one=True,
    required=False,
)
GATE = Table(
    {"key": _SLUG, **_NAMES, "holds": Key(), "basis": Key(), "confidence": Key(choices=CONFIDENCES)}, required=False
)
GROUP = Table(
    {
        "key": _SLUG,
        **_NAMES,
        "group": _may(),
        "weight": _may("number"),
        "weights": _may(choices=WEIGHTS),
        "aggregate": _may(choices=aggregate.METHODS),
    },
    required=False,
)
INDICATOR = Table(
    {
        "key": _SLUG,
        **_NAMES,
        "value": Key(),
        "unit": Key(),
        "group": _may(),
        "weight": _may("number"),
        "direction": _may(choices=normalise.DIRECTIONS),
        "normalise": _may(choices=normalise.METHODS),
        "low": _may("number"),
        "high": _may("number"),
        "target": _may("number"),
        "missing": _may(choices=MISSING),
        "outliers": _may(choices=outliers.RULES),
        "outlier_limit": _may("number"),
        "basis": Key(),
        "confidence": Key(choices=CONFIDENCES),
    }
)
TIER = Table(
    {"key": _SLUG, **_NAMES, "top": _may("int"), "share": _may("number"), "score": _may("number")}, required=False
)
COLUMN = Table({"key": Key(pattern=r"[a-z][a-z0-9_]*"), **_NAMES, "unit": Key(), "meaning": Key()}, required=False)

TABLES: dict[str, Table] = {
    "list": LIST,
    "method": METHOD,
    "uncertainty": UNCERTAINTY,
    "gate": GATE,
    "group": GROUP,
    "indicator": INDICATOR,
    "tier": TIER,
    "column": COLUMN,
}
