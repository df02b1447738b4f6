"""Which firms a batch of payments is proposed for when no agency's table names them."""

import datetime as dt

from xinzhi.incentives.engine import RuleBook
from xinzhi.incentives.models import Declaration
from xinzhi.incentives.queries.province import province
from xinzhi.registry.models import Organisation, OrganisationKind, Standing


def firms_to_ask(book: RuleBook, benefit: str, on: dt.date, *, simulated: bool) -> tuple[list[Organisation], int]:
    """Firms to which the registers surely give the benefit, and all that declared facts of their own; by key.

    With it how many others cannot be told: for those an agency's table is needed. Three queries, two of them kept.
    """
    frame = province(on, simulated=simulated)
    keys: set[str] = set()
    unknown: set[str] = set()
    if frame.height:
        given = book.assess_frame(frame, on, only=[benefit])[f"benefit.{benefit}"]
        keys = {*frame.filter((given > 0).fill_null(value=False))["key"]}
        unknown = {*frame.filter(given.is_null())["key"]}
    firms = Organisation.objects.filter(
        kind=OrganisationKind.ENTERPRISE, standing=Standing.PUBLISHED, simulated=simulated
    )
    declared = Declaration.objects.filter(organisation__in=firms).values_list("organisation__key", flat=True)
    keys |= {*declared}
    return list(firms.filter(key__in=keys).order_by("key")), len(unknown - keys)
