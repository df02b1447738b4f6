"""The workflow tables of the plan room. No imports of models: models take their choices from here."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.workflow import State, Transition, Workflow


def _has_text(report: Any) -> str | None:
    return None if report.text.strip() else _("Write what was done before submitting.")


def _has_assessment(report: Any) -> str | None:
    return None if report.assessment else _("Say how it stands: done, on track, behind or blocked.")


def _figures_have_evidence(report: Any) -> str | None:
    """A number without a file behind it does not leave the department."""
    if report.figures.exists() and not report.evidence.exists():
        return _("Attach the evidence for the figures.")
    return None


REPORT = Workflow(
    name="report",
    states=(
        State("draft", gettext_lazy("draft")),
        State("submitted", gettext_lazy("submitted"), "info", limit_workdays=5),
        State("returned", gettext_lazy("returned for correction"), "warn", limit_workdays=3),
        State("accepted", gettext_lazy("accepted"), "ok", final=True),
    ),
    transitions=(
        Transition(
            "submit",
            gettext_lazy("Submit"),
            ("draft", "returned"),
            "submitted",
            "plan.edit_report",
            guards=(_has_text, _has_assessment, _figures_have_evidence),
        ),
        Transition(
            "return",
            gettext_lazy("Return for correction"),
            ("submitted",),
            "returned",
            "plan.decide_report",
            needs_reason=True,
        ),
        Transition("accept", gettext_lazy("Accept"), ("submitted",), "accepted", "plan.decide_report"),
    ),
)
