"""Where a fact is from: the same few columns on everything that is recorded."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.models import Precision

from .models import Confidence


@dataclass(frozen=True, slots=True)
class Provenance:
    """A source in words, where it can be read, the day of which it speaks, and how far it is trusted."""

    source: str
    as_of: dt.date | None = None
    source_url: str = ""
    as_of_precision: str = Precision.DAY.value
    as_of_note: str = ""
    confidence: str = Confidence.REPORT.value
    simulated: bool = False

    def columns(self) -> dict[str, Any]:
        """As columns of a statement or an entry."""
        return asdict(self)

    def problems(self) -> dict[str, str]:
        """What a person must still say: every fact has a source and a day."""
        found: dict[str, str] = {}
        if not self.source.strip():
            found["source"] = _("Say where this is from: every fact has a source.")
        elif len(self.source) > 300:
            found["source"] = _("Use at most %(n)d characters.") % {"n": 300}
        if self.as_of is None:
            found["as_of"] = _("Say of what day this is.")
        if len(self.source_url) > 600:
            found["source_url"] = _("Use at most %(n)d characters.") % {"n": 600}
        elif self.source_url and not self.source_url.startswith(("https://", "http://", "plan:", "pack:")):
            found["source_url"] = _("An address begins with https:// or http://.")
        if self.confidence not in Confidence.values:
            found["confidence"] = _("There is no such confidence.")
        if self.as_of_precision not in Precision.values:
            found["as_of_precision"] = _("A day is known to the day, the month or the year.")
        return found

    def check(self) -> None:
        """Raise ValidationError where a person left something out."""
        if found := self.problems():
            raise ValidationError(found)


def provenance_of(fact: Any) -> Provenance:
    """The provenance that a stored entry or claim carries."""
    return Provenance(
        source=fact.source,
        as_of=fact.as_of,
        source_url=fact.source_url,
        as_of_precision=fact.as_of_precision,
        as_of_note=fact.as_of_note,
        confidence=fact.confidence,
        simulated=fact.simulated,
    )
