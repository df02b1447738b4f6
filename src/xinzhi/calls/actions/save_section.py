"""Save a part of an application while it is written, without overwriting a colleague."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.calls.engine.answers import Flaw, budget_of, budget_sums, problems_of_shape
from xinzhi.calls.models import Application
from xinzhi.core.action import recorded, require
from xinzhi.fields.models import Field
from xinzhi.registry.models import City

from .unchanged import require_unchanged, stale

BASICS = "basics"


class AnswersError(ValidationError):
    """Answers that even a draft cannot hold; `flaws` says where and why."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__(_("Some answers cannot be kept as they are."), code="answers")
        self.flaws = flaws


def save_section(
    *, actor: Any, application: Application, section: str, answers: Mapping[str, Any], seen: int
) -> Application:
    """The application with this section as given (empty answers are dropped); the same answers again change nothing.

    `seen` is how often the section had been saved when the writer opened it: another number means that a colleague was
    first (ValidationError, code "stale"). Also raises PermissionDenied (writers, while it may be edited), AnswersError,
    and ValidationError for a section that the form does not have.
    """
    require(actor, "calls.edit_application", application)
    schema = application.form.schema
    if section not in schema["properties"]:
        raise ValidationError(_("The form has no such section."), code="section")
    said = {name: value for name, value in answers.items() if value not in (None, "", [], {})}
    if flaws := problems_of_shape(schema, {section: said}):
        raise AnswersError(flaws)
    with recorded("calls.save_section", actor=actor, subject=application) as change:
        current = _locked(application, section, seen)
        if current.get(section, {}) == said:
            change.nothing()
            return application
        application.answers = {**current, section: said}
        application.saved = {**application.saved, section: seen + 1}
        if found := budget_of(schema, application.answers):
            application.requested_fen = budget_sums(found[1]).grant or None
        application.save(update_fields=["answers", "saved", "requested_fen", "updated_at"])
        change.note("section", f"{section} {seen}", f"{section} {seen + 1}")
    return application


def save_basics(
    *, actor: Any, application: Application, title: str, field: Field | None, city: City | None, seen: int
) -> Application:
    """The application with its title, field and city; `seen` and what is raised as for `save_section`."""
    require(actor, "calls.edit_application", application)
    title = " ".join(title.split())
    if not title:
        raise ValidationError({"title": _("Give the application a title.")})
    with recorded("calls.save_section", actor=actor, subject=application):
        _locked(application, BASICS, seen)
        application.title, application.field, application.city = title[:200], field, city
        application.saved = {**application.saved, BASICS: seen + 1}
        application.save(update_fields=["title", "field", "city", "saved", "updated_at"])
    return application


def _locked(application: Application, section: str, seen: int) -> dict[str, Any]:
    """The answers as they are now, the row locked. Raises when the section was saved since it was seen."""
    application.answers, application.saved = require_unchanged(application, "state", "answers", "saved")
    if application.saved.get(section, 0) != seen:
        raise stale()
    return application.answers
