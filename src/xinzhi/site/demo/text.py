"""`make demo PLAN=FILE`: read an official text and show it beside the structure."""

from pathlib import Path

from django.core.exceptions import ValidationError

from xinzhi.plan.actions import attach_text, publish_reading, read_text
from xinzhi.plan.models import Plan, Reading, ReadingState


def read_official_text(file: Path, plan: Plan) -> str:
    """A line that says what was read.

    The text of the pack's own plan is put beside the pack's structure; any other plan is published as one of its own.
    Raises ValidationError when the file is missing, unreadable or no plan.
    """
    if not file.is_file():
        raise ValidationError(f"there is no such file: {file}")
    content = file.read_bytes()
    known = Reading.objects.filter(state=ReadingState.PUBLISHED, file_name=file.name).first()
    reading = known or read_text(actor=None, content=content, file_name=file.name)
    counts = ", ".join(f"{len(reading.structure[kind])} {kind}" for kind in ("fields", "targets", "measures"))
    if known is None:
        if reading.name == plan.name:
            matched = attach_text(actor=None, plan=plan, reading=reading)
            return f"Read {file.name}: {counts}; {matched}"
        publish_reading(actor=None, reading=reading, key=f"read-{reading.pk}")
    return f"Read {file.name}: {counts}"
