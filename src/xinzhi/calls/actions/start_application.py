"""Begin an application."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.schema import fields_of
from xinzhi.calls.models import Application, Call
from xinzhi.calls.queries.profile import prefill_of
from xinzhi.core.action import recorded, require
from xinzhi.fields.models import Field
from xinzhi.registry.models import Organisation


def start_application(
    *,
    actor: Any,
    call: Call,
    organisation: Organisation,
    title: str,
    field: Field | None = None,
    simulated: bool = False,
) -> Application:
    """The new draft on the call's form, with what the registry knows of the organisation filled in.

    Raises PermissionDenied (editors and researchers of the organisation) and ValidationError: a call that takes no
    applications now, a kind of organisation it is not for, no title.
    """
    require(actor, "calls.start_application", organisation)
    if not call.is_accepting:
        raise ValidationError(_("The call does not take applications now."), code="closed")
    kinds = call.rules.applicants
    if kinds and organisation.kind not in kinds:
        raise ValidationError(_("This call is not for this kind of organisation."), code="kind")
    title = " ".join(title.split())
    if not title:
        raise ValidationError({"title": _("Give the application a title.")})
    application = Application(
        call=call,
        organisation=organisation,
        created_by=actor,
        title=title[:200],
        field=field,
        city=organisation.city,
        form=call.form,
        answers=_prefilled(call.form.schema, organisation, timezone.localdate()),
        entered_state_at=timezone.now(),
        simulated=simulated or call.simulated,
    )
    with recorded("calls.start_application", actor=actor, subject=application, new=True):
        application.save()
    return application


def _prefilled(schema: dict[str, Any], organisation: Organisation, day: dt.date) -> dict[str, dict[str, Any]]:
    known = prefill_of(organisation, day)
    answers: dict[str, dict[str, Any]] = {}
    for section, name, field in fields_of(schema):
        value = known.get(field.get("x-prefill", ""))
        if isinstance(value, str) and field.get("type") == "string":
            answers.setdefault(section, {})[name] = value[: field.get("maxLength", len(value))]
        elif isinstance(value, int) and _takes(field, value):
            answers.setdefault(section, {})[name] = value
    return answers


def _takes(field: dict[str, Any], value: int) -> bool:
    """Whether a figure is within the field's bounds; what is not is left to the applicant."""
    bounds = field.get("minimum", value), field.get("maximum", value)
    return field.get("type") in {"integer", "number"} and bounds[0] <= value <= bounds[1]
