"""Rules over the API: the facts asked, the assessment of any firm handed in, ways up, and what is known of a registered firm."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from xinzhi.core.api import PROBLEMS, needs
from xinzhi.core.api.words import gettext_lazy
from xinzhi.core.scopes import READ

from .engine import FirmError
from .engine.book import FIRST_YEAR, LAST_YEAR
from .engine.describe import HOW, described, parameters_on
from .engine.lift import find_ways
from .queries.book import book
from .queries.firm import known_facts
from .views.common import firm_or_404

router = Router(tags=["incentives"])


class Asked(Schema):
    """A firm as in FIRM.json, and the day on which it applies."""

    firm: dict[str, Any] = Field(
        examples=[{"registered_on": "2019-03-02", "staff": {"2025": 80}, "rd_staff": {"2025": 12}}]
    )
    on: dt.date | None = Field(None, description=gettext_lazy("day of the application; left out: today"))


class AskedLift(Asked):
    """And the status to reach."""

    to: str = Field(max_length=60, examples=["hnte"])
    ways: int = Field(5, ge=1, le=20)


@router.get("/facts", response=dict[str, Any], summary=gettext_lazy("The facts that rules ask of a firm"))
def facts(request: HttpRequest) -> Any:  # noqa: ARG001  ninja passes it
    return {"how": HOW, "facts": described(book())}


@router.get(
    "/parameters", response=list[dict[str, Any]], summary=gettext_lazy("The dated parameters with their documents")
)
def parameters(request: HttpRequest, on: dt.date | None = None) -> Any:  # noqa: ARG001
    return parameters_on(book(), _day(on))


@router.post(
    "/assess",
    auth=needs(READ),
    response={200: dict[str, Any], **PROBLEMS},
    summary=gettext_lazy("What a firm is and is owed"),
)
def assess(request: HttpRequest, asked: Asked) -> Any:  # noqa: ARG001
    try:
        return book().assess(asked.firm, _day(asked.on)).as_dict()
    except FirmError as error:
        raise _refused(error) from error


@router.post(
    "/lift",
    auth=needs(READ),
    response={200: dict[str, Any], **PROBLEMS},
    summary=gettext_lazy("The least changes that reach a status"),
)
def lift(request: HttpRequest, asked: AskedLift) -> Any:  # noqa: ARG001
    if asked.to not in book().statuses:
        raise ValidationError({"to": f"There is no status {asked.to!r}; there are {', '.join(book().statuses)}."})
    try:
        return find_ways(book(), asked.firm, _day(asked.on), asked.to, most=asked.ways).as_dict()
    except FirmError as error:
        raise _refused(error) from error


@router.get(
    "/firms/{key}",
    response={200: dict[str, Any], **PROBLEMS},
    summary=gettext_lazy("What a registered firm is and is owed"),
)
def firm(request: HttpRequest, key: str, on: dt.date | None = None) -> Any:
    subject = firm_or_404(request, key)
    day = _day(on)
    known = known_facts(subject, day)
    try:
        result = book().assess(known.facts, day).as_dict(steps=False)
    except FirmError as error:
        raise _refused(error) from error
    return {"key": subject.key, "simulated": subject.simulated, "facts": known.facts, "origin": known.origin, **result}


def _day(on: dt.date | None) -> dt.date:
    """The day asked for, else today. Raises ValidationError for a day that no rules are kept for."""
    day = on or timezone.localdate()
    if not FIRST_YEAR <= day.year <= LAST_YEAR - 2:  # a way up may look two years on
        raise ValidationError({"on": _("No rules are kept for this day.")})
    return day


def _refused(error: FirmError) -> ValidationError:
    return ValidationError(
        {problem.field: f"{problem.value}: {problem.reason}. {problem.remedy}" for problem in error.problems}
    )
