"""What the pages of the desk share."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponse]


def posted(view: View) -> View:
    """A view for signed-in people that is only ever posted to."""
    return login_required(require_POST(view))


def tell(request: HttpRequest, error: ValidationError) -> None:
    """Show on the next page why something was not done."""
    for text in error.messages:
        messages.error(request, text)


def seen(form: Any, now: dt.datetime) -> dt.datetime:
    """When the thing had last changed as the person's page was made; `now` where the page did not say."""
    try:
        return parse_datetime(form.cleaned_data["seen"]) or now
    except ValueError:
        return now
