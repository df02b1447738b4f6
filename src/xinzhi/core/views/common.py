"""What these pages share."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from xinzhi.core.models import User


def signed_in(request: HttpRequest) -> User:
    """The person behind the request, on pages that let nobody else in."""
    assert isinstance(request.user, User), "the page is not behind a sign-in"
    return request.user


def safe_path(url: str, default: str) -> str:
    """The address when it is a path of this site, else the default: nobody is sent elsewhere by a link of ours."""
    inside = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if inside else default


def warn(request: HttpRequest, error: ValidationError) -> None:
    """Show on the next page why something was not done."""
    for text in error.messages:
        messages.warning(request, text)


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """An action's refusal as errors of the form it came from; what names no field of it stands on top."""
    for field, texts in getattr(error, "error_dict", {None: [error]}).items():
        known: Any = field if field in form.fields else None
        for text in texts:
            form.add_error(known, text.messages)
