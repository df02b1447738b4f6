"""The ways of a Delphi survey, of a seat on its panel, and of a cross-impact workshop, as tables."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.workflow import State, Transition, Workflow


def _has_statements(survey: Any) -> str | None:
    return None if survey.statements.exists() else _("There is no statement to ask about.")


def _has_panel(survey: Any) -> str | None:
    least = survey.sheet.answers_least
    if survey.seats.filter(state="accepted").count() >= least:
        return None
    return _("At least %(n)d experts must have accepted: results of fewer are shown to nobody.") % {"n": least}


def _no_open_round(survey: Any) -> str | None:
    return _("A round is open: close it first.") if survey.rounds.filter(closed_at__isnull=True).exists() else None


def _has_round(survey: Any) -> str | None:
    return None if survey.rounds.filter(closed_at__isnull=False).exists() else _("No round has been closed yet.")


SURVEY = Workflow(
    name="delphi survey",
    states=(
        State("draft", gettext_lazy("being prepared")),
        State("running", gettext_lazy("in rounds"), "info"),
        State("closed", gettext_lazy("results wait for approval"), "warn"),
        State("approved", gettext_lazy("results approved"), "ok", final=True),
        State("refused", gettext_lazy("results refused"), "bad", final=True),
        State("discarded", gettext_lazy("given up"), "mute", final=True),
    ),
    transitions=(
        Transition(
            "open",
            gettext_lazy("Open a round"),
            ("draft", "running"),
            "running",
            "foresight.run_delphi",
            guards=(_has_statements, _has_panel, _no_open_round),
        ),
        Transition(
            "close",
            gettext_lazy("Close the survey"),
            ("running",),
            "closed",
            "foresight.run_delphi",
            guards=(_no_open_round, _has_round),
        ),
        Transition("approve", gettext_lazy("Approve the results"), ("closed",), "approved", "foresight.decide_delphi"),
        Transition(
            "refuse",
            gettext_lazy("Refuse the results"),
            ("closed",),
            "refused",
            "foresight.decide_delphi",
            needs_reason=True,
        ),
        Transition(
            "discard",
            gettext_lazy("Give up"),
            ("draft", "running"),
            "discarded",
            "foresight.run_delphi",
            needs_reason=True,
        ),
    ),
)

SEAT = Workflow(
    name="delphi seat",
    states=(
        State("invited", gettext_lazy("invited"), "info"),
        State("accepted", gettext_lazy("on the panel"), "ok"),
        State("declined", gettext_lazy("declined"), "warn", final=True),
        State("withdrawn", gettext_lazy("taken back"), "mute", final=True),
    ),
    transitions=(
        Transition("accept", gettext_lazy("Take the seat"), ("invited",), "accepted", "foresight.answer_delphi"),
        Transition(
            "decline",
            gettext_lazy("Decline"),
            ("invited", "accepted"),
            "declined",
            "foresight.answer_delphi",
            needs_reason=True,
        ),
        Transition(
            "withdraw",
            gettext_lazy("Take the seat back"),
            ("invited", "accepted"),
            "withdrawn",
            "foresight.run_delphi",
            needs_reason=True,
        ),
    ),
)


def _has_events(workshop: Any) -> str | None:
    return None if workshop.events.count() >= 2 else _("Choose at least two statements.")


def _has_entries(workshop: Any) -> str | None:
    least = workshop.survey.sheet.answers_least
    if workshop.entries.filter(is_whole=True).count() >= least:
        return None
    return _("At least %(n)d experts must have entered their probabilities.") % {"n": least}


WORKSHOP = Workflow(
    name="cross-impact workshop",
    states=(
        State("draft", gettext_lazy("being prepared")),
        State("open", gettext_lazy("experts enter"), "info"),
        State("closed", gettext_lazy("closed and counted"), "ok", final=True),
        State("discarded", gettext_lazy("given up"), "mute", final=True),
    ),
    transitions=(
        Transition("open", gettext_lazy("Open"), ("draft",), "open", "foresight.run_delphi", guards=(_has_events,)),
        Transition(
            "close",
            gettext_lazy("Close the workshop"),
            ("open",),
            "closed",
            "foresight.run_delphi",
            guards=(_has_entries,),
        ),
        Transition(
            "discard",
            gettext_lazy("Give up"),
            ("draft", "open"),
            "discarded",
            "foresight.run_delphi",
            needs_reason=True,
        ),
    ),
)
