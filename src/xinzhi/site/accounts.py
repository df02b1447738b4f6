"""How accounts come to be: by invitation, unless the operator opens sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up follows `XINZHI_SIGNUP_OPEN`; a fresh account has no role in any organisation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        return bool(settings.SIGNUP_OPEN)
