"""How accounts come to be: by invitation, unless the operator opens sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up follows `XINZHI_SIGNUP_OPEN`; a fresh account has no role in any organisation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        return bool(settings.SIGNUP_OPEN)


def login_name(request: HttpRequest, credentials: dict[str, str] | None = None) -> str:
    """The name a sign-in was tried with, for django-axes: without it every account would share one count of failures.

    allauth passes a user name or a mail address, whichever it resolved; before that the form field is `login`.
    """
    tried = credentials or {}
    name = tried.get("username") or tried.get("email") or request.POST.get("login", "")
    return name.strip().lower()
