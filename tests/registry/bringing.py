"""Files for the tests of imports, and the way of one from upload to acceptance."""

import csv
import io

from django.core.files.base import ContentFile

from registry.conftest import origin
from xinzhi.registry.actions import accept_import, check_import, map_import, propose_import, start_import
from xinzhi.registry.registers import BY_KEY


def csv_of(rows, encoding="utf-8-sig"):
    """The bytes of a CSV file of these rows."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def bring(actor, content, name="firms.csv", register="organisations", constants=None, **more):
    """An import, uploaded, mapped as proposed and checked."""
    batch = start_import(
        actor=actor,
        file=ContentFile(content, name=name),
        name=name,
        register=BY_KEY[register] if register else None,
        provenance=more.pop("provenance", origin()),
        **more,
    )
    if constants:
        map_import(
            actor=actor,
            batch=batch,
            register=BY_KEY[batch.register],
            mapping=batch.mapping,
            constants=constants,
            provenance=origin(),
        )
    return check_import(actor=actor, batch=batch)


def settle(batch, office, second, policy="good"):
    """Propose and accept a checked import."""
    propose_import(actor=office, batch=batch, policy=policy)
    return accept_import(actor=second, batch=batch)
