"""Make a survey and change what it says of itself while it is being prepared."""

import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.delphi_sheets import sheet_documents
from xinzhi.foresight.models import DelphiSurvey
from xinzhi.registry.models import Organisation


def make_delphi(
    *,
    actor: Any,
    organisation: Organisation,
    sheet: str,
    name: str,
    name_en: str = "",
    text: str = "",
    text_en: str = "",
    simulated: bool = False,
) -> DelphiSurvey:
    """A survey being prepared, with the pack's question sheet as it stands today.

    Raises PermissionDenied (analysts of the organisation, the plan office) and ValidationError: no name, no such sheet.
    """
    require(actor, "foresight.make_delphi", organisation)
    documents = sheet_documents()
    problems: dict[str, str] = {}
    if not name.strip():
        problems["name"] = _("Give it a name.")
    if sheet not in documents:
        problems["sheet"] = _("There is no such question sheet.")
    if problems:
        raise ValidationError(problems)
    survey = DelphiSurvey(
        organisation=organisation,
        document=copy.deepcopy(documents[sheet]),
        name=name.strip()[:300],
        name_en=name_en.strip()[:300],
        text=text.strip(),
        text_en=text_en.strip(),
        made_by=actor,
        simulated=simulated,
    )
    with recorded("foresight.make_delphi", actor=actor, subject=survey, new=True):
        survey.save()
    return survey


def edit_delphi(
    *, actor: Any, survey: DelphiSurvey, name: str, name_en: str = "", text: str = "", text_en: str = ""
) -> DelphiSurvey:
    """The survey with other words, before its first round.

    Raises PermissionDenied (who runs it) and ValidationError: no name, a round was opened.
    """
    require(actor, "foresight.run_delphi", survey)
    require_draft(survey)
    if not name.strip():
        raise ValidationError({"name": _("Give it a name.")})
    with recorded("foresight.edit_delphi", actor=actor, subject=survey):
        survey.name, survey.name_en = name.strip()[:300], name_en.strip()[:300]
        survey.text, survey.text_en = text.strip(), text_en.strip()
        survey.save()
    return survey


def require_draft(survey: DelphiSurvey) -> None:
    """What is asked does not change under those who answer."""
    if survey.state != "draft":
        raise ValidationError(_("The first round was opened: this can no longer be changed."), code="state")
