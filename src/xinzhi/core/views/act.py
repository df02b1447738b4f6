"""Do an action for a page: refusals become errors of its form, or notices on the next page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from xinzhi.core.formats import pair

from .common import add_errors, warn


def act(request: HttpRequest, do: Callable[[], Any], done: Any, *back: Any) -> HttpResponse:
    """Do it, say so (or why not), and go back."""
    try:
        do()
    except ValidationError as error:
        warn(request, error)
    else:
        messages.success(request, str(done))
    return redirect(*back)


def act_on(request: HttpRequest, form: forms.Form, do: Callable[[], Any], done: Any) -> bool:
    """Do it with a valid form; False where the form or the action refuses, with the reasons on the form."""
    if not form.is_valid():
        return False
    try:
        do()
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, str(done))
    return True


def first_error(request: HttpRequest, form: forms.Form) -> None:
    """Say on the next page what a small form of a large page lacks."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for text in errors:
            messages.warning(request, pair(label, text) if label else str(text))
