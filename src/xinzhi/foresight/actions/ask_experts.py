"""Make a Delphi survey of what stands on a draft of the list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from xinzhi.core.action import require
from xinzhi.foresight.models import DelphiSurvey, ForesightEdition
from xinzhi.foresight.queries.said import TECHNOLOGY, subject_key
from xinzhi.registry.models import Organisation

from .delphi_statements import add_statements
from .make_delphi import make_delphi


@transaction.atomic
def ask_experts(
    *, actor: Any, edition: ForesightEdition, organisation: Organisation, sheet: str, name: str, **words: str
) -> DelphiSurvey:
    """A survey in preparation with one statement for each entry of the draft; its results stand in their dossiers.

    It is simulated where the edition is. Raises PermissionDenied (who prepares editions and may make a survey of the
    organisation) and ValidationError: not a draft, nothing on it, and as `make_delphi`.
    """
    require(actor, "foresight.prepare")
    if edition.state != "draft":
        raise ValidationError(_("Only a draft is put to experts."), code="state")
    entries = list(edition.entries.select_related("candidate", "field").order_by("position"))
    if not entries:
        raise ValidationError(_("Nothing stands on the draft."), code="few")
    survey = make_delphi(
        actor=actor, organisation=organisation, sheet=sheet, name=name, simulated=edition.simulated, **words
    )
    rows = [
        {
            "name": entry.candidate.name or entry.candidate.term,
            "name_en": entry.candidate.term,
            "text": entry.statement,
            "field_key": entry.field.key if entry.field else "",
            "subject_kind": TECHNOLOGY,
            "subject_key": subject_key(entry.candidate),
        }
        for entry in entries
    ]
    add_statements(actor=actor, survey=survey, rows=rows)
    return survey
