"""Read an official text into a reading that a person reviews."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.plan.engine.reader import Directory, NotAPlan, UnreadableSource, read
from xinzhi.plan.models import Reading
from xinzhi.registry.models import Organisation


def read_text(*, actor: Any, content: bytes, file_name: str) -> Reading:
    """The reading under review. Departments are normalised with those of the register.

    Raises PermissionDenied, and ValidationError with the reader's own words when the file is unreadable or no plan.
    """
    require(actor, "plan.read_text")
    try:
        found = read(io.BytesIO(content).getvalue(), name=file_name, departments=known_departments())
    except (NotAPlan, UnreadableSource) as error:
        raise ValidationError(str(error), code="unreadable") from error
    structure = found.to_dict()
    text = structure.pop("text")
    reading = Reading(name=found.title or file_name, text=text, structure=structure, owner=actor, file_name=file_name)
    with recorded("plan.read_text", actor=actor, subject=reading, new=True):
        reading.file = store_file(actor=actor, file=ContentFile(content))
        reading.save()
    return reading


def known_departments() -> Directory:
    """The register's departments with their other names, for the reader to normalise by."""
    rows = Organisation.objects.filter(kind__in=["department", "city"]).values_list("name", "full_name", "aliases")
    return Directory.of([(name, tuple(n for n in (full, *aliases) if n)) for name, full, aliases in rows])
