"""Add, change and remove what a survey asks about, before its first round."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.fields.models import Field
from xinzhi.foresight.models import DelphiStatement, DelphiSurvey

from .make_delphi import require_draft

KEYS = ("name", "name_en", "text", "text_en", "field_key", "subject_kind", "subject_key")


def add_statements(*, actor: Any, survey: DelphiSurvey, rows: Iterable[Mapping[str, str]]) -> list[DelphiStatement]:
    """The statements added, numbered on. A row has `name` and any of KEYS.

    Raises PermissionDenied (who runs it) and ValidationError: no name, a name twice, an unknown field, begun.
    """
    require(actor, "foresight.run_delphi", survey)
    require_draft(survey)
    values = [_clean(row) for row in rows]
    if not values:
        raise ValidationError({"name": _("Give it a name.")})
    held = set(survey.statements.values_list("name", flat=True))
    for value in values:
        if value["name"] in held:
            raise ValidationError({"name": _("«%(name)s» is asked about already.") % {"name": value["name"]}})
        held.add(value["name"])
    _check_fields(values)
    with recorded("foresight.add_delphi_statements", actor=actor, subject=survey) as change:
        last = survey.statements.aggregate(last=Max("number"))["last"] or 0
        added = [
            DelphiStatement.objects.create(survey=survey, number=n, **value)
            for n, value in enumerate(values, start=last + 1)
        ]
        change.note("statements", None, [s.name for s in added])
    return added


def edit_statement(*, actor: Any, statement: DelphiStatement, row: Mapping[str, str]) -> DelphiStatement:
    """The statement with other words. Raises as `add_statements`."""
    survey = statement.survey
    require(actor, "foresight.run_delphi", survey)
    require_draft(survey)
    value = _clean(row)
    if survey.statements.exclude(pk=statement.pk).filter(name=value["name"]).exists():
        raise ValidationError({"name": _("«%(name)s» is asked about already.") % {"name": value["name"]}})
    _check_fields([value])
    with recorded("foresight.edit_delphi_statement", actor=actor, subject=statement):
        for key, text in value.items():
            setattr(statement, key, text)
        statement.save()
    return statement


def remove_statement(*, actor: Any, statement: DelphiStatement) -> None:
    """Take a statement out. Raises PermissionDenied (who runs the survey) and ValidationError (begun)."""
    survey = statement.survey
    require(actor, "foresight.run_delphi", survey)
    require_draft(survey)
    with recorded("foresight.remove_delphi_statement", actor=actor, subject=survey) as change:
        change.note("statements", statement.name, None)
        statement.delete()


def _clean(row: Mapping[str, str]) -> dict[str, str]:
    value = {key: str(row.get(key) or "").strip() for key in KEYS}
    if not value["name"]:
        raise ValidationError({"name": _("Give it a name.")})
    if bool(value["subject_kind"]) != bool(value["subject_key"]):
        raise ValidationError({"subject_key": _("A reference needs both its kind and its key.")})
    return value


def _check_fields(values: Iterable[Mapping[str, str]]) -> None:
    wanted = {v["field_key"] for v in values if v["field_key"]}
    if unknown := wanted - set(Field.objects.filter(key__in=wanted).values_list("key", flat=True)):
        raise ValidationError({"field_key": _("There is no field %(key)s.") % {"key": ", ".join(sorted(unknown))}})
