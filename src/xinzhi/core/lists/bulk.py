"""One action on many rows: chosen, shown before, done row by row, and reported row by row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_ROWS = 500


class ReasonForm(forms.Form):
    """For actions that need a reason, one for all rows."""

    why = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True, slots=True)
class BulkAction:
    """An action offered for the chosen rows.

    `run(actor, row, data)` calls the room's action for one row; `data` is the cleaned form, if there is one. What it
    returns is shown as the row's result. `permission` is asked for each row. `offered` decides whether the person
    sees the button at all.
    """

    key: str
    label: str | Promise
    permission: str
    run: Callable[[Any, Any, dict[str, Any]], Any]
    form: type[forms.Form] | None = None
    tone: str = ""
    offered: Callable[[Any], bool] = lambda user: bool(user.is_authenticated)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row. `text` is the result, or why not."""

    row: Any
    ok: bool
    text: str


def preview(action: BulkAction, actor: Any, rows: Iterable[Any]) -> list[tuple[Any, bool]]:
    """Each row, with whether the actor may do this to it."""
    return [(row, actor.has_perm(action.permission, row)) for row in rows]


def run(action: BulkAction, actor: Any, rows: Iterable[Any], data: dict[str, Any]) -> list[Outcome]:
    """Do it row by row. A row that is refused leaves the others done: each is one transaction of its own."""
    outcomes = []
    for row in rows:
        try:
            if not actor.has_perm(action.permission, row):
                raise PermissionDenied(_("This one is not yours to change."))  # noqa: TRY301  one place that reports
            result = action.run(actor, row, data)
        except PermissionDenied as error:
            outcomes.append(Outcome(row, ok=False, text=str(error)))
        except ValidationError as error:
            outcomes.append(Outcome(row, ok=False, text=" ".join(error.messages)))
        else:
            outcomes.append(Outcome(row, ok=True, text=result if isinstance(result, str) and result else _("done")))
    return outcomes
