"""What the parts share."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Field, Schema

from xinzhi.core.api.words import gettext_lazy
from xinzhi.core.lists import Export
from xinzhi.registry.models import Organisation, Standing

SCOPE = "cultivation:write"
NUMBER = Export("id", gettext_lazy("number"), "pk")


class Reason(Schema):
    """Why a step is taken; needed where the page asks for it."""

    why: str = Field("", max_length=500)


class JobStarted(Schema):
    """The job that does it: see /me/jobs/{job}."""

    job: int


def step_of(steps: Mapping[str, Callable[..., Any]], key: str) -> Callable[..., Any]:
    """The action of a step. Raises ValidationError for a step that there is none of."""
    if key not in steps:
        raise ValidationError({"step": _("Choose one of: %(steps)s.") % {"steps": ", ".join(steps)}})
    return steps[key]


def known(values: Mapping[str, Any], key: str, field: str) -> Any:
    """The value of a key that a caller names. Raises ValidationError at the field, with what there is."""
    if key not in values:
        raise ValidationError({field: _("Choose one of: %(steps)s.") % {"steps": ", ".join(values)}})
    return values[key]


def published(key: str, field: str) -> Organisation:
    """The published organisation of this key. Raises ValidationError at the field."""
    found = Organisation.objects.filter(key=key, standing=Standing.PUBLISHED).first()
    if found is None:
        raise ValidationError({field: _("There is no such entry.")})
    return found
