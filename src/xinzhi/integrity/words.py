"""What the findings of the continuity report say, in the reader's language."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.formats import local_date

from .engine.continuity import Finding
from .models import RecordKind

TITLES: dict[str, str | Promise] = {
    "few": gettext_lazy("Too few records to judge a rhythm"),
    "gap": gettext_lazy("Weeks without any record"),
    "late": gettext_lazy("Deposited long after the work"),
    "bulk": gettext_lazy("Many deposits just before a review"),
    "edited": gettext_lazy("Changed long after the first deposit"),
    "author": gettext_lazy("Nearly all by one author"),
    "kind": gettext_lazy("A kind of record is missing"),
    "withdrawn": gettext_lazy("Withdrawn records"),
}

_TEXTS: dict[str, str | Promise] = {
    "few": gettext_lazy(
        "Work is recorded in %(weeks)s weeks; from %(needed)s on the project's own rhythm can be compared with."
    ),
    "gap": gettext_lazy(
        "From %(from)s to %(to)s no work is recorded in %(weeks)s working weeks, more than twice the project's usual "
        "interval. Weeks of public holidays are not counted."
    ),
    "late": gettext_lazy(
        "%(count)s versions were deposited more than %(days)s days after the work they record, the latest %(longest)s "
        "days after. The day of the work is the project's own statement, the day of deposit is proved."
    ),
    "bulk": gettext_lazy(
        "In the week up to «%(review)s» on %(day)s, %(count)s versions were deposited; in other weeks it was "
        "%(usual)s on average."
    ),
    "edited": gettext_lazy(
        "%(count)s versions followed more than %(days)s days after the record's first deposit. The earlier versions "
        "are all kept: compare them."
    ),
    "author": gettext_lazy(
        "One person is the author of %(percent)s %% of %(count)s records, though %(people)s people may deposit."
    ),
    "kind": gettext_lazy("No record of the kind «%(kind)s» was ever deposited."),
    "withdrawn": gettext_lazy("%(count)s records were withdrawn. They stay readable, each with its reason."),
}


def title_of(finding: Finding) -> str:
    """The rule's short name."""
    return str(TITLES[finding.code])


def text_of(finding: Finding) -> str:
    """The finding in a sentence or two."""
    return str(_TEXTS[finding.code]) % {k: _shown(k, v) for k, v in finding.figures.items()}


def counted(records: int, versions: int) -> str:
    """How many records in how many versions."""
    return _("%(records)s records in %(versions)s versions.") % {"records": records, "versions": versions}


def interval(weeks: float) -> str:
    """The usual interval between two weeks with records."""
    return _("Usual interval between weeks with records, in working weeks: %(usual)s.") % {"usual": f"{weeks:g}"}


def _shown(name: str, value: Any) -> Any:
    if name == "kind":
        return RecordKind(value).label
    return local_date(value) if hasattr(value, "isoformat") else value
