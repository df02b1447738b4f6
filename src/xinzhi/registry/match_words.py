"""The levels of `engine.resolve` in the words of the interface, and two entries side by side."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import MatchCandidate, Organisation
from .words import facts_of

LEVELS = {
    ("name", "apart"): _("These two names are known to be of different bodies."),
    ("name", "elsewhere"): _("The same name, in another region."),
    ("name", "written"): _("The names differ in width, blanks and punctuation only."),
    ("name", "renamed"): _("The names are one after a renaming on record."),
    ("name", "read"): _("The names are one when short forms are written out."),
    ("name", "other_name"): _("The name of one is another name of the other."),
    ("name", "layer_left_out"): _("The same subunit; one name leaves out the school or institute above it."),
    ("name", "upgraded"): _("The same name as college and university, or as institute and academy."),
    ("name", "region_left_out"): _("The same own word and form; one name leaves out the region."),
    ("name", "short_name"): _("One name is the beginning of the other."),
    ("name", "former"): _("The name of one is given as a former name of the other."),
    ("name", "initials"): _("One subunit is written by the first characters of its words."),
    ("name", "slip"): _("One character is missing in one of the names."),
    ("name", "abbreviation"): _("One name may be the abbreviation of the other."),
    ("name", "unit_shortened"): _("The same body; one subunit may be the short name of the other."),
    ("name", "part"): _("The name of one is the name of the other with a subunit, branch or campus."),
    ("name", "siblings"): _("The same body, other subunits."),
    ("name", "else"): _("The names are different."),
    ("marks", "same"): _("The same ordinals, levels and branches in the names."),
    ("marks", "else"): _("Other ordinals, levels or branches in the names."),
    ("region", "same"): _("The same region in the names."),
    ("region", "else"): _("Another region in the names."),
    ("credit_code", "same"): _("One credit code."),
    ("credit_code", "else"): _("Different credit codes."),
    ("city", "same"): _("The same city."),
    ("city", "else"): _("Another city."),
    ("address", "same"): _("One address."),
    ("address", "near"): _("Nearly one address."),
    ("address", "else"): _("Another address."),
}


def reasons_in_words(candidate: MatchCandidate) -> list[dict[str, Any]]:
    """Each reason as `text`, its `weight` in bits with a sign, and its tone; the weightiest first."""
    rows = sorted(candidate.reasons, key=lambda reason: -abs(reason["weight"]))
    return [
        {
            "text": LEVELS[row["comparison"], row["level"]],
            "weight": f"{row['weight']:+.1f}",
            "tone": "ok" if row["weight"] > 0 else "warn",
        }
        for row in rows
    ]


def side_by_side(first: Organisation, second: Organisation) -> list[dict[str, Any]]:
    """Every attribute that either has: its name, the two values in words, and whether they differ."""
    left = {str(fact["name"]): fact for fact in _facts(first)}
    right = {str(fact["name"]): fact for fact in _facts(second)}
    rows = []
    for name in dict.fromkeys((*left, *right)):
        one, other = (side.get(name, {}).get("value", "") for side in (left, right))
        rows.append({"name": name, "first": one, "second": other, "differs": bool(one and other and one != other)})
    return rows


def _facts(entry: Organisation) -> list[dict[str, Any]]:
    """Names, what is known, and where it is from."""
    named = [
        {"name": _("name"), "value": entry.name},
        {"name": _("English name"), "value": entry.name_en},
        *facts_of(entry),
        {"name": _("source"), "value": entry.source},
    ]
    return [fact for fact in named if fact["value"]]
