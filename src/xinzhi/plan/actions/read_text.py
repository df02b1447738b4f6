"""Read an official text into a reading that a person reviews."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.plan.engine.reader import Directory, NotAPlan, UnreadableSource, read
from xinzhi.plan.models import Reading
from xinzhi.registry.models import Organisation


def read_text(*, actor: Any, content: bytes, file_name: str) -> Reading:
    """The reading under review. Departments are normalised with those of the register.

    Raises PermissionDenied, and ValidationError when the file is unreadable (code "unreadable", with the reader's own
    words) or no plan (code "no_plan").
    """
    require(actor, "plan.read_text")
    try:
        found = read(content, name=file_name, departments=known_departments())
    except NotAPlan as error:
        raise ValidationError(
            _(
                "This is no official plan that can be read: numbered headings (一、（一）1.), targets or responsibility "
                "notes are missing. Check that the whole text was given. The reader says: %(why)s"
            ),
            code="no_plan",
            params={"why": error},
        ) from error
    except UnreadableSource as error:
        raise ValidationError(
            _(
                "This file cannot be read as text. Give a .docx, .txt, .html or a PDF with text. "
                "The reader says: %(why)s"
            ),
            code="unreadable",
            params={"why": error},
        ) from error
    # As the database will give it back: lists, not tuples, so that a later comparison is one of like with like.
    structure = json.loads(json.dumps(found.to_dict()))
    text = structure.pop("text")
    name = (found.title or file_name)[:300]
    reading = Reading(name=name, owner=actor, file_name=file_name[:255])
    with recorded("plan.read_text", actor=actor, subject=reading, new=True) as change:
        reading.file = store_file(actor=actor, file=ContentFile(content))
        reading.save()
        # The record names the file by its digest and counts what was found; it does not hold the text once more.
        change.note("sha256", None, reading.file.sha256)
        change.note("found", None, {kind: len(structure[kind]) for kind in ("fields", "targets", "measures")})
        Reading.objects.filter(pk=reading.pk).update(text=text, structure=structure)
    reading.text, reading.structure = text, structure
    return reading


def known_departments() -> Directory:
    """The register's departments with their other names, for the reader to normalise by."""
    rows = Organisation.objects.filter(kind__in=["department", "city"]).values_list("name", "full_name", "aliases")
    return Directory.of([(name, tuple(n for n in (full, *aliases) if n)) for name, full, aliases in rows])
