"""Where a row of an import is from: what the row says itself, else what was said of the whole file."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from xinzhi.core.messages import Message, gettext_noop
from xinzhi.core.tabular import Problem
from xinzhi.registry.models import Import
from xinzhi.registry.provenance import Provenance, provenance_of
from xinzhi.registry.schemas import UNKNOWN_DAY

_ADDRESS = re.compile(r"(?:https?://|plan:|pack:)\S+", re.IGNORECASE)
_WORDS = gettext_noop("This is no address but words; they were kept as the source.")
_SEE = gettext_noop("See whether this is right.")


def own_origin(given: Mapping[str, Any], line: int, column: str) -> tuple[dict[str, Any], list[Problem]]:
    """What a row says of its origin, and warnings. Words where an address should be become part of the source."""
    own = dict(given)
    address = str(own.get("source_url", ""))
    if not address or _ADDRESS.fullmatch(address):
        return own, []
    del own["source_url"]
    own["source"] = "；".join(part for part in (own.get("source", ""), address) if part)
    return own, [Problem(line, column, address, "source_words", Message(_WORDS), Message(_SEE), "warning")]


def provenance_for(batch: Import, own: Mapping[str, Any]) -> Provenance:
    """The provenance of a row. Source and address go together, and so do day, precision and note."""
    known = provenance_of(batch).columns()
    if "source" in own or "source_url" in own:
        known["source_url"] = own.get("source_url", "")
        known["source"] = own.get("source", known["source"])
    if "as_of" in own or own.get("as_of_note"):
        day = own.get("as_of")
        precision = own.get("as_of_precision", "")
        known["as_of"] = dt.date.fromisoformat(day) if day else None
        known["as_of_precision"] = precision if precision and precision != UNKNOWN_DAY else "day"
        known["as_of_note"] = own.get("as_of_note", "")
    for name in ("confidence", "simulated"):
        if name in own:
            known[name] = own[name]
    return Provenance(**known)
